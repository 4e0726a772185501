//! Files: harmless, complete, and the same again after a round trip.

use axum::body::Body;
use axum::http::Method;
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
        json!({ "content": "What do you fear?", "kind": "aside", "to": "p2" }),
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
        assert!(!text.contains("Only you"), "what was whispered stays between those who heard it");
        assert!(text.contains("The lights go out"), "what everybody saw is there");
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
    for mark in [
        json!({ "seq": 2, "kind": "highlight" }),
        json!({ "seq": 2, "kind": "reaction", "text": "insight" }),
        json!({ "seq": 2, "kind": "note", "text": "Ask for the source." }),
        json!({ "seq": 1, "kind": "note", "text": "Who wrote this?" }),
    ] {
        assert_eq!(ada.post(&format!("/api/v1/simulations/{id}/annotations"), mark).await.status, 201);
    }
    let first = file(&ada, &id, "json").await.json;
    let made = bob.post("/api/v1/simulations/import", first.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let copy = made.json["data"]["id"].as_str().unwrap();
    assert!(copy != id && made.json["data"]["state"] == "finished" && made.json["data"]["tags"] == json!(["kept"]));
    assert_eq!((first["turn_records"].as_array().unwrap().len(), first["annotations"].as_array().unwrap().len()), (4, 4));
    assert!(first["turn_records"][3]["request"]["messages"][0]["content"].as_str().unwrap().len() > 100, "prompts come along");
    assert!(
        first["turn_records"][0]["attempts"][0]["score"].is_number()
            && !first["turn_records"][1]["candidates"].as_array().unwrap().is_empty()
    );
    assert_eq!(file(&bob, copy, "json").await.json, first);
    for turn in 1..=4 {
        let path = |id: &str| format!("/api/v1/simulations/{id}/turns/{turn}");
        let (before, after) = (ada.get(&path(&id)).await.json["data"].clone(), bob.get(&path(copy)).await.json["data"].clone());
        assert_eq!((&after["attempts"], &after["request"], &after["reason"]), (&before["attempts"], &before["request"], &before["reason"]));
    }
    let asked = bob.get(&format!("/api/v1/simulations/{copy}/asides")).await.json["data"][0].clone();
    assert_eq!((&asked["question"], &asked["participant"]["id"]), (&json!("What do you fear?"), &json!("p2")), "{asked}");
    let marks = bob.get(&format!("/api/v1/simulations/{copy}/annotations")).await.json["data"].clone();
    let note = marks.as_array().unwrap().iter().find(|m| m["seq"] == 1).unwrap();
    assert_eq!(note["author"]["name"], first["annotations"][0]["author"], "it says who wrote it");
    let gone = bob.delete(&format!("/api/v1/simulations/{copy}/annotations/{}", note["id"].as_str().unwrap())).await;
    assert_eq!(gone.status, 204, "who imported it may take it away: {}", gone.text);
    let listed = bob.get("/api/v1/simulations?q=hyperlink").await;
    assert_eq!(listed.json["data"][0]["id"], copy, "it is found like any other");
    assert!(!made.text.contains(ada.user["id"].as_str().unwrap()), "no account of elsewhere comes along");
    let round = bob.post(&format!("/api/v1/simulations/{copy}/round"), json!({})).await;
    assert_eq!(round.status, 200, "{}", round.text);
    assert_eq!(app.settled(&bob, copy).await["state"], "finished");
    let chained = bob.get(&format!("/api/v1/simulations/{copy}/turns/5")).await.json["data"]["request"]["previous_hash"].clone();
    assert_eq!(chained, first["turn_records"][3]["request"]["hash"], "the chain of requests goes on");
}

#[tokio::test]
async fn a_file_that_was_tampered_with_is_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    run(&app, &guest, input("scripted", 3)).await;
    let id = guest.get("/api/v1/simulations").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    for mark in [json!({ "seq": 2, "kind": "highlight" }), json!({ "seq": 3, "kind": "highlight" })] {
        assert_eq!(guest.post(&format!("/api/v1/simulations/{id}/annotations"), mark).await.status, 201);
    }
    let good = file(&guest, &id, "json").await.json;
    let broken: [(&str, Value); 24] = [
        (
            "/asides",
            json!([{ "turn": 1, "observer": "A", "participant": { "id": "p9", "name": "B" }, "question": "Q", "answer": "", "created_at": "2026-11-20T09:00:00Z" }]),
        ),
        ("/turn_records/0/turn", json!(2)),
        ("/turn_records/2/turn", json!(9)),
        ("/turn_records/1/speaker/id", json!("p9")),
        ("/turn_records/1/attempts/0/speaker", json!("p9")),
        ("/turn_records/1/candidates/0/participant", json!("p9")),
        ("/turn_records/1/reason", json!("x".repeat(1_001))),
        ("/turn_records/1/request/seed", json!(u64::MAX)),
        ("/annotations/0/seq", json!(9)),
        ("/annotations/0/seq", json!(3)),
        ("/annotations/0/kind", json!("reaction")),
        ("/annotations/0/author", json!("")),
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
    for (place, value, field) in [
        ("/messages/2/text", json!(5), "messages.2.text"),
        ("/messages/1/text", json!(""), "messages.1.text"),
        ("/participants/1/id", json!("x"), "participants.1.id"),
    ] {
        let mut file = good.clone();
        *file.pointer_mut(place).unwrap() = value;
        let answer = guest.post("/api/v1/simulations/import", file).await;
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "it says which: {}", answer.text);
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

/// Sends the form of the page; gives where it leads to.
async fn upload(client: &Client, content: &str) -> String {
    let body = format!(
        "--b0und\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.json\"\r\nContent-Type: application/json\r\n\r\n{content}\r\n--b0und--\r\n"
    );
    let request = client.request(Method::POST, "/simulations/import/upload").header("content-type", "multipart/form-data; boundary=b0und");
    let answer = client.send(request.body(Body::from(body)).unwrap()).await;
    assert_eq!(answer.status, 303, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// What the page says about a refusal.
async fn told(client: &Client, place: &str) -> String {
    let id = place.strip_prefix("/simulations/import?problem=").unwrap_or_else(|| panic!("it was not refused: {place}"));
    let request = client.request(Method::POST, "/_fn/simulations/import-problem").header("content-type", "application/json");
    client.send(request.body(Body::from(json!({ "id": id }).to_string())).unwrap()).await.text
}

#[tokio::test]
async fn the_form_of_the_page_imports_one_file_and_shows_it() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    let id = attacked(&app, &ada).await;
    let first = file(&ada, &id, "json").await;
    let text = first.text;
    let place = upload(&bob, &text).await;
    let copy = place.strip_prefix("/simulations/").unwrap();
    assert!(file(&bob, copy, "json").await.json == first.json, "the copy is another one");
    // A file of several that has one.
    let many = ada.get("/api/v1/simulations/export").await.text;
    let second = upload(&bob, &many).await;
    let listed = bob.get("/api/v1/simulations?limit=1").await.json["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(second, format!("/simulations/{listed}"));
    assert_eq!(upload(&app.anonymous(), &text).await, "/login?next=/simulations/import");
}

#[tokio::test]
async fn a_file_of_several_is_imported_whole_or_not_at_all() {
    let app = TestApp::new().await;
    let (ada, bob) = (app.user("ada").await, app.user("bob").await);
    for _ in 0..3 {
        run(&app, &ada, input("scripted", 2)).await;
    }
    let many = ada.get("/api/v1/simulations/export").await.json;
    let mut broken = many.clone();
    broken["simulations"][2]["title"] = json!("");
    let why = told(&bob, &upload(&bob, &broken.to_string()).await).await;
    assert!(why.contains("Simulation 3 of the file") && why.contains("title"), "{why}");
    assert_eq!(bob.get("/api/v1/simulations").await.json["data"].as_array().unwrap().len(), 0);
    assert_eq!(upload(&bob, &many.to_string()).await, "/simulations/import?created=3");
    assert_eq!(bob.get("/api/v1/simulations").await.json["data"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn a_file_that_cannot_be_imported_says_why() {
    let app = TestApp::new().await;
    let (guest, other) = (app.guest().await, app.guest().await);
    for (content, part) in [
        ("", "Choose a file first."),
        ("hello", "not valid JSON"),
        ("{\"name\": \"Ada\"}", "no export of a conversation"),
        ("[]", "no export of a conversation"),
        ("{\"format\": \"colloquy.simulation\"}", "format_version"),
        ("{\"format\": \"colloquy.simulations\", \"simulations\": []}", "1 to 100"),
    ] {
        let place = upload(&guest, content).await;
        let why = told(&guest, &place).await;
        assert!(why.contains(part), "{content}: {why}");
        assert_eq!(told(&other, &place).await, "null", "nobody else reads it");
    }
    let large = format!("{{\"format\": \"{}\"}}", "x".repeat(17 << 20));
    let place = upload(&guest, &large).await;
    assert!(told(&guest, &place).await.contains("at most 16 MiB"));
}

#[tokio::test]
async fn a_file_with_the_prompts_of_many_turns_comes_in_over_the_api() {
    let app = TestApp::new().await;
    let ada = app.user("ada").await;
    let id = create(&ada, input("scripted", 3)).await;
    act(&ada, &id, "start").await;
    app.settled(&ada, &id).await;
    let mut whole = file(&ada, &id, "json").await.json;
    let messages: Vec<Value> = (0..20).map(|_| json!({ "role": "user", "content": "word ".repeat(20_000) })).collect();
    whole["turn_records"][0]["request"]["messages"] = json!(messages);
    assert!(whole.to_string().len() > 1 << 20, "longer than other bodies may be");
    let made = ada.post("/api/v1/simulations/import", whole).await;
    assert_eq!(made.status, 201, "{}", made.text);
}
