//! A model endpoint in the shape of OpenAI's that answers after a fixed time, each time with other
//! words, so that what is measured is the server and not a model.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use crate::Result;

/// Starts it; gives the base address. It lives as long as this program.
pub async fn start(after: Duration) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let number = Arc::new(AtomicU64::new(1));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let number = number.clone();
            tokio::spawn(async move {
                // A connection that breaks is the other side's business.
                let _ = serve(stream, after, &number).await;
            });
        }
    });
    Ok(format!("http://{address}/v1"))
}

async fn serve(stream: TcpStream, after: Duration, number: &AtomicU64) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut stream = BufReader::new(stream);
    loop {
        let mut length = 0;
        let mut first = true;
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            if !first && line.trim().is_empty() {
                break;
            }
            first = false;
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        stream.read_exact(&mut body).await?;
        tokio::time::sleep(after).await;
        let text = line(number.fetch_add(1, Ordering::Relaxed));
        let streamed = String::from_utf8_lossy(&body).contains("\"stream\":true");
        let (kind, answer) = if streamed { ("text/event-stream", events(&text)) } else { ("application/json", whole(&text)) };
        let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", answer.len());
        stream.write_all(head.as_bytes()).await?;
        stream.write_all(answer.as_bytes()).await?;
        stream.flush().await?;
    }
}

fn usage() -> serde_json::Value {
    json!({ "prompt_tokens": 2_000, "completion_tokens": 60, "total_tokens": 2_060 })
}

fn events(text: &str) -> String {
    let piece = |delta: serde_json::Value, end: Option<&str>| json!({ "id": "c", "object": "chat.completion.chunk", "model": "bench", "choices": [{ "index": 0, "delta": delta, "finish_reason": end }] });
    let mut out = String::new();
    for word in text.split_inclusive(' ') {
        out.push_str(&format!("data: {}\n\n", piece(json!({ "content": word }), None)));
    }
    out.push_str(&format!("data: {}\n\n", piece(json!({}), Some("stop"))));
    out.push_str(&format!(
        "data: {}\n\ndata: [DONE]\n\n",
        json!({ "id": "c", "object": "chat.completion.chunk", "model": "bench", "choices": [], "usage": usage() })
    ));
    out
}

fn whole(text: &str) -> String {
    let message = json!({ "role": "assistant", "content": text });
    json!({ "id": "c", "object": "chat.completion", "model": "bench", "choices": [{ "index": 0, "message": message, "finish_reason": "stop" }], "usage": usage() }).to_string()
}

const NOUNS: [&str; 40] = [
    "roster",
    "ward",
    "budget",
    "handover",
    "contract",
    "corridor",
    "holiday",
    "summer",
    "agency",
    "colleague",
    "manager",
    "evening",
    "breakfast",
    "kitchen",
    "elevator",
    "parking",
    "childcare",
    "overtime",
    "fatigue",
    "morale",
    "training",
    "mistake",
    "complaint",
    "survey",
    "turnover",
    "recruit",
    "deadline",
    "meeting",
    "promise",
    "rumour",
    "bonus",
    "union",
    "vacancy",
    "schedule",
    "weekend",
    "commute",
    "pension",
    "apprentice",
    "mentor",
    "locker",
];
const VERBS: [&str; 24] = [
    "delays",
    "protects",
    "weakens",
    "explains",
    "hides",
    "costs",
    "shapes",
    "rewards",
    "exposes",
    "repairs",
    "survives",
    "replaces",
    "needs",
    "outlasts",
    "drains",
    "calms",
    "splits",
    "doubles",
    "tests",
    "supports",
    "questions",
    "follows",
    "prevents",
    "feeds",
];
const STARTS: [&str; 24] = [
    "Honestly",
    "Frankly",
    "Usually",
    "Meanwhile",
    "Otherwise",
    "Lately",
    "Yesterday",
    "Nowadays",
    "Sometimes",
    "Often",
    "Rarely",
    "Clearly",
    "Perhaps",
    "Elsewhere",
    "Afterwards",
    "Upstairs",
    "Internally",
    "Practically",
    "Locally",
    "Nationally",
    "Historically",
    "Financially",
    "Quietly",
    "Eventually",
];

/// A line of three sentences that is like no other.
fn line(number: u64) -> String {
    let mut state = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut draw = |list: &[&'static str]| -> &'static str {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = usize::try_from(state >> 33).unwrap_or(0) % list.len();
        list.get(at).copied().unwrap_or("")
    };
    let sentence = |draw: &mut dyn FnMut(&[&'static str]) -> &'static str| {
        format!(
            "{}, {} {} {} {} more than our {} {} and the {} {}.",
            draw(&STARTS),
            draw(&NOUNS),
            draw(&NOUNS),
            draw(&VERBS),
            draw(&NOUNS),
            draw(&NOUNS),
            draw(&NOUNS),
            draw(&NOUNS),
            draw(&NOUNS)
        )
    };
    [sentence(&mut draw), sentence(&mut draw), sentence(&mut draw)].join(" ")
}
