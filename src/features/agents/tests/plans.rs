//! How the database runs the lists: each from an index, in order, without reading the whole table.

use crate::core::ids::{AgentId, UserId};
use crate::core::permission::Permission;
use crate::features::agents::search::Query;
use crate::features::agents::store::{self, Content, Filter, Order};
use crate::features::agents::types::Persona;
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::schema;
use crate::tests::harness::TestApp;

fn workspace(app: &TestApp, name: &str) -> WorkspaceId {
    Ctx::for_job(app.state.clone(), "test", UserId::new("somebody"), name.to_owned()).require(Permission::Read).unwrap()
}

#[tokio::test]
async fn every_list_is_read_from_an_index_in_order() {
    let app = TestApp::new().await;
    let ws = workspace(&app, "one");
    for order in Order::ALL {
        for (domain, query) in [(false, false), (true, false), (false, true), (true, true)] {
            let filter = Filter {
                order,
                domain: domain.then(|| "law".to_owned()),
                query: query.then(|| Query::parse(Some("night care")).unwrap()),
                facets: Vec::new(),
                after: None,
            };
            let lines = store::explain(&app.state.db, &ws, &filter, 21).await.unwrap();
            let plan = lines.iter().filter_map(|line| line.as_str()).collect::<Vec<_>>().join("\n");
            let what = format!("{order:?}, domain {domain}, words {query}:\n{plan}");
            let by_name = matches!(order, Order::Name | Order::NameDescending);
            let index = match (query, domain, by_name) {
                (true, _, false) => "agent_keys",
                (true, _, true) => "agent_find_name",
                (false, true, false) => "agent_domain_newest",
                (false, true, true) => "agent_domain_name",
                (false, false, false) if order == Order::Oldest => "agent_ws",
                (false, false, false) => "agent_newest",
                (false, false, true) => "agent_name",
            };
            assert!(plan.contains(&format!("IndexScan [ctx: Db] [index: {index},")), "{what}");
            assert!(plan.contains(if query { "access: ['one', 'nig']" } else { "access: ['one'" }), "{what}");
            for slow in ["TableScan", "Sort", "DynamicScan"] {
                assert!(!plan.contains(slow), "{what}");
            }
            assert!(query || plan.contains("limit: $n"), "the limit ends the scan: {what}");
        }
    }
}

#[tokio::test]
async fn facets_are_looked_up_in_the_index_of_keys() {
    let app = TestApp::new().await;
    let ws = workspace(&app, "one");
    for order in Order::ALL {
        for (domain, query, access) in [
            (None, None, "access: ['one', '=r:europe']"),
            (Some("law"), None, "access: ['one', '=r:europe']"),
            (None, Some("night"), "access: ['one', 'nig']"),
            (None, Some("n"), "access: ['one', '=r:europe']"),
        ] {
            let filter = Filter {
                order,
                domain: domain.map(str::to_owned),
                query: Query::parse(query),
                facets: vec!["=r:europe".into(), "=s:senior".into()],
                after: None,
            };
            let lines = store::explain(&app.state.db, &ws, &filter, 21).await.unwrap();
            let plan = lines.iter().filter_map(|line| line.as_str()).collect::<Vec<_>>().join("\n");
            let by_name = matches!(order, Order::Name | Order::NameDescending);
            let index = if by_name { "[index: agent_find_name" } else { "[index: agent_keys" };
            assert!(plan.contains(index) && plan.contains(access), "{order:?} {query:?}:\n{plan}");
            assert!(!plan.contains("TableScan") && !plan.contains("Sort"), "{plan}");
        }
    }
}

/// Rows that the scan of the index gave, from an explained plan.
fn scanned(lines: &[serde_json::Value]) -> usize {
    let text = lines.iter().filter_map(|line| line.as_str()).collect::<Vec<_>>().join("\n");
    let scan = text.lines().find(|line| line.contains("IndexScan")).unwrap_or_else(|| panic!("no index: {text}"));
    let (_, rows) = scan.split_once("rows: ").unwrap_or_else(|| panic!("no rows: {text}"));
    rows.chars().take_while(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[tokio::test]
async fn a_common_word_reads_a_page_and_not_everybody_who_has_it() {
    const EVERYBODY: usize = 600;
    let app = TestApp::new().await;
    let ws = workspace(&app, "one");
    let agents: Vec<Content> = (0..EVERYBODY)
        .map(|n| {
            let persona = Persona { name: format!("Person {n:03}"), archetype: "The policy analyst".into(), ..Persona::default() };
            Content::new(AgentId::new(format!("a{n:03}")), persona, String::new(), None)
        })
        .collect();
    for piece in agents.chunks(200) {
        store::insert(&app.state.db, &ws, piece, app.clock.now()).await.unwrap();
    }
    // The database reads four pages at a time and some of them ahead, never all.
    for word in ["the", "policy", "t", "person"] {
        for order in Order::ALL {
            let filter = Filter { order, domain: None, query: Query::parse(Some(word)), facets: Vec::new(), after: None };
            assert_eq!(store::list(&app.state.db, &ws, &filter, 21).await.unwrap().len(), 21);
            let rows = scanned(&store::explain(&app.state.db, &ws, &filter, 21).await.unwrap());
            assert!((21..EVERYBODY).contains(&rows), "{word} {order:?}: {rows} rows are read for a page of 21");
        }
    }
    // Nobody has the whole word, and everybody has its beginning: what is counted is bounded all the same.
    for query in [None, Some("policy"), Some("policeman")] {
        let filter = Filter { order: Order::Newest, domain: None, query: Query::parse(query), facets: Vec::new(), after: None };
        let found = store::facets::of(&app.state.db, &ws, &filter, 20).await.unwrap();
        assert_eq!((found.len(), found.iter().all(|one| one.fits)), (20, query != Some("policeman")), "{query:?}");
        let lines = store::facets::explain(&app.state.db, &ws, &filter, 20).await.unwrap();
        let rows = scanned(&lines);
        assert!(rows < EVERYBODY, "{query:?}: {rows} rows are read to count 20");
    }
}

#[tokio::test]
async fn a_search_reads_its_own_workspace_only() {
    let app = TestApp::new().await;
    let (one, two) = (workspace(&app, "one"), workspace(&app, "two"));
    let agent = |id: &str| {
        let persona = Persona { name: format!("Ada {id}"), domain: "law".into(), ..Persona::default() };
        Content::new(AgentId::new(id), persona, String::new(), None)
    };
    store::insert(&app.state.db, &one, &[agent("a1"), agent("a2")], app.clock.now()).await.unwrap();
    store::insert(&app.state.db, &two, &[agent("b1")], app.clock.now()).await.unwrap();
    for order in Order::ALL {
        let filter = Filter { order, domain: Some("law".into()), query: Query::parse(Some("ada")), facets: Vec::new(), after: None };
        let mut keys: Vec<String> =
            store::list(&app.state.db, &two, &filter, 10).await.unwrap().iter().map(|row| row.key(Order::Newest)).collect();
        keys.sort();
        assert_eq!(keys, ["b1"], "{order:?}");
    }
}

#[tokio::test]
async fn rows_from_before_the_newest_came_first_are_listed_after_the_upgrade() {
    let app = TestApp::new().await;
    let (db, ws) = (&app.state.db, workspace(&app, "one"));
    let agents: Vec<Content> = (0..3)
        .map(|n| {
            Content::new(AgentId::new(format!("a{n}")), Persona { name: format!("Ada {n}"), ..Persona::default() }, String::new(), None)
        })
        .collect();
    store::insert(db, &ws, &agents, app.clock.now()).await.unwrap();
    // As the release before left them.
    for text in ["REMOVE FIELD newest ON agent", "UPDATE agent UNSET newest", "DELETE migration:3", "UPDATE schema_file SET hash = 'older'"]
    {
        db.sql(text).exec().await.unwrap();
    }
    let newest = Filter { order: Order::Newest, domain: None, query: None, facets: Vec::new(), after: None };
    assert!(store::list(db, &ws, &newest, 10).await.unwrap().is_empty(), "the test shows nothing");
    schema::apply(db, crate::features::SCHEMAS, "upgrade", app.state.clock.now()).await.unwrap();
    let keys: Vec<String> = store::list(db, &ws, &newest, 10).await.unwrap().iter().map(|row| row.key(Order::Newest)).collect();
    assert_eq!(keys, ["a2", "a1", "a0"]);
}
