//! The first administrator, people as administrators see them, and the command line.

mod command_line;
mod people;
mod setup;

use serde_json::Value;

use super::service;
use crate::core::permission::SystemRole;
use crate::tests::harness::{Client, TestApp};

pub async fn administrator(app: &TestApp, name: &str) -> Client {
    let client = app.user(name).await;
    service::promote(&app.state, client.user["id"].as_str().unwrap(), SystemRole::Admin).await.unwrap();
    client
}

pub fn path_of(client: &Client) -> String {
    format!("/api/v1/admin/users/{}", client.user["id"].as_str().unwrap())
}

pub async fn noted(app: &TestApp, action: &str) -> Vec<Value> {
    let text = "SELECT *, record::id(id) AS id FROM audit WHERE action = $action ORDER BY sort";
    app.state.db.sql(text).bind("action", action.to_owned()).list().await.unwrap()
}
