//! The offline model as a backend: lines come from [`super::scripted`], failures on request come from
//! the variants' names, so that every path of the engine can be walked without a network.

use std::time::Duration;

use serde_json::Value;

use super::scripted::{self, Variant};
use super::stream::Sink;
use super::types::{ChatReply, ChatRequest, Delta, Finish, LlmError, ModelInfo, Purpose, Role, Usage};

/// Pause of `scripted:slow` after each word, in milliseconds, unless eight times the normal one is more.
const SLOW_MS: u64 = 200;

/// The offline model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Offline {
    /// Pause after each word in milliseconds.
    pub delay_ms: u64,
}

/// How the model is listed.
pub(super) fn info() -> ModelInfo {
    ModelInfo {
        name: super::SCRIPTED.to_owned(),
        label: "Scripted (offline)".to_owned(),
        description:
            "Speaks from the personas and the scenario, without a network and at no cost. The same seed gives the same conversation."
                .to_owned(),
        offline: true,
    }
}

impl Offline {
    pub async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, LlmError> {
        let variant = variant(&request.model);
        let text = answer(request, variant)?;
        let words = scripted::chunks(&text);
        if variant == "slow" {
            let words = u32::try_from(words.len()).unwrap_or(u32::MAX);
            tokio::time::sleep(self.pause(variant).saturating_mul(words)).await;
        }
        if variant == "cut-stream" {
            return Err(LlmError::CutStream { partial: words.iter().take(words.len() / 2).map(String::as_str).collect() });
        }
        Ok(reply(request, text))
    }

    pub async fn stream(&self, request: &ChatRequest, to: &Sink) -> Result<Usage, LlmError> {
        let variant = variant(&request.model);
        let text = answer(request, variant)?;
        let words = scripted::chunks(&text);
        let spoken = if variant == "cut-stream" { words.len() / 2 } else { words.len() };
        let mut partial = String::new();
        for word in words.into_iter().take(spoken) {
            partial.push_str(&word);
            if to.send(Ok(Delta::Text(word))).await.is_err() {
                return Err(LlmError::Cancelled);
            }
            let pause = self.pause(variant);
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
        }
        if variant == "cut-stream" {
            return Err(LlmError::CutStream { partial });
        }
        let reply = reply(request, text);
        let usage = reply.usage;
        let _ = to.send(Ok(Delta::Done(reply))).await;
        Ok(usage)
    }

    fn pause(&self, variant: &str) -> Duration {
        Duration::from_millis(if variant == "slow" { SLOW_MS.max(self.delay_ms * 8) } else { self.delay_ms })
    }
}

/// The part of the name behind the colon.
fn variant(model: &str) -> &str {
    model.split_once(':').map_or("", |(_, variant)| variant)
}

fn answer(request: &ChatRequest, variant: &str) -> Result<String, LlmError> {
    match variant {
        "rate-limited" => return Err(LlmError::RateLimited { retry_after: Some(Duration::from_secs(2)) }),
        "server-error" => return Err(LlmError::Server { status: 503, msg: "The scripted model was asked to fail.".to_owned() }),
        "" | "slow" | "broken-json" | "cut-stream" | "repeater" | "impersonator" | "thanker" | "drifter" | "stuck-selector" => {}
        _ => return Err(LlmError::UnknownModel { model: request.model.clone(), configured: true }),
    }
    if let Some(schema) = &request.schema {
        let pick = if variant == "stuck-selector" { 0 } else { choice_of(request) };
        let json = sample(&schema.schema, pick, 0).to_string();
        return Ok(if variant == "broken-json" { json.chars().take(json.chars().count() / 2).collect() } else { json });
    }
    let scene = match (&request.scene, request.purpose) {
        (Some(scene), Purpose::Turn | Purpose::Aside) => scene,
        (None, Purpose::Turn | Purpose::Aside) => {
            return Err(LlmError::BadRequest("The scripted model needs the scene of a turn.".to_owned()));
        }
        _ => return Ok(neutral(request)),
    };
    let deviation = match variant {
        "repeater" => Variant::Repeater,
        "impersonator" => Variant::Impersonator,
        "thanker" => Variant::Thanker,
        "drifter" => Variant::Drifter,
        _ if request.purpose == Purpose::Aside => return Ok(scripted::aside(scene)),
        _ => return Ok(scripted::line(scene)),
    };
    Ok(scripted::variant_line(scene, deviation))
}

/// What it says outside of conversations.
fn neutral(request: &ChatRequest) -> String {
    match request.purpose {
        Purpose::Probe => "Yes.",
        Purpose::Summary => {
            "The participants have set out their positions and what they rest on. Some points are agreed, others stay open."
        }
        Purpose::Check => "No objections.",
        Purpose::Turn | Purpose::Aside | Purpose::Selector | Purpose::Translation | Purpose::Other => {
            "The scripted model speaks only in conversations."
        }
    }
    .to_owned()
}

fn reply(request: &ChatRequest, text: String) -> ChatReply {
    let prompt = request.messages.iter().fold(0_u32, |sum, message| sum.saturating_add(scripted::tokens(&message.content)));
    let usage = Usage { prompt_tokens: prompt, completion_tokens: scripted::tokens(&text), cached_tokens: 0, estimated: true };
    ChatReply { text, tool_calls: Vec::new(), finish: Finish::Stop, usage, cost_micros: Some(0), model: request.model.clone() }
}

/// A number that is the same for the same request.
fn choice_of(request: &ChatRequest) -> usize {
    let last = request.messages.iter().rev().find(|message| message.role == Role::User).map_or("", |message| &message.content);
    let seed = request.seed.unwrap_or(0);
    (crate::core::format::stable_hash(last) ^ (seed ^ (seed >> 32)) as u32) as usize
}

/// The smallest value that a schema allows. Of several choices the one with the given number is taken.
fn sample(schema: &Value, pick: usize, depth: usize) -> Value {
    let nth = |list: &Vec<Value>| list.get(pick % list.len().max(1)).cloned();
    if let Some(constant) = schema.get("const") {
        return constant.clone();
    }
    if let Some(value) = schema.get("enum").and_then(Value::as_array).and_then(nth) {
        return value;
    }
    for key in ["anyOf", "oneOf"] {
        if let Some(first) = schema.get(key).and_then(|list| list.get(0)) {
            return sample(first, pick, depth + 1);
        }
    }
    let kind = match schema.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().find_map(|kind| kind.as_str().filter(|kind| *kind != "null")),
        Some(kind) => kind.as_str(),
        None => None,
    };
    match kind {
        Some("object") if depth < 8 => {
            let fields = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
            Value::Object(fields.map(|(name, inner)| (name.clone(), sample(inner, pick, depth + 1))).collect())
        }
        Some("array") => {
            let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or(0).min(20);
            let item = schema.get("items").map(|inner| sample(inner, pick, depth + 1)).unwrap_or_default();
            (0..least).map(|_| item.clone()).collect()
        }
        Some("string") => Value::from("The scripted model has no view on this."),
        Some("integer" | "number") => schema.get("minimum").cloned().unwrap_or_else(|| Value::from(0)),
        Some("boolean") => Value::from(false),
        _ => Value::Null,
    }
}
