//! Every operation of the API, called with a key of every scope, and every server function: keys open
//! what `features::keys::scopes` says and nothing else.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::Method;
use serde_json::json;

use super::rest::{Operation, described};
use crate::features::keys::scopes::{OPENS, Scope, needed};
use crate::tests::harness::{Answer, Client, TestApp};

/// The operation with an id that nothing has, and an empty body: what is let in fails later and
/// changes nothing.
async fn knock(client: &Client, operation: &Operation) -> Answer {
    let mut path = operation.path.clone();
    while let (Some(from), Some(to)) = (path.find('{'), path.find('}')) {
        path.replace_range(from..=to, "nothing");
    }
    // A stream that is let in is asked to go on at no number, which it refuses: it would never end.
    let request = client.request(operation.method.clone(), &format!("/api/v1{path}")).header("last-event-id", "nothing");
    let request = request.header("content-type", "application/json");
    let body = if operation.method == Method::GET { Body::empty() } else { Body::from("{}") };
    client.send(request.body(body).unwrap()).await
}

/// Whether the request was refused because of what the key may do.
fn is_closed(answer: &Answer) -> bool {
    let message = answer.json["error"]["message"].as_str().unwrap_or("");
    answer.status == 403 && (message.starts_with("This API key doesn't have the scope") || message.starts_with("API keys can't be used"))
}

async fn key(owner: &Client, scopes: &[Scope]) -> Client {
    let made = owner.post("/api/v1/api-keys", json!({ "name": "test", "scopes": scopes })).await;
    assert_eq!(made.status, 201, "{}", made.text);
    owner.with_token(made.json["data"]["key"].as_str().unwrap())
}

#[tokio::test]
async fn a_key_opens_what_its_scope_says_and_nothing_else() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let operations: Vec<_> = described().into_iter().filter(|operation| !operation.public).collect();
    let (mut let_in, mut refused) = (0, 0);
    for scope in Scope::all() {
        let holder = key(&ada, &[scope]).await;
        for operation in &operations {
            let wanted = needed(operation.method.as_str(), &format!("/api/v1{}", operation.path));
            let opens = wanted.is_some_and(|wanted| scope.covers(wanted));
            let answer = knock(&holder, operation).await;
            let what = format!("{scope}: {} {}: {} {}", operation.method, operation.path, answer.status, answer.text);
            assert_eq!(is_closed(&answer), !opens, "{what}");
            assert!(answer.status != 401 && (opens || answer.status == 403), "{what}");
            if opens { let_in += 1 } else { refused += 1 }
        }
    }
    assert!(let_in > 100 && refused > 500, "{let_in} let in, {refused} refused");
}

#[tokio::test]
async fn a_key_with_every_scope_stays_out_of_what_is_not_named() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let holder = key(&ada, &Scope::all().collect::<Vec<_>>()).await;
    let mut closed = BTreeSet::new();
    for operation in described().into_iter().filter(|operation| !operation.public) {
        if is_closed(&knock(&holder, &operation).await) {
            closed.insert(operation.id);
        }
    }
    for never in [
        "create_api_key",
        "list_api_keys",
        "revoke_api_key",
        "logout",
        "list_sessions",
        "revoke_session",
        "revoke_other_sessions",
        "update_user",
    ] {
        assert!(closed.contains(never), "{never} is open to keys");
    }
}

#[tokio::test]
async fn every_line_opens_an_operation_that_is_there() {
    let known: BTreeSet<String> = described().into_iter().map(|operation| format!("{} {}", operation.method, operation.path)).collect();
    for line in OPENS.iter().flat_map(|(_, lines)| lines.iter()) {
        assert!(known.contains(*line), "no operation is called {line}");
    }
}

#[tokio::test]
async fn server_functions_and_pages_are_closed_to_keys() {
    let app = TestApp::new().await;
    let ada = app.administrator().await;
    let holder = key(&ada, &Scope::all().collect::<Vec<_>>()).await;
    let mut called = 0;
    for (path, _) in server_fn::axum::server_fn_paths() {
        // Signing in anew, or as somebody else, needs no right at all.
        let request = holder.request(Method::POST, path).header("accept", "application/json");
        let answer = if path.ends_with("form") || path.starts_with("/_fn/setup/register") {
            continue;
        } else {
            holder.send(request.header("content-type", "application/json").body(Body::from("{}")).unwrap()).await
        };
        assert!(answer.status >= 400 && answer.status != 500, "{path}: {} {}", answer.status, answer.text);
        called += 1;
    }
    assert!(called > 40, "only {called}");
    for path in ["/_fn/auth/session", "/_fn/auth/me", "/_fn/auth/sessions", "/_fn/keys/just-made", "/_fn/scenarios/list"] {
        let request = holder.request(Method::POST, path).header("content-type", "application/json").header("accept", "application/json");
        let answer = holder.send(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!((answer.status, answer.json["code"].as_str()), (403, Some("forbidden")), "{path}: {}", answer.text);
    }
    assert_ne!(holder.get("/home").await.status, 200, "a page is not for keys");
}
