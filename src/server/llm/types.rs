//! What the rest of the program says to a model and hears from it. Nothing here is specific to a
//! vendor; the dialects are in [`super::openai`].

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::scene::Scene;

pub use super::error::LlmError;

/// A key that never shows up in a log or a debug print.
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// White space around the key is dropped: it comes from files and pasted text.
    pub fn new(raw: impl AsRef<str>) -> Self {
        Self(raw.as_ref().trim().to_owned())
    }

    /// The key itself, for the one header it belongs into.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(***)")
    }
}

/// Author of a message in the model's conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    System,
    User,
    Assistant,
    Tool,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::Tool => "tool",
        }
    }
}

/// A call of a tool that the model asks for.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    pub id: String,
    pub name: String,
    /// JSON as the model wrote it; may be broken.
    pub arguments: String,
    /// What the endpoint attached and expects back, for example Gemini's thought signature.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub extra: serde_json::Map<String, serde_json::Value>,
}

/// One message of the conversation.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChatMessage {
    pub role: Role,
    pub content: String,
    /// Who speaks, where several do.
    pub name: Option<String>,
    /// Only with [`Role::Assistant`].
    pub tool_calls: Vec<ToolCall>,
    /// Which call this answers; only with [`Role::Tool`].
    pub tool_call_id: Option<String>,
}

impl ChatMessage {
    pub fn new(role: Role, content: impl Into<String>) -> Self {
        Self { role, content: content.into(), name: None, tool_calls: Vec::new(), tool_call_id: None }
    }

    pub fn system(content: impl Into<String>) -> Self {
        Self::new(Role::System, content)
    }

    pub fn user(content: impl Into<String>) -> Self {
        Self::new(Role::User, content)
    }

    pub fn assistant(content: impl Into<String>) -> Self {
        Self::new(Role::Assistant, content)
    }

    /// The result of a tool call.
    pub fn tool(call_id: impl Into<String>, content: impl Into<String>) -> Self {
        Self { tool_call_id: Some(call_id.into()), ..Self::new(Role::Tool, content) }
    }

    /// The same message with the speaker's name.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

/// A tool the model may call.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolSpec {
    pub name: String,
    pub description: String,
    /// JSON schema of the arguments.
    pub parameters: serde_json::Value,
}

/// The shape an answer must have.
#[derive(Clone, Debug, PartialEq)]
pub struct NamedSchema {
    /// Letters, digits, `_` and `-`, at most 64.
    pub name: String,
    pub schema: serde_json::Value,
}

/// What a call is for; metrics and the offline model look at it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// A line of a participant. Needs a [`Scene`] with the offline model.
    Turn,
    /// Who speaks next.
    Selector,
    /// A question to a participant beside the conversation. Needs a [`Scene`] with the offline model.
    Aside,
    Summary,
    Check,
    Probe,
    /// Lines of a transcript in another language.
    Translation,
    #[default]
    Other,
}

impl Purpose {
    pub const fn as_str(self) -> &'static str {
        match self {
            Purpose::Turn => "turn",
            Purpose::Selector => "selector",
            Purpose::Aside => "aside",
            Purpose::Summary => "summary",
            Purpose::Check => "check",
            Purpose::Probe => "probe",
            Purpose::Translation => "translation",
            Purpose::Other => "other",
        }
    }
}

/// A question to a model.
#[derive(Clone, Debug, Default)]
pub struct ChatRequest {
    /// Empty means the default model.
    pub model: String,
    pub messages: Vec<ChatMessage>,
    pub temperature: Option<f32>,
    /// Most tokens of the answer.
    pub max_tokens: Option<u32>,
    pub seed: Option<u64>,
    pub stop: Vec<String>,
    pub tools: Vec<ToolSpec>,
    pub schema: Option<NamedSchema>,
    pub purpose: Purpose,
    /// The situation behind the messages; the offline model reads this instead of the prompt.
    pub scene: Option<Arc<Scene>>,
}

/// Why an answer ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finish {
    #[default]
    Stop,
    /// The token limit was reached: the answer is incomplete.
    Length,
    ToolCalls,
    ContentFilter,
    /// Something the endpoint has its own word for.
    Other,
}

/// Tokens of one or several calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Usage {
    /// Includes `cached_tokens`.
    pub prompt_tokens: u32,
    pub completion_tokens: u32,
    /// Part of the prompt that was billed at the lower price for repeated input.
    pub cached_tokens: u32,
    /// Counted by us from the length of the text, because the endpoint didn't say.
    pub estimated: bool,
}

impl Usage {
    pub const fn total(self) -> u32 {
        self.prompt_tokens.saturating_add(self.completion_tokens)
    }

    /// Both together.
    pub const fn plus(self, other: Self) -> Self {
        Self {
            prompt_tokens: self.prompt_tokens.saturating_add(other.prompt_tokens),
            completion_tokens: self.completion_tokens.saturating_add(other.completion_tokens),
            cached_tokens: self.cached_tokens.saturating_add(other.cached_tokens),
            estimated: self.estimated || other.estimated,
        }
    }
}

/// The whole answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChatReply {
    pub text: String,
    pub tool_calls: Vec<ToolCall>,
    pub finish: Finish,
    pub usage: Usage,
    /// Millionths of a dollar; `None` when the price of the model isn't known.
    pub cost_micros: Option<i64>,
    /// The model that answered, in the endpoint's words.
    pub model: String,
}

/// A piece of a streamed answer. The last one of a good stream is [`Delta::Done`].
#[derive(Clone, Debug, PartialEq)]
pub enum Delta {
    Text(String),
    /// A complete tool call (the pieces are put together before).
    ToolCall(ToolCall),
    Done(ChatReply),
}

/// A model that people can choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelInfo {
    pub name: String,
    pub label: String,
    pub description: String,
    /// Works without a network and costs nothing.
    pub offline: bool,
}

/// What `colloquy doctor` shows about the endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProbeReport {
    /// Base address of the endpoint; `None` when only the offline model is set up.
    pub endpoint: Option<String>,
    pub model: String,
    /// Whether the endpoint lists the default model; `None` when it doesn't list models.
    pub model_listed: Option<bool>,
    /// Number of models the endpoint lists.
    pub models: Option<usize>,
    pub latency_ms: u64,
}
