//! Files: harmless, complete, and the same again after a round trip.

use serde_json::{Value, json};

use super::{act, create, input, run};
use crate::tests::harness::{Client, TestApp};

const ATTACK: &str = "=HYPERLINK(\"x\") <script>alert(1)</script> | [a](javascript:alert(1)) ![i](x) **b** \u{202e}";

/// A finished simulation with an attack in every field, and its id.
async fn attacked(app: &TestApp, client: &Client) -> String {
    let mut body = input("scripted", 4);
    body["scenario"] = json!({ "title": ATTACK, "setting": ATTACK, "question": ATTACK, "goals": [ATTACK], "constraints": [ATTACK],
        "secrets": [{ "text": "The vault stands open.", "known_by": ["Nobody"] }], "end": ATTACK });
    let id = create(client, body).await;
    let said = client.post(&format!("/api/v1/simulations/{id}/observer"), json!({ "content": ATTACK })).await;
    assert_eq!(said.status, 201, "{}", said.text);
    for act in [
        json!({ "content": "The lights go out.", "kind": "direct" }),
        json!({ "content": "Only you.", "kind": "whisper", "to": "p1" }),
        json!({ "content": "It costs 7 francs.", "kind": "pin" }),
    ] {
        let done = client.post(&format!("/api/v1/simulations/{id}/observer"), act).await;
        assert_eq!(done.status, 201, "{}", done.text);
    }
    act(client, &id, "start").await;
    app.settled(client, &id).await;
    id
}

async fn file(client: &Client, id: &str, format: &str) -> crate::tests::harness::Answer {
    let answer = client.get(&format!("/api/v1/simulations/{id}/export?format={format}")).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let disposition = answer.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;") && disposition.contains(&format!(".{format}\"")), "{disposition}");
    assert!(answer.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));
    answer
}

#[tokio::test]
async fn readable_files_are_harmless_and_tell_no_secrets() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = attacked(&app, &guest).await;
    let html = file(&guest, &id, "html").await.text;
    assert!(
        html.contains("&lt;script&gt;")
            && !html.contains("<script")
            && html.contains("dir=\"auto\"")
            && html.contains("default-src 'none'")
    );
    assert!(!html.contains("http://") && !html.contains("https://"), "nothing from elsewhere");
    let md = file(&guest, &id, "md").await.text;
    assert!(!md.replace("\\<", "").contains("<script") && !md.contains("[a](javascript") && !md.contains('\u{202e}'), "{md}");
    let rendered = crate::features::documents::markdown::render(&md);
    assert!(!rendered.contains("href=\"javascript:") && !rendered.contains("<img") && !rendered.contains("<script"), "{rendered}");
    for text in [&html, &md] {
        assert!(!text.contains("vault stands open"), "secrets stay in");
    }
}

#[tokio::test]
async fn the_table_has_one_row_a_line_and_no_formulas() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = attacked(&app, &guest).await;
    let text = file(&guest, &id, "csv").await.text;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), 8);
    assert!(rows.iter().flat_map(csv::StringRecord::iter).all(|cell| !cell.starts_with(['=', '+', '-', '@'])));
    assert_eq!(rows[0].get(7).unwrap(), format!("'{ATTACK}"));
}

#[tokio::test]
async fn a_copy_of_the_json_exports_the_same_again() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = attacked(&app, &ada).await;
    ada.put(&format!("/api/v1/simulations/{id}/tags"), json!({ "tags": ["kept"] })).await;
    let first = file(&ada, &id, "json").await.json;
    let made = bob.post("/api/v1/simulations/import", first.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let copy = made.json["data"]["id"].as_str().unwrap();
    assert!(copy != id && made.json["data"]["state"] == "finished" && made.json["data"]["tags"] == json!(["kept"]));
    assert_eq!(file(&bob, copy, "json").await.json, first);
    let listed = bob.get("/api/v1/simulations?q=hyperlink").await;
    assert_eq!(listed.json["data"][0]["id"], copy, "it is found like any other");
    assert!(!made.text.contains(ada.user["id"].as_str().unwrap()), "no account of elsewhere comes along");
    let round = bob.post(&format!("/api/v1/simulations/{copy}/round"), json!({})).await;
    assert_eq!(round.status, 200, "{}", round.text);
    assert_eq!(app.settled(&bob, copy).await["state"], "finished");
}

#[tokio::test]
async fn a_file_that_was_tampered_with_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    run(&app, &guest, input("scripted", 3)).await;
    let id = guest.get("/api/v1/simulations").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    let good = file(&guest, &id, "json").await.json;
    let broken: [(&str, Value); 12] = [
        ("/format", json!("something.else")),
        ("/format_version", json!(2)),
        ("/title", json!("")),
        ("/participants", json!([])),
        ("/participants/0/id", json!("p2")),
        ("/participants/0/persona/name", json!("")),
        ("/messages/0/seq", json!(7)),
        ("/messages/0/speaker_id", json!("p9")),
        ("/messages/0/text", json!(" ")),
        ("/messages/2/turn", json!(0)),
        ("/settings/max_turns", json!(100_000)),
        ("/state", json!("asleep")),
    ];
    for (place, value) in broken {
        let mut file = good.clone();
        *file.pointer_mut(place).unwrap_or_else(|| panic!("{place}")) = value;
        let answer = guest.post("/api/v1/simulations/import", file).await;
        assert_eq!(answer.status, 422, "{place}: {}", answer.text);
    }
    let mut unknown = good.clone();
    unknown["owner"] = json!("me");
    assert_eq!(guest.post("/api/v1/simulations/import", unknown).await.status, 422);
    assert_eq!(guest.get("/api/v1/simulations").await.json["data"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn several_go_into_one_file() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let ids = [create(&guest, input("scripted", 2)).await, create(&guest, input("scripted", 2)).await];
    let named = guest.get(&format!("/api/v1/simulations/export?ids={},none", ids[0])).await;
    assert_eq!(named.json["simulations"].as_array().unwrap().len(), 1, "{}", named.text);
    let all = guest.get("/api/v1/simulations/export?state=draft").await;
    assert_eq!((all.json["format"].as_str(), all.json["simulations"].as_array().unwrap().len()), (Some("colloquy.simulations"), 2));
    assert_eq!(guest.get(&format!("/api/v1/simulations/{}/export?format=exe", ids[0])).await.status, 422);
}
