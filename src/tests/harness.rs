//! The whole server in process: in-memory database, offline model without delays, a clock that
//! moves when told. Requests go through the real router with all its layers.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use chrono::{TimeZone, Utc};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::server::clock::Clock;
use crate::server::config::{Config, Sources};
use crate::server::jobs::worker;
use crate::server::mail::{self, transport::Delivered};
use crate::server::state::AppState;
use crate::server::{router, run};

/// A running application without a socket.
pub struct TestApp {
    pub state: AppState,
    pub router: Router,
    pub clock: Clock,
    names: AtomicU32,
    _data: TempDir,
}

/// A folder that goes away with the test.
pub struct TempDir(pub std::path::PathBuf);

impl TempDir {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("colloquy-test-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl TestApp {
    /// With the settings that tests want.
    pub async fn new() -> Self {
        Self::with(&[]).await
    }

    /// With further settings, as environment variables.
    pub async fn with(extra: &[(&str, &str)]) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let data = TempDir::new();
        let mut environment = vec![
            ("COLLOQUY_DATA_DIR".to_owned(), data.0.to_string_lossy().into_owned()),
            ("COLLOQUY_DATABASE_URL".to_owned(), "mem://".to_owned()),
            ("COLLOQUY_MAIL_URL".to_owned(), "memory".to_owned()),
            ("COLLOQUY_SCRIPTED_DELAY_MS".to_owned(), "0".to_owned()),
            ("COLLOQUY_MODEL_RATE_PER_MINUTE".to_owned(), "100000".to_owned()),
            ("COLLOQUY_LOCAL_FACTOR".to_owned(), "200".to_owned()),
        ];
        environment.extend(extra.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())));
        let config = Config::load(&Sources { environment, ..Sources::default() }).unwrap();
        let clock = Clock::manual(Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap());
        let addr: SocketAddr = ([127, 0, 0, 1], 3000).into();
        let state = run::open(config, addr, CancellationToken::new(), clock.clone()).await.unwrap();
        let router = router::build(state.clone());
        Self { state, router, clock, names: AtomicU32::new(0), _data: data }
    }

    /// Runs all jobs that are due.
    pub async fn run_jobs(&self) {
        worker::drain(&self.state, crate::features::JOBS).await;
    }

    /// Sends all mail that is due; gives what was delivered so far, oldest first.
    pub async fn mails(&self) -> Vec<Delivered> {
        mail::delivery::deliver_due(&self.state).await;
        self.state.mail.delivered()
    }

    /// Waits until what was begun beside the answers is done; real time, bounded.
    pub async fn quiet(&self) {
        for _ in 0..1000 {
            if self.state.tasks.is_empty() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        panic!("background work did not end");
    }

    /// The code in the newest mail to this address that holds one.
    pub async fn mailed_code(&self, to: &str) -> Option<String> {
        self.quiet().await;
        let is_code =
            |line: &&str| line.len() == 9 && line.as_bytes()[4] == b'-' && line.bytes().all(|b| b == b'-' || b.is_ascii_alphanumeric());
        let mails = self.mails().await;
        mails.iter().rev().filter(|mail| mail.to == to).find_map(|mail| mail.text.lines().map(str::trim).find(is_code).map(str::to_owned))
    }

    /// Confirms the address of an account with the code of its mail.
    pub async fn confirm(&self, client: &Client) {
        let code = self.mailed_code(client.user["email"].as_str().unwrap()).await.unwrap();
        let answer = client.post("/api/v1/auth/email/verify", json!({ "code": code })).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
    }

    /// A caller without credentials.
    pub fn anonymous(&self) -> Client {
        Client { router: self.router.clone(), token: None, user: Value::Null, workspace: String::new(), refresh_token: String::new() }
    }

    /// A new guest.
    pub async fn guest(&self) -> Client {
        self.sign_in("/api/v1/auth/test-login", json!({})).await
    }

    /// A new account; the name makes the e-mail address.
    pub async fn user(&self, name: &str) -> Client {
        let number = self.names.fetch_add(1, Ordering::Relaxed);
        let body = json!({ "email": format!("{name}{number}@example.org"), "password": "correct horse battery", "name": name });
        self.sign_in("/api/v1/auth/register", body).await
    }

    /// A new account that administers the installation.
    pub async fn administrator(&self) -> Client {
        use crate::core::permission::SystemRole;
        let client = self.user("root").await;
        let id = client.user["id"].as_str().unwrap_or_default();
        crate::features::admin::service::promote(&self.state, id, SystemRole::Admin).await.unwrap();
        client
    }

    async fn sign_in(&self, path: &str, body: Value) -> Client {
        let answer = self.anonymous().post(path, body).await;
        assert_eq!(answer.status, 201, "{}", answer.json);
        let data = &answer.json["data"];
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Client {
            router: self.router.clone(),
            token: Some(text(&data["access_token"])),
            user: data["user"].clone(),
            workspace: text(&data["workspace"]["id"]),
            refresh_token: text(&data["refresh_token"]),
        }
    }

    /// Waits until a simulation is no longer active; real time, bounded.
    pub async fn settled(&self, client: &Client, id: &str) -> Value {
        for _ in 0..2000 {
            let answer = client.get(&format!("/api/v1/simulations/{id}")).await;
            let state = answer.json["data"]["state"].as_str().unwrap_or_default().to_owned();
            if !matches!(state.as_str(), "running" | "queued") {
                return answer.json["data"].clone();
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("the simulation did not settle");
    }
}

/// Somebody who calls the API.
#[derive(Clone)]
pub struct Client {
    router: Router,
    pub token: Option<String>,
    pub user: Value,
    pub workspace: String,
    pub refresh_token: String,
}

/// An answer, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub text: String,
    /// `null` when the body is no JSON.
    pub json: Value,
}

impl Client {
    /// The same caller with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Some(token.to_owned()), ..self.clone() }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).unwrap()).await
    }
    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::POST, path, &body).await
    }
    pub async fn put(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::PUT, path, &body).await
    }
    pub async fn patch(&self, path: &str, body: Value) -> Answer {
        self.with_body(Method::PATCH, path, &body).await
    }
    pub async fn delete(&self, path: &str) -> Answer {
        self.send(self.request(Method::DELETE, path).body(Body::empty()).unwrap()).await
    }

    pub async fn with_body(&self, method: Method, path: &str, body: &Value) -> Answer {
        let request = self.request(method, path).header("content-type", "application/json").body(Body::from(body.to_string())).unwrap();
        self.send(request).await
    }

    /// A request with this caller's credentials, to be completed.
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut builder = Request::builder().method(method).uri(path).header("host", "localhost:3000");
        if let Some(token) = &self.token {
            builder = builder.header("authorization", format!("Bearer {token}"));
        }
        builder
    }

    /// Sends a request and reads the answer to its end.
    pub async fn send(&self, mut request: Request<Body>) -> Answer {
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 40000))));
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, 64 << 20).await.unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let json = serde_json::from_str(&text).unwrap_or(Value::Null);
        Answer { status: StatusCode::as_u16(&parts.status), headers: parts.headers, text, json }
    }
}
