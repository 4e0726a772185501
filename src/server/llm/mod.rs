//! The model gateway: the one way to a language model. `scripted` and its variants are answered here,
//! offline, without cost and the same every time; every other model name goes to the one endpoint of
//! the instance.
//!
//! Recipe for a call: build a [`ChatRequest`], then [`Llm::complete`] for a whole answer,
//! [`Llm::stream`] for pieces, [`Llm::structured`] for a value of a Rust type.

mod dialect;
mod error;
mod offline;
pub mod openai;
pub mod pricing;
mod retry;
pub mod scene;
pub mod scripted;
pub mod stream;
pub mod structured;
#[cfg(test)]
mod tests;
mod transport;
pub mod types;
#[cfg(test)]
mod unit_tests;
mod wire;

use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

pub use self::stream::LlmStream;
pub use self::types::{
    ApiKey, ChatMessage, ChatReply, ChatRequest, Delta, Finish, LlmError, ModelInfo, NamedSchema, ProbeReport, Purpose, Role, ToolCall,
    ToolSpec, Usage,
};

use self::offline::Offline;
use self::openai::OpenAi;

/// Name of the built-in offline model, and beginning of the names of its variants.
pub const SCRIPTED: &str = "scripted";

/// How the gateway is set up.
#[derive(Clone, Debug)]
pub struct LlmConfig {
    /// Endpoint, for example `http://localhost:11434/v1`; OpenAI's when only a key is given.
    pub base_url: Option<String>,
    pub api_key: Option<ApiKey>,
    /// Model of simulations that choose none; a usual one of the endpoint when empty.
    pub default_model: String,
    /// Longest silence of the endpoint within a stream; three times as long for whole answers.
    pub timeout: Duration,
    /// Calls of the endpoint at the same time; more wait in line.
    pub max_concurrency: usize,
    /// Pause of the offline model after each word, in milliseconds; 0 in tests.
    pub scripted_delay_ms: u64,
    /// Whether the endpoint may be on this machine or a private network.
    pub allow_local: bool,
    /// Upper bound of the wait before the second try; doubles for the third.
    pub retry_base: Duration,
}

impl Default for LlmConfig {
    fn default() -> Self {
        Self {
            base_url: None,
            api_key: None,
            default_model: String::new(),
            timeout: Duration::from_secs(60),
            max_concurrency: 32,
            scripted_delay_ms: 25,
            allow_local: true,
            retry_base: Duration::from_millis(500),
        }
    }
}

/// The gateway can't be set up like this; the text says what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(pub(super) String);

#[derive(Clone, Debug)]
enum Backend {
    OpenAi(Arc<OpenAi>),
    /// No endpoint: only the offline model answers.
    Scripted,
}

/// The gateway. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Llm {
    backend: Backend,
    offline: Offline,
    default_model: Arc<str>,
}

/// Who answers a request.
enum Route<'a> {
    Offline,
    Endpoint(&'a Arc<OpenAi>),
}

impl Llm {
    /// Sets the gateway up. Without base address and key only the offline model works.
    ///
    /// # Errors
    /// The base address or the key can't be used.
    pub fn new(config: LlmConfig) -> Result<Self, SetupError> {
        let given = |text: Option<&str>| text.is_some_and(|t| !t.trim().is_empty());
        let has_endpoint = given(config.base_url.as_deref()) || given(config.api_key.as_ref().map(ApiKey::expose));
        let config = LlmConfig { base_url: config.base_url.filter(|text| !text.trim().is_empty()), ..config };
        let backend = if has_endpoint { Backend::OpenAi(Arc::new(OpenAi::new(&config)?)) } else { Backend::Scripted };
        let default_model = match (&backend, config.default_model.trim()) {
            (_, name) if is_scripted(name) => name,
            (Backend::Scripted, _) => SCRIPTED,
            (Backend::OpenAi(endpoint), "") => endpoint.usual_model(),
            (Backend::OpenAi(_), name) => name,
        };
        Ok(Self { backend, offline: Offline { delay_ms: config.scripted_delay_ms }, default_model: default_model.into() })
    }

    /// The model of requests that name none. Always one that can be reached.
    pub fn default_model(&self) -> &str {
        &self.default_model
    }

    /// The models to offer, the default first.
    pub fn models(&self) -> Vec<ModelInfo> {
        let mut models = vec![offline::info()];
        if let Backend::OpenAi(endpoint) = &self.backend {
            let name = if is_scripted(&self.default_model) { endpoint.usual_model() } else { &self.default_model };
            let model = ModelInfo {
                name: name.to_owned(),
                label: name.to_owned(),
                description: format!("Answered by {}.", endpoint.host()),
                offline: false,
            };
            let at = usize::from(is_scripted(&self.default_model));
            models.insert(at, model);
        }
        models
    }

    /// Whether an endpoint is configured beside the offline model.
    pub fn has_endpoint(&self) -> bool {
        matches!(self.backend, Backend::OpenAi(_))
    }

    /// Whether a request for this model has somebody to answer it.
    pub fn is_available(&self, model: &str) -> bool {
        matches!(self.backend, Backend::OpenAi(_)) || is_scripted(self.named(model))
    }

    /// The whole answer.
    ///
    /// # Errors
    /// See [`LlmError`]; [`LlmError::Cancelled`] soon after the token is cancelled.
    pub async fn complete(&self, request: &ChatRequest, cancel: &CancellationToken) -> Result<ChatReply, LlmError> {
        let request = self.resolved(request);
        let answer = async {
            match self.route(&request.model)? {
                Route::Offline => self.offline.complete(&request).await,
                Route::Endpoint(endpoint) => endpoint.complete(&request).await,
            }
        };
        let outcome = tokio::select! {
            biased;
            () = cancel.cancelled() => Err(LlmError::Cancelled),
            outcome = answer => outcome,
        };
        count(request.purpose, outcome.as_ref().map(|reply| reply.usage));
        outcome
    }

    /// The answer in pieces. The last item is [`Delta::Done`] or an error; dropping the stream ends the
    /// call at the endpoint.
    pub fn stream(&self, request: ChatRequest, cancel: CancellationToken) -> LlmStream {
        let (this, request) = (self.clone(), self.resolved(&request));
        LlmStream::new(cancel, move |sink| async move {
            let outcome = match this.route(&request.model) {
                Ok(Route::Offline) => this.offline.stream(&request, &sink).await,
                Ok(Route::Endpoint(endpoint)) => endpoint.stream(&request, &sink).await,
                Err(error) => Err(error),
            };
            count(request.purpose, outcome.as_ref().copied());
            outcome.map(|_| ())
        })
    }

    /// Whether the endpoint can be reached and accepts the key; takes at most about ten seconds.
    ///
    /// # Errors
    /// What stands in the way.
    pub async fn probe(&self) -> Result<ProbeReport, LlmError> {
        match &self.backend {
            Backend::OpenAi(endpoint) => {
                let model = if is_scripted(&self.default_model) { endpoint.usual_model() } else { &self.default_model };
                endpoint.probe(model).await
            }
            Backend::Scripted => Ok(ProbeReport {
                endpoint: None,
                model: self.default_model.to_string(),
                model_listed: Some(true),
                models: Some(1),
                latency_ms: 0,
            }),
        }
    }

    /// What a call of the model would cost, in micro-dollars; `None` when the price isn't known.
    pub fn cost(&self, model: &str, usage: Usage) -> Option<i64> {
        let model = self.named(model);
        match &self.backend {
            _ if is_scripted(model) => Some(0),
            Backend::OpenAi(endpoint) => pricing::cost(model, usage, endpoint.is_local()),
            Backend::Scripted => None,
        }
    }

    fn named<'a>(&'a self, model: &'a str) -> &'a str {
        if model.trim().is_empty() { &self.default_model } else { model.trim() }
    }

    fn resolved(&self, request: &ChatRequest) -> ChatRequest {
        ChatRequest { model: self.named(&request.model).to_owned(), ..request.clone() }
    }

    fn route(&self, model: &str) -> Result<Route<'_>, LlmError> {
        match &self.backend {
            _ if is_scripted(model) => Ok(Route::Offline),
            Backend::OpenAi(endpoint) => Ok(Route::Endpoint(endpoint)),
            Backend::Scripted => Err(LlmError::UnknownModel { model: model.to_owned(), configured: false }),
        }
    }
}

/// `scripted` and `scripted:…`.
pub fn is_scripted(model: &str) -> bool {
    model == SCRIPTED || model.starts_with("scripted:")
}

/// Counts calls and tokens. Model names stay out: people type them, and each would be a new series.
fn count(purpose: Purpose, outcome: Result<Usage, &LlmError>) {
    let word = outcome.map_or_else(LlmError::kind, |_| "ok");
    metrics::counter!("colloquy_model_calls_total", "purpose" => purpose.as_str(), "outcome" => word).increment(1);
    if let Ok(usage) = outcome {
        metrics::counter!("colloquy_model_tokens_total", "purpose" => purpose.as_str()).increment(u64::from(usage.total()));
    }
}
