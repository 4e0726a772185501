//! The list: found in what was said, filtered, ordered, paged; and how the database runs it.

use serde_json::{Value, json};

use super::{create, input, run};
use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::features::simulations::store::history::{self as store, Filter, Order, Words};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::db::schema;
use crate::tests::harness::{Client, TestApp};

fn titled(title: &str, question: &str) -> Value {
    let mut body = input("scripted", 2);
    body["scenario"]["title"] = json!(title);
    body["scenario"]["question"] = json!(question);
    body
}

async fn titles(client: &Client, query: &str) -> Vec<String> {
    let answer = client.get(&format!("/api/v1/simulations?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text);
    answer.json["data"].as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap().to_owned()).collect()
}

async fn say(client: &Client, id: &str, text: &str) {
    let said = client.post(&format!("/api/v1/simulations/{id}/observer"), json!({ "content": text })).await;
    assert_eq!(said.status, 201, "{}", said.text);
}

#[tokio::test]
async fn words_are_found_in_every_line_and_in_the_head() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let quay = create(&guest, titled("The quay", "Who pays for the night gate?")).await;
    create(&guest, titled("The library", "Shall it open on Sundays?")).await;
    say(&guest, &quay, "Das Nilpferd steht am Größenwahn-Kai, sagt Đặng.").await;
    for q in ["nilpferd", "NILPFERD kai", "nilp", "grossenwahn", "dang", "gate", "night pays"] {
        assert_eq!(titles(&guest, &format!("q={q}").replace(' ', "%20")).await, ["The quay"], "{q}");
    }
    for q in ["ilpferd", "nilpferd%20sundays", "%21%21", "zebra"] {
        assert!(titles(&guest, &format!("q={q}")).await.is_empty(), "{q}");
    }
    let found = guest.get("/api/v1/conversations?q=nilpferd").await;
    let line = &found.json["data"][0]["found"];
    assert_eq!((line["seq"].as_u64(), line["text"].as_str().unwrap().contains("Nilpferd")), (Some(1), true), "{}", found.text);
    assert_eq!(guest.get("/api/v1/simulations?q=gate").await.json["data"][0]["found"], Value::Null);
}

#[tokio::test]
async fn a_spoken_line_is_found_as_soon_as_it_was_said() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let lines = run(&app, &guest, input("scripted", 4)).await;
    let text = lines[2].split('|').nth(2).unwrap();
    let word = text.split_whitespace().filter(|w| w.chars().all(char::is_alphabetic)).max_by_key(|w| w.len()).unwrap();
    assert_eq!(titles(&guest, &format!("q={word}")).await, ["Night shifts"], "{word}");
}

#[tokio::test]
async fn filters_hold_together_and_are_in_the_cursor() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let mut ids = Vec::new();
    for title in ["One", "Two", "Three"] {
        ids.push(create(&guest, titled(title, "What now?")).await);
    }
    for id in &ids[..2] {
        let tagged =
            guest.put(&format!("/api/v1/simulations/{id}/tags"), json!({ "tags": ["Pricing", " spring  2027 ", "pricing"] })).await;
        assert_eq!((tagged.status, &tagged.json["data"]["tags"]), (200, &json!(["Pricing", "spring 2027"])), "{}", tagged.text);
    }
    assert_eq!(guest.post(&format!("/api/v1/simulations/{}/stop", ids[1]), json!({})).await.status, 200);
    assert_eq!(titles(&guest, "tag=pricing").await, ["Two", "One"]);
    assert_eq!(titles(&guest, "tag=Spring%202027&state=draft").await, ["One"]);
    assert_eq!(titles(&guest, "state=stopped").await, ["Two"]);
    assert_eq!(titles(&guest, "model=scripted&sort=created_at").await, ["One", "Two", "Three"]);
    assert_eq!(titles(&guest, "sort=title").await, ["One", "Three", "Two"]);
    assert_eq!(titles(&guest, "sort=-title&tag=pricing").await, ["Two", "One"]);
    let slug = &crate::features::agents::library::all()[0].slug;
    assert_eq!(titles(&guest, &format!("agent={slug}&q=now")).await.len(), 3);
    assert!(titles(&guest, "agent=nobody").await.is_empty());
    assert_eq!(titles(&guest, "from=2026-11-20&until=2026-11-20").await.len(), 3);
    assert!(titles(&guest, "until=2026-11-19").await.is_empty());
    for wrong in ["sort=tokens", "state=asleep", "from=monday", "q=now&sort=title", "colour=red"] {
        assert_eq!(guest.get(&format!("/api/v1/simulations?{wrong}")).await.status, 422, "{wrong}");
    }
    let first = guest.get("/api/v1/simulations?tag=pricing&limit=1").await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    assert_eq!(titles(&guest, &format!("tag=pricing&limit=1&cursor={cursor}")).await, ["One"]);
    assert_eq!(guest.get(&format!("/api/v1/simulations?tag=other&cursor={cursor}")).await.status, 422, "another list");
}

#[tokio::test]
async fn a_search_is_paged_without_loss_and_repeat() {
    let app = TestApp::new().await;
    let guest = app.user("pager").await;
    for n in 0..7 {
        let id = create(&guest, titled(&format!("Talk {n}"), if n % 2 == 0 { "A walrus?" } else { "Nothing?" })).await;
        if n % 2 == 1 {
            say(&guest, &id, "I saw a walrus.").await;
            say(&guest, &id, "The walrus again.").await;
        }
    }
    for (sort, expected) in [("-created_at", (0..7).rev().collect::<Vec<_>>()), ("created_at", (0..7).collect())] {
        let (mut seen, mut cursor) = (Vec::new(), String::new());
        loop {
            let page = guest.get(&format!("/api/v1/simulations?q=walrus&limit=2&sort={sort}{cursor}")).await;
            assert_eq!(page.status, 200, "{}", page.text);
            seen.extend(page.json["data"].as_array().unwrap().iter().map(|s| s["title"].as_str().unwrap().to_owned()));
            match page.json["page"]["next_cursor"].as_str() {
                Some(next) => cursor = format!("&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(seen, expected.iter().map(|n| format!("Talk {n}")).collect::<Vec<_>>(), "{sort}");
    }
}

#[tokio::test]
async fn another_tenant_finds_nothing_of_it() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = create(&ada, titled("Hush", "What now?")).await;
    say(&ada, &id, "The nilpferd is ours.").await;
    ada.put(&format!("/api/v1/simulations/{id}/tags"), json!({ "tags": ["secret"] })).await;
    for query in ["q=nilpferd", "q=hush", "tag=secret", "model=scripted", ""] {
        assert!(titles(&bob, query).await.is_empty(), "{query}");
    }
    assert_eq!(bob.put(&format!("/api/v1/simulations/{id}/tags"), json!({ "tags": [] })).await.status, 404);
    let file = bob.get(&format!("/api/v1/simulations/export?ids={id}")).await;
    assert_eq!((file.status, &file.json["simulations"]), (200, &json!([])));
}

#[tokio::test]
async fn bad_tags_are_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 2)).await;
    let path = format!("/api/v1/simulations/{id}/tags");
    for bad in [
        json!({ "tags": ["x".repeat(41)] }),
        json!({ "tags": (0..13).map(|n| n.to_string()).collect::<Vec<_>>() }),
        json!({}),
        json!({ "tags": [1] }),
    ] {
        assert_eq!(guest.put(&path, bad.clone()).await.status, 422, "{bad}");
    }
    let odd = "<script>'; DELETE simulation; --";
    assert_eq!(guest.put(&path, json!({ "tags": [odd] })).await.json["data"]["tags"], json!([odd]));
    assert_eq!(titles(&guest, "tag=%3Cscript%3E%27%3B%20DELETE%20simulation%3B%20--").await, ["Night shifts"]);
}

fn workspace(app: &TestApp) -> WorkspaceId {
    Ctx::for_job(app.state.clone(), "test", UserId::new("somebody"), "one".to_owned()).require(Permission::Read).unwrap()
}

fn plan(lines: &[Value]) -> String {
    lines.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_list_is_read_from_an_index_in_order() {
    let app = TestApp::new().await;
    let ws = workspace(&app);
    let (db, none) = (&app.state.db, Vec::new());
    for (order, state, keys, index) in [
        (Order::Newest, "", none.clone(), "simulation_newest"),
        (Order::Oldest, "", none.clone(), "simulation_newest"),
        (Order::Newest, "finished", none.clone(), "simulation_state_newest"),
        (Order::Newest, "finished", vec!["model:x".to_owned(), "tag:y".to_owned()], "simulation_keys"),
        (Order::Oldest, "", vec!["tag:y".to_owned()], "simulation_keys"),
        (Order::Title, "", none.clone(), "simulation_ws_title"),
        (Order::TitleDescending, "", none, "simulation_ws_title"),
    ] {
        let filter = Filter { order, state: state.to_owned(), keys, from: String::new(), until: "~".to_owned() };
        let plan = plan(&store::explain(db, &ws, &filter).await.unwrap());
        assert!(plan.contains(index) && !plan.contains("TableScan") && !plan.contains("Sort"), "{order:?} {state}: {plan}");
    }
    let words = Words { key: "gat".into(), needles: vec![" gate".into()] };
    for order in [Order::Newest, Order::Oldest] {
        let [heads, lines] = store::explain_search(db, &ws, &words, order).await.unwrap();
        assert!(plan(&heads).contains("simulation_keys") && !plan(&heads).contains("TableScan"), "{}", plan(&heads));
        assert!(plan(&lines).contains("message_keys") && !plan(&lines).contains("TableScan"), "{}", plan(&lines));
    }
}

#[tokio::test]
async fn rows_from_before_the_search_are_found_after_the_upgrade() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, titled("The quay", "Who pays for the night gate?")).await;
    say(&guest, &id, "The hippopotamus is late.").await;
    let db = &app.state.db;
    // As a former release left them: no such fields, more lines than one step takes, a search text without names.
    let old = "{ LET $sim = type::record('simulation', $id);
        UPDATE $sim UNSET found, keys, title_sort;
        UPDATE $sim SET search = 'the quay who pays for the night gate?';
        FOR $n IN 2..203 {
            LET $text = IF $n = 202 { 'A giraffe comes.' } ELSE { 'And so on.' };
            CREATE type::record('message', [$id, $n]) SET ws = $sim.ws, turn = 0, round = 1, kind = 'observer', speaker_id = 'x', speaker_name = 'X',
                reason = '', text = $text, language = '', tokens = 0, created_at = time::now()
        };
        UPDATE message UNSET sim, keys; }";
    for field in ["REMOVE FIELD found ON simulation", "REMOVE FIELD keys ON simulation", "REMOVE FIELD title_sort ON simulation"] {
        db.sql(field).exec().await.unwrap();
    }
    for field in ["REMOVE FIELD sim ON message", "REMOVE FIELD keys ON message", "DELETE migration:2"] {
        db.sql(field).exec().await.unwrap();
    }
    db.sql("UPDATE schema_file SET hash = 'older'").exec().await.unwrap();
    db.sql(old).bind("id", id.clone()).exec().await.unwrap();
    let name = crate::features::agents::library::all().first().unwrap().persona.name.to_lowercase();
    let wanted = ["hippopotamus", "giraffe", "gate", name.split(' ').next().unwrap()];
    for q in wanted {
        assert!(titles(&guest, &format!("q={q}")).await.is_empty(), "{q} is found before the upgrade: the test shows nothing");
    }
    schema::apply(db, crate::features::SCHEMAS, "upgrade", app.state.clock.now()).await.unwrap();
    for q in wanted {
        assert_eq!(titles(&guest, &format!("q={q}")).await, ["The quay"], "{q}");
    }
    let left: Vec<i64> = db.sql("SELECT VALUE record::id(id)[1] FROM message WHERE keys = NONE OR sim = NONE").list().await.unwrap();
    assert!(left.is_empty(), "{left:?}");
}
