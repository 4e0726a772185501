//! Requests on keep-alive connections for a while: how many a second, and how long each took.

use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::Result;
use crate::http::Connection;
use crate::process::Server;
use crate::seed::Session;

/// What one connection sends, over and over.
pub struct Plan(Vec<u8>);

impl Plan {
    /// A call of the API with the bearer token.
    pub fn get(session: &Session, path: &str) -> Self {
        Self(session.request("GET", path, None))
    }

    /// A call without credentials.
    pub fn anonymous(session: &Session, path: &str) -> Self {
        Self(format!("GET {path} HTTP/1.1\r\nHost: {}\r\n\r\n", session.address).into_bytes())
    }

    /// A page as a browser asks for it, with the session cookie.
    pub fn page(session: &Session, path: &str) -> Self {
        let head = format!("GET {path} HTTP/1.1\r\nHost: {}\r\nCookie: {}\r\nAccept: text/html\r\n\r\n", session.address, session.cookie);
        Self(head.into_bytes())
    }

    /// The observer says something to all.
    pub fn say(session: &Session, simulation: &str) -> Self {
        let body = r#"{"content":"Please name one figure that would change your mind, and say where it comes from.","kind":"say"}"#;
        Self(session.request("POST", &format!("/api/v1/simulations/{simulation}/observer"), Some(body)))
    }
}

/// Outcome of a load.
pub struct Figures {
    pub per_second: f64,
    pub p50: Duration,
    pub p99: Duration,
}

/// Runs `connections` at once; they take the plans in turn. The first half second doesn't count. Answers that take longer
/// than the span are waited for, one on each connection, so that the slowest address has figures too.
pub async fn run(server: &Server, plans: Vec<Plan>, connections: usize, span: Duration) -> Result<Figures> {
    let warm = Instant::now() + Duration::from_millis(500);
    let end = warm + span;
    let plans: Vec<Arc<Plan>> = plans.into_iter().map(Arc::new).collect();
    let mut tasks = Vec::new();
    for plan in plans.iter().cycle().take(connections) {
        let (address, plan) = (server.address.clone(), plan.clone());
        tasks.push(tokio::spawn(async move { connection(&address, &plan, warm, end).await }));
    }
    let mut all = Vec::new();
    for task in tasks {
        all.extend(task.await??);
    }
    figures(all, span.max(warm.elapsed()))
}

async fn connection(address: &str, plan: &Plan, warm: Instant, end: Instant) -> Result<Vec<Duration>> {
    let mut connection = Connection::open(address).await?;
    let mut times = Vec::new();
    loop {
        let begin = Instant::now();
        if begin >= end && !times.is_empty() {
            return Ok(times);
        }
        let answer = connection.send(&plan.0).await?;
        if !(200..300).contains(&answer.status) {
            return Err(format!("{} {}", answer.head, String::from_utf8_lossy(&answer.body)).into());
        }
        if begin >= warm {
            times.push(begin.elapsed());
        }
    }
}

/// Figures of requests that took `span` altogether.
pub fn figures(mut times: Vec<Duration>, span: Duration) -> Result<Figures> {
    times.sort_unstable();
    let at = |share: f64| times.get(rank(times.len(), share)).copied().ok_or("nothing was measured");
    Ok(Figures { per_second: count(times.len()) / span.as_secs_f64(), p50: at(0.50)?, p99: at(0.99)? })
}

/// Position of a percentile in a sorted list.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share between 0 and 1 of a length")]
pub fn rank(length: usize, share: f64) -> usize {
    ((count(length) * share) as usize).min(length.saturating_sub(1))
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn count(n: usize) -> f64 {
    n as f64
}
