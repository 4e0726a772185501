//! The queue under load, crashes, cancellation and retries, and its REST routes.

mod endings;
mod leases;
mod routes;

use std::pin::Pin;
use std::time::Duration as Real;

use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::core::ids::UserId;
use crate::core::permission::Permission;
use crate::core::{AppError, Code, Result};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::events::NewEvent;
use crate::server::jobs::store::{self, Claimed, Ended};
use crate::server::jobs::{self, Failure, Kind, NewJob, Running, worker};
use crate::tests::harness::{Client, TestApp};

const KINDS: &[Kind] = &[
    Kind { name: "test.do", max_attempts: 2, run: perform, failed: None },
    Kind { name: "test.noted", max_attempts: 1, run: perform, failed: Some(note) },
];

/// Does what the payload says.
fn perform(ctx: Ctx, running: Running) -> Pin<Box<dyn Future<Output = Result<Value>> + Send>> {
    Box::pin(async move {
        running.progress(40);
        match running.payload["do"].as_str().unwrap_or("") {
            "succeed" => Ok(json!({ "attempt": running.attempt })),
            "refuse" => Err(AppError::new(Code::ValidationFailed, "No.")),
            "fail" => Err(AppError::new(Code::UpstreamFailed, "The endpoint failed.")),
            "fail-until" if ctx.now().timestamp() < running.payload["until"].as_i64().unwrap() => {
                Err(AppError::new(Code::NotFound, "Not yet."))
            }
            "fail-until" => Ok(json!({})),
            "panic" => panic!("as asked for"),
            "wait" => {
                running.cancel.cancelled().await;
                Err(AppError::of(Code::Unavailable))
            }
            "ignore" => std::future::pending().await,
            "finish-anyway" => {
                running.cancel.cancelled().await;
                Ok(json!({ "finished": true }))
            }
            other => panic!("unknown order {other}"),
        }
    })
}

static NOTED: std::sync::Mutex<Vec<(String, String)>> = std::sync::Mutex::new(Vec::new());

fn note(_ctx: Ctx, failure: Failure) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> {
    Box::pin(async move {
        NOTED.lock().unwrap().push((failure.id, failure.reason));
        Ok(())
    })
}

fn ctx_of(app: &TestApp, client: &Client) -> (Ctx, WorkspaceId) {
    let ctx = Ctx::for_job(app.state.clone(), "test", UserId::new("tester"), client.workspace.clone());
    let ws = ctx.require(Permission::Write).unwrap();
    (ctx, ws)
}

async fn enqueue(app: &TestApp, client: &Client, kind: &'static str, payload: Value) -> String {
    let (ctx, ws) = ctx_of(app, client);
    let max_attempts = KINDS.iter().find(|k| k.name == kind).unwrap().max_attempts;
    let job = NewJob { id: app.state.new_id(), kind, title: "A test".into(), payload, max_attempts };
    jobs::enqueue(&ctx, &ws, job).await.unwrap().id.as_str().to_owned()
}

async fn job(client: &Client, id: &str) -> Value {
    let answer = client.get(&format!("/api/v1/jobs/{id}")).await;
    assert_eq!(answer.status, 200, "{}", answer.json);
    answer.json["data"].clone()
}

async fn claim(app: &TestApp, owner: &str) -> Option<Claimed> {
    store::claim(&app.state.db, owner, app.state.clock.now()).await.unwrap()
}

async fn finish(app: &TestApp, job: &Claimed, owner: &str) {
    let end = Ended { state: "done", error: "", result: &json!({}), event: NewEvent::new("done", &json!({})) };
    store::finish(&app.state.db, job, owner, end, app.state.clock.now()).await.unwrap();
}

async fn renew(app: &TestApp, job: &Claimed, owner: &str) -> Option<bool> {
    store::renew(&app.state.db, job, owner, 50, app.state.clock.now()).await.unwrap()
}

/// Runs the worker beside the test until it has nothing to do.
fn drain_beside(app: &TestApp) -> JoinSet<()> {
    let mut set = JoinSet::new();
    let state = app.state.clone();
    set.spawn(async move { worker::drain(&state, KINDS).await });
    set
}

async fn until_state(client: &Client, id: &str, state: &str) -> Value {
    for _ in 0..1000 {
        let now = job(client, id).await;
        if now["state"] == state {
            return now;
        }
        tokio::time::sleep(Real::from_millis(10)).await;
    }
    panic!("the job did not become {state}: {}", job(client, id).await);
}
