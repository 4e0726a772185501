//! An account, agents and simulations, made through the API.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::Result;
use crate::http::{Answer, Connection};
use crate::process::Server;

/// Somebody who is signed in, as a program and as a browser.
pub struct Session {
    pub address: String,
    pub cookie: String,
    pub workspace: String,
    token: String,
}

impl Session {
    /// Makes an account (or signs in, when the server has it already).
    pub async fn new(server: &Server) -> Result<Self> {
        let address = server.address.clone();
        let mut session = Self { address, cookie: String::new(), workspace: String::new(), token: String::new() };
        let account = json!({ "email": "bench@example.org", "password": "correct horse battery", "name": "Bench" });
        let made = session.post("/api/v1/auth/register", &account).await;
        let signed = match made {
            Ok(signed) => signed,
            Err(_) => {
                session.post("/api/v1/auth/login", &json!({ "email": "bench@example.org", "password": "correct horse battery" })).await?
            }
        };
        session.token = text(&signed, "/data/access_token")?;
        session.workspace = text(&signed, "/data/workspace/id")?;
        session.cookie = session.sign_in_by_form().await?;
        Ok(session)
    }

    async fn sign_in_by_form(&self) -> Result<String> {
        let form = "account=bench%40example.org&password=correct+horse+battery";
        let request = format!(
            "POST /_fn/auth/login HTTP/1.1\r\nHost: {0}\r\nOrigin: http://{0}\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {1}\r\n\r\n{form}",
            self.address,
            form.len()
        );
        let answer = Connection::open(&self.address).await?.send(request.as_bytes()).await?;
        let lines =
            answer.head.lines().filter_map(|line| line.split_once(": ")).filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie"));
        let cookie = lines.filter_map(|(_, value)| value.split(';').next()).find(|pair| pair.starts_with("colloquy_session="));
        cookie.map(str::to_owned).ok_or_else(|| format!("no session cookie: {}", answer.head).into())
    }

    /// A request with the bearer token, ready to be sent.
    pub fn request(&self, method: &str, path: &str, body: Option<&str>) -> Vec<u8> {
        let bearer = if self.token.is_empty() { String::new() } else { format!("Authorization: Bearer {}\r\n", self.token) };
        let (kind, body) = match body {
            Some(body) => (format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len()), body),
            None => (String::new(), ""),
        };
        format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{bearer}{kind}\r\n{body}", self.address).into_bytes()
    }

    pub async fn get(&self, path: &str) -> Result<Value> {
        read(&Connection::open(&self.address).await?.send(&self.request("GET", path, None)).await?)
    }

    pub async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        read(&Connection::open(&self.address).await?.send(&self.request("POST", path, Some(&body.to_string()))).await?)
    }
}

fn read(answer: &Answer) -> Result<Value> {
    if !(200..300).contains(&answer.status) {
        return Err(format!("{} {}", answer.head, String::from_utf8_lossy(&answer.body)).into());
    }
    Ok(if answer.body.is_empty() { Value::Null } else { serde_json::from_slice(&answer.body)? })
}

fn text(value: &Value, pointer: &str) -> Result<String> {
    value.pointer(pointer).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("{pointer} is missing in {value}").into())
}

/// Fills the workspace with copies of the library; how long it took.
pub async fn agents(session: &Session, wanted: usize) -> Result<Duration> {
    let slugs: Vec<&str> = colloquy::features::agents::library::all().iter().map(|agent| agent.slug.as_str()).collect();
    let begin = Instant::now();
    let mut left = wanted;
    while left > 0 {
        let bulk: Vec<&&str> = slugs.iter().take(left.min(30)).collect();
        session.post("/api/v1/agents/bulk", &json!({ "library": bulk })).await?;
        left = left.saturating_sub(bulk.len());
    }
    Ok(begin.elapsed())
}

/// Imports `rows` agents with backgrounds of the library under names of their own (about 5 MB); how long it took until all were there.
pub async fn import(session: &Session, rows: usize) -> Result<Duration> {
    let library = colloquy::features::agents::library::all();
    let mut sent = Vec::with_capacity(rows);
    for (number, agent) in library.iter().cycle().take(rows).enumerate() {
        let persona = &agent.persona;
        sent.push(json!({
            "name": format!("{} {number}", persona.name),
            "archetype": persona.archetype,
            "expertise": persona.expertise,
            "domain": persona.domain,
            "background": persona.background,
        }));
    }
    let begin = Instant::now();
    let answer = session.post("/api/v1/agents/import?format=json", &Value::Array(sent)).await?;
    if let Some(job) = answer.pointer("/data/job").and_then(Value::as_str) {
        finished(session, job).await?;
    }
    match answer.pointer("/data/created").and_then(Value::as_u64) {
        Some(stored) if stored == u64::try_from(rows)? => Ok(begin.elapsed()),
        _ => Err(format!(
            "not all rows were stored: {}",
            answer.pointer("/data").map(|data| data.to_string().chars().take(200).collect::<String>()).unwrap_or_default()
        )
        .into()),
    }
}

/// Waits until a job is done.
async fn finished(session: &Session, id: &str) -> Result<()> {
    loop {
        let job = session.get(&format!("/api/v1/jobs/{id}")).await?;
        match text(&job, "/data/state")?.as_str() {
            "done" => return Ok(()),
            "queued" | "running" => tokio::time::sleep(Duration::from_millis(100)).await,
            state => return Err(format!("the job is {state}: {job}").into()),
        }
    }
}

/// A simulation with a panel from the library; `turns` to speak, `interval_ms` between them.
pub async fn simulation(session: &Session, panel: usize, turns: u32, interval_ms: u32) -> Result<String> {
    simulation_on(session, "scripted", panel, turns, interval_ms).await
}

/// The same on a model.
pub async fn simulation_on(session: &Session, model: &str, panel: usize, turns: u32, interval_ms: u32) -> Result<String> {
    let library = colloquy::features::agents::library::all().iter().take(panel);
    let participants: Vec<Value> = library.map(|agent| json!({ "library": agent.slug })).collect();
    let input = json!({
        "scenario": crate::conversation::scenario(),
        "participants": participants,
        "settings": { "model": model, "seed": crate::conversation::SEED, "policy": "round_robin", "max_turns": turns, "interval_ms": interval_ms },
    });
    text(&session.post("/api/v1/simulations", &input).await?, "/data/id")
}

/// Simulations that nobody has started.
pub async fn drafts(session: &Session, count: usize) -> Result<Vec<String>> {
    let mut made = Vec::with_capacity(count);
    for _ in 0..count {
        made.push(simulation(session, 3, 10, 0).await?);
    }
    Ok(made)
}
