//! Event streams over HTTP (Server-Sent Events), the same for every kind of stream.
//!
//! Every stored event has `id:` (its number) and `event:` (its name); `data` is one JSON object
//! with `seq`, `ts`, `type` and the payload. `Last-Event-ID` or `?after=` resumes without loss or
//! repeat. A comment is sent every 15 s. The stream ends after its terminal event, when the
//! server stops, or within a second of the session losing its rights; then its last event is
//! [`REVOKED`], without a number.

use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio::time::Instant;

use super::store::{self, BATCH};
use super::{Signal, StoredEvent, StreamName};
use crate::core::{AppError, Code, Result};
use crate::server::ctx::Ctx;

/// Last event of a reader whose rights have changed: it has to ask anew.
pub const REVOKED: &str = "revoked";
/// How often a reader looks by itself: other nodes may write, rights may go. Also while events come
/// in, however fast; half of the second in which a loss of rights must take effect.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How often a watch looks at its session, which is remembered for a second: a page needs the rest of the
/// second to load anew.
const WATCH_EVERY: Duration = Duration::from_millis(250);
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Number after which the client wants to go on: the header first, then the address.
pub fn resume_point(headers: &HeaderMap, after: Option<u64>) -> Result<u64> {
    match headers.get("last-event-id") {
        None => Ok(after.unwrap_or(0)),
        Some(value) => value
            .to_str()
            .ok()
            .and_then(|text| text.trim().parse().ok())
            .ok_or_else(|| AppError::new(Code::MalformedRequest, "Last-Event-ID must be the number of an event of this stream.")),
    }
}

/// Answers with a stream. `terminal` are the names after which nothing follows.
pub fn respond(ctx: Ctx, stream: StreamName, after: u64, terminal: &'static [&'static str]) -> Response {
    let (receiver, catch_up) = ctx.state.bus.subscribe(&stream);
    let next_look = Instant::now() + LOOK_EVERY;
    let reader = Reader { ctx, stream, after, terminal, receiver, catch_up, next_look, ready: VecDeque::new(), over: false };
    streamed(events(reader))
}

/// Answers with a stream that tells one thing, the end of the caller's session, as [`REVOKED`]. It reads no table.
pub fn watch(ctx: Ctx) -> Response {
    streamed(futures::stream::unfold(Some(ctx), |watched| async move {
        let ctx = watched?;
        loop {
            tokio::select! {
                biased;
                () = ctx.state.shutdown.cancelled() => return None,
                () = tokio::time::sleep(WATCH_EVERY) => {}
            }
            if ctx.is_over().await {
                return Some((Ok(live(REVOKED, &Arc::from("{}"))), None));
            }
        }
    }))
}

fn streamed(events: impl Stream<Item = Result<Event, Infallible>> + Send + 'static) -> Response {
    let mut response = Sse::new(events).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response();
    let headers = response.headers_mut();
    headers.insert(HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

struct Reader {
    ctx: Ctx,
    stream: StreamName,
    after: u64,
    terminal: &'static [&'static str],
    receiver: Receiver<Signal>,
    catch_up: Option<Signal>,
    next_look: Instant,
    ready: VecDeque<Event>,
    over: bool,
}

fn events(reader: Reader) -> impl Stream<Item = Result<Event, Infallible>> {
    futures::stream::unfold((reader, true), |(mut reader, first)| async move {
        if first {
            reader.read().await;
            reader.catch_up_live();
        }
        loop {
            reader.look().await;
            if let Some(event) = reader.ready.pop_front() {
                return Some((Ok(event), (reader, false)));
            }
            if reader.over {
                return None;
            }
            reader.wait().await;
        }
    })
}

impl Reader {
    /// Reads the table to its end and queues what is new.
    async fn read(&mut self) {
        loop {
            let Ok(batch) = store::after(&self.ctx.state.db, &self.stream, self.after).await else {
                self.over = true; // logged by the database layer; the client resumes by itself
                return;
            };
            let full = batch.len() as u64 > BATCH;
            for event in &batch {
                self.after = event.seq;
                // A stream that went on after its end (another round) has terminal events inside.
                let is_last = event.seq == batch.last().map_or(0, |e| e.seq) && !full;
                if self.terminal.contains(&event.kind.as_str()) {
                    if !is_last {
                        continue;
                    }
                    self.over = true;
                }
                self.ready.push_back(stored(event));
            }
            if !full {
                return;
            }
        }
    }

    fn catch_up_live(&mut self) {
        if let (false, Some(Signal::Live { kind, data })) = (self.over, self.catch_up.take()) {
            self.ready.push_back(live(kind, &data));
        }
    }

    async fn wait(&mut self) {
        let shutdown = self.ctx.state.shutdown.clone();
        tokio::select! {
            biased;
            () = shutdown.cancelled() => self.over = true,
            () = tokio::time::sleep_until(self.next_look) => {}
            signal = self.receiver.recv() => match signal {
                Ok(Signal::Live { kind, data }) => self.ready.push_back(live(kind, &data)),
                Ok(Signal::Stored) | Err(RecvError::Lagged(_)) => self.read().await,
                Err(RecvError::Closed) => self.over = true,
            },
        }
    }

    /// Now and then: may the reader still have this? If not, not even what waits for them. Else the
    /// table is read, in case another node wrote.
    async fn look(&mut self) {
        if Instant::now() < self.next_look {
            return;
        }
        self.next_look = Instant::now() + LOOK_EVERY;
        if !self.ctx.still_valid().await {
            self.ready.clear();
            self.ready.push_back(live(REVOKED, &Arc::from("{}")));
            self.over = true;
            self.next_look += Duration::from_secs(3600); // nothing left to check
        } else if !self.over && self.ready.is_empty() {
            self.read().await;
        }
    }
}

fn stored(event: &StoredEvent) -> Event {
    let head = format!(
        r#"{{"seq":{},"ts":"{}","type":"{}""#,
        event.seq,
        event.at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true),
        event.kind
    );
    Event::default().event(&event.kind).id(event.seq.to_string()).data(join(&head, &event.data))
}

fn live(kind: &'static str, data: &Arc<str>) -> Event {
    Event::default().event(kind).data(join(&format!(r#"{{"type":"{kind}""#), data))
}

/// Puts `{"seq":…,…` and `{payload}` into one object.
fn join(head: &str, payload: &str) -> String {
    match payload.strip_prefix('{') {
        Some("}") | None => format!("{head}}}"),
        Some(rest) => format!("{head},{rest}"),
    }
}
