//! Inviting and accepting.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use super::crew::{Crew, code, email, message};
use crate::tests::harness::Client;

async fn accept(client: &Client, token: &str) -> crate::tests::harness::Answer {
    client.post(&format!("/api/v1/invitations/{token}/accept"), json!({})).await
}

#[tokio::test]
async fn a_link_is_shown_once_and_stored_hashed() {
    let crew = Crew::new().await;
    let made = crew.owner.post(&crew.path("/invitations"), json!({ "role": "reviewer", "days": 3, "max_uses": 2 })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.headers["cache-control"].to_str().unwrap().contains("no-store"));
    let data = &made.json["data"];
    let token = data["token"].as_str().unwrap();
    assert_eq!(token.len(), 43, "256 bits in base64url");
    assert_eq!(data["url"], format!("{}/invitations/{token}", crew.app.state.config.public_url));
    assert_eq!((data["kind"].as_str(), data["role"].as_str(), data["max_uses"].as_u64()), (Some("link"), Some("reviewer"), Some(2)));
    let listed = crew.owner.get(&crew.path("/invitations")).await;
    assert_eq!((listed.status, listed.json["data"][0]["id"].as_str()), (200, data["id"].as_str()), "{}", listed.text);
    let dump: Vec<Value> = crew.app.state.db.sql("SELECT * FROM invitation").list().await.unwrap();
    let log: Vec<Value> = crew.app.state.db.sql("SELECT * FROM audit").list().await.unwrap();
    for text in [listed.text, json!(dump).to_string(), json!(log).to_string()] {
        assert!(!text.contains(token), "the secret is kept: {text}");
    }
}

#[tokio::test]
async fn an_answer_with_a_link_is_not_kept_under_an_idempotency_key() {
    let crew = Crew::new().await;
    let mut tokens = Vec::new();
    for path in [crew.path("/invitations"), crew.path("/invitations").replace("/api/v1", "/api")] {
        let request = crew.owner.request(Method::POST, &path).header("idempotency-key", "one").header("content-type", "application/json");
        let made = crew.owner.send(request.body(Body::from(r#"{"role":"viewer"}"#)).unwrap()).await;
        tokens.push(made.json["data"]["token"].as_str().unwrap().to_owned());
    }
    let kept: Vec<Value> = crew.app.state.db.sql("SELECT * FROM idempotency").list().await.unwrap();
    assert!(tokens.iter().all(|token| !json!(kept).to_string().contains(token)), "{kept:?}");
}

#[tokio::test]
async fn a_link_lets_in_as_many_as_it_says() {
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "editor", "max_uses": 2 })).await;
    let (anna, bert, carl) = (crew.app.user("anna").await, crew.app.user("bert").await, crew.app.user("carl").await);
    let joined = accept(&anna, &token).await;
    assert_eq!(
        (joined.status, joined.json["data"]["role"].as_str(), joined.json["data"]["id"].as_str()),
        (200, Some("editor"), Some(crew.id.as_str()))
    );
    assert_eq!(crew.within(&anna, Method::GET, "/agents", None).await.status, 200, "at once");
    assert_eq!(accept(&anna, &token).await.status, 200, "who belongs to it already uses nothing up");
    assert_eq!(accept(&bert, &token).await.status, 200);
    let late = accept(&carl, &token).await;
    assert_eq!(code(&late), (409, "conflict"), "{}", late.text);
    assert!(message(&late).contains("as often as it may"), "{}", late.text);
    let preview = carl.get(&format!("/api/v1/invitations/{token}")).await;
    assert_eq!(preview.json["data"]["state"], "used_up");
    assert_eq!(crew.roles().await.len(), 3);
}

#[tokio::test]
async fn accepting_again_never_changes_a_role() {
    let crew = Crew::new().await;
    let strong = crew.link(json!({ "role": "admin" })).await;
    let viewer = crew.member("vera", "viewer").await;
    assert_eq!(accept(&viewer, &strong).await.json["data"]["role"], "viewer");
    let weak = crew.link(json!({ "role": "guest" })).await;
    assert_eq!(accept(&crew.owner, &weak).await.json["data"]["role"], "owner");
}

#[tokio::test]
async fn an_invitation_expires() {
    for (days, body) in
        [(7, json!({ "role": "viewer" })), (1, json!({ "role": "viewer", "days": 1 })), (30, json!({ "role": "viewer", "days": 30 }))]
    {
        let crew = Crew::new().await;
        let token = crew.link(body).await;
        crew.app.clock.advance(chrono::Duration::days(days));
        let bert = crew.app.user("bert").await;
        let late = accept(&bert, &token).await;
        assert_eq!(code(&late), (409, "conflict"), "{days}: {}", late.text);
        assert!(message(&late).contains("expired"), "{}", late.text);
        assert_eq!(bert.get(&format!("/api/v1/invitations/{token}")).await.json["data"]["state"], "expired");
    }
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "viewer" })).await;
    crew.app.clock.advance(chrono::Duration::days(7) - chrono::Duration::seconds(1));
    assert_eq!(accept(&crew.app.user("anna").await, &token).await.status, 200, "until the last second");
}

#[tokio::test]
async fn a_revoked_invitation_is_no_invitation() {
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "viewer" })).await;
    let id = crew.owner.get(&crew.path("/invitations")).await.json["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(crew.owner.delete(&crew.path(&format!("/invitations/{id}"))).await.status, 204);
    assert_eq!(crew.owner.delete(&crew.path(&format!("/invitations/{id}"))).await.status, 404);
    let anna = crew.app.user("anna").await;
    for answer in [accept(&anna, &token).await, anna.get(&format!("/api/v1/invitations/{token}")).await] {
        assert_eq!(code(&answer), (404, "not_found"), "{}", answer.text);
        assert!(message(&answer).contains("taken back"), "{}", answer.text);
    }
    assert_eq!(crew.audited("invitation.revoke").await, 1);
}

#[tokio::test]
async fn invitations_of_who_is_removed_or_demoted_end() {
    for role in ["", "editor"] {
        let crew = Crew::new().await;
        let admin = crew.member("adam", "admin").await;
        let made = admin.post(&crew.path("/invitations"), json!({ "role": "admin" })).await;
        let token = made.json["data"]["token"].as_str().unwrap().to_owned();
        let done = if role.is_empty() { crew.remove(&crew.owner, &admin).await } else { crew.set(&crew.owner, &admin, role).await };
        assert!(done.status < 300, "{}", done.text);
        assert_eq!(accept(&admin, &token).await.status, 404, "no way back in ({role:?})");
        assert_eq!(accept(&crew.app.user("anna").await, &token).await.status, 404, "{role:?}");
    }
    // An owner who becomes an administrator may still invite.
    let crew = Crew::new().await;
    let second = crew.member("second", "owner").await;
    let made = second.post(&crew.path("/invitations"), json!({ "role": "viewer" })).await;
    assert_eq!(crew.set(&crew.owner, &second, "admin").await.status, 200);
    assert_eq!(accept(&crew.app.user("anna").await, made.json["data"]["token"].as_str().unwrap()).await.status, 200);
}

#[tokio::test]
async fn the_preview_says_who_invites_whom_to_what_and_decides_nothing() {
    // Ledger row 25: a mail scanner that opens the link, with GET or HEAD, as often as it likes.
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "editor", "max_uses": 1 })).await;
    let (anonymous, anna) = (crew.app.anonymous(), crew.app.user("anna").await);
    for client in [&anonymous, &anna] {
        for method in [Method::GET, Method::HEAD] {
            for path in [format!("/api/v1/invitations/{token}"), format!("/invitations/{token}")] {
                let answer = client.send(client.request(method.clone(), &path).body(Body::empty()).unwrap()).await;
                assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text);
            }
            let deciding = client.request(method.clone(), &format!("/api/v1/invitations/{token}/accept")).body(Body::empty()).unwrap();
            assert_eq!(client.send(deciding).await.status, 405);
        }
    }
    assert_eq!(crew.roles().await.len(), 1, "nobody was let in");
    let seen = anonymous.get(&format!("/api/v1/invitations/{token}")).await;
    let data = &seen.json["data"];
    assert_eq!(
        (data["workspace"].as_str(), data["invited_by"].as_str(), data["role"].as_str()),
        (Some("Team"), Some("olga"), Some("editor"))
    );
    assert_eq!((data["standing"].as_str(), data["state"].as_str()), (Some("sign_in"), Some("open")));
    assert!(!seen.text.contains(&crew.id), "a stranger learns no id: {}", seen.text);
    assert_eq!(code(&accept(&anonymous, &token).await), (401, "unauthenticated"));
    assert_eq!(anna.get(&format!("/api/v1/invitations/{token}")).await.json["data"]["standing"], "welcome");
    assert_eq!(accept(&anna, &token).await.status, 200, "still good");
    assert_eq!(anna.get(&format!("/api/v1/invitations/{token}")).await.json["data"]["standing"], "member");
}

#[tokio::test]
async fn a_guest_makes_an_account_first() {
    let crew = Crew::new().await;
    let token = crew.link(json!({ "role": "viewer" })).await;
    let guest = crew.app.guest().await;
    assert_eq!(guest.get(&format!("/api/v1/invitations/{token}")).await.json["data"]["standing"], "guest");
    let refused = accept(&guest, &token).await;
    assert_eq!(code(&refused), (403, "forbidden"));
    assert!(message(&refused).contains("Make an account first"), "{}", refused.text);
    assert_eq!(crew.roles().await.len(), 1);
}

#[tokio::test]
async fn a_mailed_invitation_is_for_the_account_of_its_address() {
    let crew = Crew::new().await;
    let (anna, eve) = (crew.app.user("anna").await, crew.app.user("eve").await);
    let (_, secret) = crew.mailed(&email(&anna), "editor").await;
    let wrong = accept(&eve, &secret).await;
    assert_eq!(code(&wrong), (403, "forbidden"));
    let hint = format!("a…@{}", email(&anna).split('@').nth(1).unwrap());
    assert!(message(&wrong).contains(&hint) && message(&wrong).contains("Sign in with the account"), "{}", wrong.text);
    let preview = eve.get(&format!("/api/v1/invitations/{secret}")).await;
    assert_eq!(
        (preview.json["data"]["standing"].as_str(), preview.json["data"]["email"].as_str()),
        (Some("wrong_account"), Some(hint.as_str()))
    );
    assert!(!preview.text.contains(&email(&anna)), "the address stays hidden: {}", preview.text);
    assert_eq!(accept(&anna, &secret).await.status, 200, "the secret came through the mailbox");
    assert_eq!(code(&accept(&eve, &secret).await), (403, "forbidden"));
    assert_eq!(crew.roles().await.len(), 2);
}

#[tokio::test]
async fn without_the_secret_only_a_verified_address_opens_an_invitation() {
    // Somebody may have registered another's address before its owner did (ledger row 24).
    let crew = Crew::new().await;
    let (anna, eve) = (crew.app.user("anna").await, crew.app.user("eve").await);
    let (id, _) = crew.mailed(&email(&anna), "viewer").await;
    for client in [&anna, &eve, &crew.app.anonymous()] {
        assert_eq!(client.get(&format!("/api/v1/invitations/{id}")).await.status, 404, "not verified");
    }
    assert_eq!(accept(&anna, &id).await.status, 404);
    assert_eq!(anna.get("/api/v1/invitations").await.json["data"], json!([]));
    crew.verify(&anna).await;
    crew.verify(&eve).await;
    let mine = anna.get("/api/v1/invitations").await;
    assert_eq!(
        (mine.json["data"][0]["id"].as_str(), mine.json["data"][0]["workspace"].as_str()),
        (Some(id.as_str()), Some("Team")),
        "{}",
        mine.text
    );
    assert_eq!(eve.get("/api/v1/invitations").await.json["data"], json!([]));
    assert_eq!((accept(&eve, &id).await.status, eve.get(&format!("/api/v1/invitations/{id}")).await.status), (404, 404));
    assert_eq!(accept(&anna, &id).await.status, 200);
    assert_eq!(anna.get("/api/v1/invitations").await.json["data"], json!([]), "used up");
    // The id of a link opens nothing, however well one is verified.
    crew.link(json!({ "role": "viewer" })).await;
    let link = crew.owner.get(&crew.path("/invitations")).await.json["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(accept(&eve, &link).await.status, 404);
}

#[tokio::test]
async fn what_cannot_be_an_invitation_is_refused_at_its_field() {
    let crew = Crew::new().await;
    let member = email(&crew.member("eddie", "viewer").await);
    for (body, field) in [
        (json!({ "role": "owner" }), "role"),
        (json!({ "role": "viewer", "days": 0 }), "days"),
        (json!({ "role": "viewer", "days": 31 }), "days"),
        (json!({ "role": "viewer", "max_uses": 0 }), "max_uses"),
        (json!({ "role": "viewer", "max_uses": 101 }), "max_uses"),
        (json!({ "role": "viewer", "email": "nonsense" }), "email"),
        (json!({ "role": "viewer", "email": "a@b.example, c@d.example" }), "email"),
        (json!({ "role": "viewer", "email": "a@b.example\r\nBcc: c@d.example" }), "email"),
        (json!({ "role": "viewer", "email": "new@example.org", "max_uses": 2 }), "max_uses"),
        (json!({ "role": "viewer", "email": member.to_uppercase() }), "email"),
        (json!({}), "role"),
    ] {
        let answer = crew.owner.post(&crew.path("/invitations"), body.clone()).await;
        assert_eq!(code(&answer), (422, "validation_failed"), "{body}: {}", answer.text);
        assert!(answer.json["error"]["details"]["fields"][field].is_array(), "{body}: {}", answer.text);
    }
    for nonsense in ["x", "%00", "..%2Fx", &"x".repeat(500), "null", ""] {
        assert_eq!(accept(&crew.owner, nonsense).await.status, 404, "{nonsense}");
    }
}

#[tokio::test]
async fn nobody_floods_the_world_with_invitations() {
    let crew = Crew::new().await;
    let mut last = 201;
    for _ in 0..40 {
        last = crew.owner.post(&crew.path("/invitations"), json!({ "role": "viewer" })).await.status;
        if last != 201 {
            break;
        }
    }
    assert_eq!(last, 429, "the rate of one person is bounded");
}

#[tokio::test]
async fn the_list_of_invitations_has_pages() {
    let crew = Crew::new().await;
    for _ in 0..5 {
        crew.link(json!({ "role": "viewer" })).await;
    }
    let first = crew.owner.get(&crew.path("/invitations?limit=3")).await;
    let cursor = first.json["page"]["next_cursor"].as_str().unwrap();
    let second = crew.owner.get(&crew.path(&format!("/invitations?limit=3&cursor={cursor}"))).await;
    let mut ids: Vec<_> =
        [&first, &second].iter().flat_map(|page| page.json["data"].as_array().unwrap()).map(|i| i["id"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 5);
    assert!(ids.is_sorted_by(|a, b| a > b), "newest first: {ids:?}");
    ids.dedup();
    assert_eq!(ids.len(), 5);
    assert!(second.json["page"]["next_cursor"].is_null());
}

#[tokio::test]
async fn old_invitations_are_forgotten() {
    let crew = Crew::new().await;
    crew.link(json!({ "role": "viewer" })).await;
    let count = || async { crew.app.state.db.sql("SELECT VALUE id FROM invitation").list::<String>().await.unwrap().len() };
    crew.app.clock.advance(chrono::Duration::days(36));
    crate::features::workspaces::service::clean_up(&crew.app.state).await;
    assert_eq!(count().await, 1, "a month after its end it is still in the list");
    crew.app.clock.advance(chrono::Duration::days(2));
    crate::features::workspaces::service::clean_up(&crew.app.state).await;
    assert_eq!(count().await, 0);
}

#[tokio::test]
async fn an_invitation_by_mail_shows_its_secret_to_the_mailbox_only() {
    let crew = Crew::new().await;
    let body = json!({ "role": "reviewer", "email": " New.Person@Example.org ", "days": 2 });
    let made = crew.owner.post(&crew.path("/invitations"), body.clone()).await;
    assert_eq!(made.status, 201, "{}", made.text);
    let data = &made.json["data"];
    assert_eq!(
        (data["kind"].as_str(), data["email"].as_str(), data["max_uses"].as_u64()),
        (Some("mail"), Some("new.person@example.org"), Some(1))
    );
    assert!(data.get("token").is_none() && data.get("url").is_none(), "{}", made.text);
    let mut mails = crew.app.mails().await;
    mails.retain(|mail| mail.to == "new.person@example.org"); // the crew got mails of its own
    assert_eq!(mails.len(), 1);
    let mail = mails.last().expect("a mail was sent");
    assert!(mail.subject.contains("olga") && mail.subject.contains("Team"), "{}", mail.subject);
    let secret = mail.text.split("/invitations/").nth(1).unwrap().split_whitespace().next().unwrap();
    assert!(!made.text.contains(secret) && !crew.owner.get(&crew.path("/invitations")).await.text.contains(secret));
    let seen = crew.app.anonymous().get(&format!("/api/v1/invitations/{secret}")).await;
    assert_eq!((seen.json["data"]["role"].as_str(), seen.json["data"]["email"].as_str()), (Some("reviewer"), Some("n…@example.org")));
    let again = crew.owner.post(&crew.path("/invitations"), body).await;
    assert!(again.json["error"]["details"]["fields"]["email"][0].as_str().unwrap().contains("open invitation"), "{}", again.text);
    let to_them = crew.app.mails().await.into_iter().filter(|mail| mail.to == "new.person@example.org").count();
    assert_eq!(to_them, 1, "no second mail");
}

#[tokio::test]
async fn without_mail_there_are_links_only() {
    let app = crate::tests::harness::TestApp::with(&[("COLLOQUY_MAIL_URL", "off")]).await;
    let olga = app.user("olga").await;
    let id = olga.post("/api/v1/workspaces", json!({ "name": "Team" })).await.json["data"]["id"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/workspaces/{id}/invitations");
    let refused = olga.post(&path, json!({ "role": "viewer", "email": "a@example.org" })).await;
    assert_eq!(code(&refused), (422, "validation_failed"));
    assert!(message(&refused).contains("sends no mail"), "{}", refused.text);
    assert_eq!(olga.post(&path, json!({ "role": "viewer" })).await.status, 201);
    assert_eq!(olga.get(&path).await.json["data"].as_array().unwrap().len(), 1);
}

/// A fresh account could mail thirty strangers before anybody knew that its own address was real.
#[tokio::test]
async fn who_has_not_confirmed_their_address_mails_three_invitations_and_links_go_on() {
    let crew = Crew::new().await;
    let path = crew.path("/invitations");
    let mailed = |number: u32| json!({ "role": "viewer", "email": format!("stranger{number}@example.org") });
    for number in 0..3 {
        assert_eq!(crew.owner.post(&path, mailed(number)).await.status, 201);
    }
    let refused = crew.owner.post(&path, mailed(3)).await;
    assert_eq!(code(&refused), (429, "rate_limited"), "{}", refused.text);
    assert!(refused.text.contains("Confirm your own e-mail address") && refused.headers.contains_key("retry-after"), "{}", refused.text);
    assert_eq!(crew.owner.post(&path, json!({ "role": "viewer" })).await.status, 201, "a link mails nobody");
    crew.app.confirm(&crew.owner).await;
    for number in 3..10 {
        assert_eq!(crew.owner.post(&path, mailed(number)).await.status, 201);
    }
}
