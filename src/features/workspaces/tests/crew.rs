//! A shared workspace and people in it, for the other tests.

use axum::body::Body;
use axum::http::Method;
use serde_json::{Value, json};

use crate::tests::harness::{Answer, Client, TestApp};

/// A shared workspace called "Team".
pub struct Crew {
    pub app: TestApp,
    pub owner: Client,
    pub id: String,
}

impl Crew {
    pub async fn new() -> Self {
        let app = TestApp::new().await;
        let owner = app.user("olga").await;
        let made = owner.post("/api/v1/workspaces", json!({ "name": "Team" })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let id = made.json["data"]["id"].as_str().unwrap().to_owned();
        Self { app, owner, id }
    }

    /// An address below the workspace.
    pub fn path(&self, rest: &str) -> String {
        format!("/api/v1/workspaces/{}{rest}", self.id)
    }

    /// The secret of a new link.
    pub async fn link(&self, body: Value) -> String {
        let made = self.owner.post(&self.path("/invitations"), body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.json["data"]["token"].as_str().unwrap().to_owned()
    }

    /// A new account that joined with this role. Owners are promoted.
    pub async fn member(&self, name: &str, role: &str) -> Client {
        let person = self.app.user(name).await;
        let given = if role == "owner" { "admin" } else { role };
        let token = self.link(json!({ "role": given })).await;
        let joined = person.post(&format!("/api/v1/invitations/{token}/accept"), json!({})).await;
        assert_eq!(joined.status, 200, "{}", joined.text);
        if role == "owner" {
            assert_eq!(self.set(&self.owner, &person, "owner").await.status, 200);
        }
        person
    }

    /// `by` gives `whom` a role.
    pub async fn set(&self, by: &Client, whom: &Client, role: &str) -> Answer {
        by.patch(&self.path(&format!("/members/{}", user(whom))), json!({ "role": role })).await
    }

    /// `by` removes `whom`.
    pub async fn remove(&self, by: &Client, whom: &Client) -> Answer {
        by.delete(&self.path(&format!("/members/{}", user(whom)))).await
    }

    /// Members with their roles, by name.
    pub async fn roles(&self) -> Vec<(String, String)> {
        let rows: Vec<Value> = self
            .app
            .state
            .db
            .sql("SELECT type::record('user', user).name AS name, role FROM membership WHERE ws = $ws")
            .bind("ws", self.id.clone())
            .list()
            .await
            .unwrap();
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let mut roles: Vec<_> = rows.iter().map(|row| (text(&row["name"]), text(&row["role"]))).collect();
        roles.sort();
        roles
    }

    /// How many rows of the audit log have this action in the workspace.
    pub async fn audited(&self, action: &str) -> usize {
        let rows: Vec<Value> = self
            .app
            .state
            .db
            .sql("SELECT * FROM audit WHERE ws = $ws AND action = $action")
            .bind("ws", self.id.clone())
            .bind("action", action.to_owned())
            .list()
            .await
            .unwrap();
        rows.len()
    }

    /// A request for the workspace, as programs name it.
    pub async fn within(&self, client: &Client, method: Method, path: &str, body: Option<Value>) -> Answer {
        let request = client.request(method, &format!("/api/v1{path}")).header("x-workspace-id", &self.id);
        let request = match body {
            Some(body) => request.header("content-type", "application/json").body(Body::from(body.to_string())),
            None => request.body(Body::empty()),
        };
        client.send(request.unwrap()).await
    }

    /// A draft in the workspace; gives its id.
    pub async fn simulation(&self) -> String {
        let slug = crate::features::agents::library::all().first().unwrap().slug.clone();
        let body = json!({ "scenario": { "title": "T", "question": "Q?" }, "participants": [{ "library": slug }] });
        let made = self.within(&self.owner, Method::POST, "/simulations", Some(body)).await;
        assert_eq!(made.status, 201, "{}", made.text);
        made.json["data"]["id"].as_str().unwrap().to_owned()
    }

    /// Says that a person's address is known to be theirs.
    pub async fn verify(&self, person: &Client) {
        let id = user(person);
        self.app.state.db.sql("UPDATE type::record('user', $id) SET email_verified = true").bind("id", id).exec().await.unwrap();
    }

    /// Mails an invitation; gives its id, and its secret as the mailbox gets it.
    pub async fn mailed(&self, email: &str, role: &str) -> (String, String) {
        let made = self.owner.post(&self.path("/invitations"), json!({ "role": role, "email": email })).await;
        assert_eq!(made.status, 201, "{}", made.text);
        let mail = self.app.mails().await.pop().expect("a mail was sent");
        assert_eq!(mail.to, email.trim().to_lowercase());
        let secret = mail.text.split("/invitations/").nth(1).expect("a link in the mail").split_whitespace().next().unwrap();
        (made.json["data"]["id"].as_str().unwrap().to_owned(), secret.to_owned())
    }
}

/// Id of a client's person.
pub fn user(client: &Client) -> String {
    client.user["id"].as_str().unwrap().to_owned()
}

/// Address of a client's person.
pub fn email(client: &Client) -> String {
    client.user["email"].as_str().unwrap().to_owned()
}

/// Status and code of an answer.
pub fn code(answer: &Answer) -> (u16, &str) {
    (answer.status, answer.json["error"]["code"].as_str().unwrap_or(""))
}

/// The message of an answer's error.
pub fn message(answer: &Answer) -> &str {
    answer.json["error"]["message"].as_str().unwrap_or("")
}
