use serde_json::{Value, json};

use super::records::chain;
use super::{act, create, input, texts};
use crate::tests::harness::{Client, TestApp};

const TURNS: u32 = 5;

async fn branch(client: &Client, id: &str, body: Value) -> Value {
    let made = client.post(&format!("/api/v1/simulations/{id}/branch"), body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.json["data"].clone()
}

async fn to_the_end(app: &TestApp, client: &Client, id: &str) -> Vec<String> {
    act(client, id, "start").await;
    app.settled(client, id).await;
    texts(client, id).await
}

#[tokio::test]
async fn a_branch_at_every_turn_without_a_change_says_the_same() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    for policy in ["mention_first", "weighted", "model_selector"] {
        let mut body = input("scripted", TURNS);
        body["settings"]["policy"] = json!(policy);
        let id = create(&guest, body).await;
        let whole = to_the_end(&app, &guest, &id).await;
        let hashes = chain(&guest, &id, TURNS).await;
        for turn in 0..TURNS {
            let made = branch(&guest, &id, json!({ "turn": turn })).await;
            assert_eq!((&made["parent"], &made["turns"]), (&json!({ "id": id, "turn": turn }), &json!(turn)));
            assert_eq!(made["state"], if turn == 0 { "draft" } else { "paused" });
            let branched = made["id"].as_str().unwrap();
            assert_eq!(to_the_end(&app, &guest, branched).await, whole, "{policy} from turn {turn}");
            assert_eq!(chain(&guest, branched, TURNS).await, hashes, "{policy} from turn {turn}");
        }
    }
}

#[tokio::test]
async fn a_branch_with_failed_attempts_fails_the_same() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted:repeater", 8)).await;
    // Sooner or later nobody has anything usable left to say, and it pauses.
    let whole = to_the_end(&app, &guest, &id).await;
    let spoken = u32::try_from(whole.len()).unwrap();
    assert!(spoken >= 4, "{whole:?}");
    for turn in 3..spoken {
        let made = branch(&guest, &id, json!({ "turn": turn })).await;
        assert_eq!(to_the_end(&app, &guest, made["id"].as_str().unwrap()).await, whole, "from turn {turn}");
    }
}

#[tokio::test]
async fn what_observers_did_is_taken_over_up_to_the_turn() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", TURNS)).await;
    for (turn, kind) in [(1, "say"), (3, "pin"), (4, "say")] {
        while guest.get(&format!("/api/v1/simulations/{id}")).await.json["data"]["turns"] != json!(turn) {
            act(&guest, &id, "step").await;
            app.settled(&guest, &id).await;
        }
        let act = json!({ "kind": kind, "content": format!("Remark after {turn}.") });
        let said = guest.post(&format!("/api/v1/simulations/{id}/observer"), act).await;
        assert_eq!(said.status, 201);
    }
    let whole = to_the_end(&app, &guest, &id).await;
    let made = branch(&guest, &id, json!({ "turn": 4 })).await;
    assert_eq!(made["pins"], json!(["Remark after 3."]));
    assert_eq!(to_the_end(&app, &guest, made["id"].as_str().unwrap()).await, whole);
    let early = branch(&guest, &id, json!({ "turn": 2 })).await;
    assert_eq!((&early["pins"], &early["messages"]), (&json!([]), &json!(3)));
}

#[tokio::test]
async fn a_branch_has_the_panel_of_its_turn() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", TURNS)).await;
    for _ in 0..3 {
        act(&guest, &id, "step").await;
        app.settled(&guest, &id).await;
    }
    assert_eq!(guest.patch(&format!("/api/v1/simulations/{id}/participants/p1"), json!({ "muted": true })).await.status, 200);
    let whole = to_the_end(&app, &guest, &id).await;
    let before = branch(&guest, &id, json!({ "turn": 1 })).await;
    assert_eq!(before["participants"][0]["muted"], false);
    let after = branch(&guest, &id, json!({ "turn": 3 })).await;
    assert_eq!(after["participants"][0]["muted"], true);
    assert_eq!(to_the_end(&app, &guest, after["id"].as_str().unwrap()).await, whole);
}

#[tokio::test]
async fn a_twin_differs_by_its_one_change() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", TURNS)).await;
    let whole = to_the_end(&app, &guest, &id).await;
    let twin = branch(&guest, &id, json!({ "turn": 2, "title": "Twin", "settings": { "seed": 99 }, "muted": ["p2"] })).await;
    assert_eq!((&twin["title"], &twin["settings"]["seed"], &twin["participants"][1]["muted"]), (&json!("Twin"), &json!(99), &json!(true)));
    let lines = to_the_end(&app, &guest, twin["id"].as_str().unwrap()).await;
    assert_eq!(lines[..2], whole[..2]);
    assert_ne!(lines[2..], whole[2..]);
    assert_eq!(texts(&guest, &id).await, whole, "the original is untouched");
}

#[tokio::test]
async fn a_branch_goes_on_for_longer_when_asked() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 3)).await;
    to_the_end(&app, &guest, &id).await;
    let made = branch(&guest, &id, json!({ "turn": 3, "settings": { "max_turns": 5 } })).await;
    assert_eq!(to_the_end(&app, &guest, made["id"].as_str().unwrap()).await.len(), 5);
}

#[tokio::test]
async fn events_of_a_branch_hold_its_lines() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 4)).await;
    to_the_end(&app, &guest, &id).await;
    let made = branch(&guest, &id, json!({ "turn": 2 })).await;
    let branched = made["id"].as_str().unwrap();
    to_the_end(&app, &guest, branched).await;
    let events = guest.get(&format!("/api/v1/simulations/{branched}/events")).await;
    assert_eq!(events.text.matches("event: message").count(), 4);
    assert!(!events.text.contains(&format!("\"{id}-1\"")), "messages carry the branch's ids");
}

#[tokio::test]
async fn wrong_branches_are_refused() {
    let app = TestApp::new().await;
    let guest = app.guest().await;
    let id = create(&guest, input("scripted", 3)).await;
    to_the_end(&app, &guest, &id).await;
    for (body, field) in [
        (json!({ "turn": 4 }), "turn"),
        (json!({ "turn": 1, "muted": ["p9"] }), "muted"),
        (json!({ "turn": 1, "settings": { "model": "gpt-5" } }), "settings.model"),
        (json!({ "turn": 1, "settings": { "policy": "scripted" } }), "settings.order"),
    ] {
        let refused = guest.post(&format!("/api/v1/simulations/{id}/branch"), body).await;
        assert_eq!(refused.status, 422, "{}", refused.text);
        assert!(refused.json["error"]["details"]["fields"][field].is_array(), "{}", refused.text);
    }
}

#[tokio::test]
async fn pausing_and_resuming_at_any_moment_says_the_same() {
    let app = TestApp::with(&[("COLLOQUY_SCRIPTED_DELAY_MS", "1")]).await;
    let guest = app.guest().await;
    let mut body = input("scripted", TURNS);
    body["settings"]["policy"] = json!("weighted");
    let whole = super::run(&app, &guest, body.clone()).await;
    for round in 0..4u64 {
        let id = create(&guest, body.clone()).await;
        for pause in 0..4u64 {
            act(&guest, &id, "start").await;
            tokio::time::sleep(std::time::Duration::from_millis((round * 37 + pause * 53) % 90)).await;
            let paused = guest.post(&format!("/api/v1/simulations/{id}/pause"), json!({ "now": pause % 2 == 0 })).await;
            if paused.status == 409 {
                break;
            }
        }
        if app.settled(&guest, &id).await["state"] != "finished" {
            act(&guest, &id, "start").await;
            app.settled(&guest, &id).await;
        }
        assert_eq!(texts(&guest, &id).await, whole, "round {round}");
    }
}
