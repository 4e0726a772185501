//! Any endpoint that speaks OpenAI's Chat Completions: OpenAI, Gemini, OpenRouter, Ollama, vLLM and
//! their like.

use std::time::Duration;

use async_openai::Client;
use async_openai::config::OpenAIConfig;
use futures::StreamExt;
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::dialect::{Dialect, Vendor};
use super::retry::{Failure, REST, Retry, Tries};
use super::stream::Sink;
use super::transport::{Cause, Transport, classify, refusal};
use super::types::{ChatMessage, ChatReply, ChatRequest, Delta, LlmError, ProbeReport, Purpose, Usage};
use super::wire::{Assembly, Reply, not_a_completion};
use super::{LlmConfig, SetupError};
use crate::server::outbound::{self, Options, Outbound, Policy, read_limited};

/// Where OpenAI itself is.
const OPENAI: &str = "https://api.openai.com/v1";
/// Time for a whole probe.
const PROBE: Duration = Duration::from_secs(5);
/// Most bytes of a list of models.
const MAX_LIST: usize = 4 * 1024 * 1024;

/// One endpoint.
#[derive(Debug)]
pub struct OpenAi {
    config: OpenAIConfig,
    base: Url,
    authorization: HeaderValue,
    /// For streams: silence between two pieces is limited.
    streaming: reqwest::Client,
    /// For whole answers, which are silent until they are complete.
    whole: reqwest::Client,
    dialect: Dialect,
    gate: Semaphore,
    retry: Retry,
    /// On this machine or network.
    local: bool,
}

impl OpenAi {
    /// Connects to nothing yet.
    pub(super) fn new(settings: &LlmConfig) -> Result<Self, SetupError> {
        let text = settings.base_url.as_deref().map_or(OPENAI, str::trim).trim_end_matches('/');
        let policy = if settings.allow_local { Policy::Operator } else { Policy::Public };
        let base = outbound::check_url(text, policy).map_err(|error| SetupError(format!("OPENAI_BASE_URL: {error}")))?;
        // Servers without keys still want a non-empty one.
        let key = settings.api_key.as_ref().map(super::ApiKey::expose).filter(|key| !key.is_empty()).unwrap_or("none");
        let mut authorization = HeaderValue::from_str(&format!("Bearer {key}"))
            .map_err(|_| SetupError("OPENAI_API_KEY contains characters that can't be in a key.".to_owned()))?;
        authorization.set_sensitive(true);
        let local = outbound::is_local_host(&base);
        let client = |read_timeout| {
            let options = Options { read_timeout, no_proxy: local, ..Options::new(policy) };
            Outbound::client_with(options).map_err(|error| SetupError(error.to_string()))
        };
        Ok(Self {
            // Everything is set, so that nothing is taken from the environment behind our back.
            config: OpenAIConfig::new().with_api_base(text).with_api_key(key).with_org_id("").with_project_id(""),
            authorization,
            streaming: client(settings.timeout)?,
            whole: client(settings.timeout * 3)?,
            dialect: Dialect::new(&base),
            gate: Semaphore::new(settings.max_concurrency.max(1)),
            retry: Retry::new(settings.retry_base, REST),
            local,
            base,
        })
    }

    /// Whether the endpoint is on this machine or network, where calls cost nothing.
    pub(super) const fn is_local(&self) -> bool {
        self.local
    }

    /// The model to use when the configuration names none.
    pub(super) fn usual_model(&self) -> &'static str {
        match Vendor::of(&self.base) {
            Vendor::Gemini => "gemini-2.5-flash",
            Vendor::OpenRouter => "openai/gpt-5-mini",
            Vendor::OpenAi | Vendor::Other => "gpt-5-mini",
        }
    }

    pub(super) fn host(&self) -> &str {
        self.base.host_str().unwrap_or_default()
    }

    /// The whole answer at once.
    pub(super) async fn complete(&self, request: &ChatRequest) -> Result<ChatReply, LlmError> {
        let _permit = self.gate.acquire().await.map_err(|_| LlmError::Cancelled)?;
        let mut tries = self.retry.begin();
        loop {
            tries.enter()?;
            match self.whole_once(request).await {
                Ok(reply) => {
                    tries.succeeded();
                    return Ok(reply);
                }
                Err(failure) => self.again(request, &mut tries, failure).await?,
            }
        }
    }

    /// Sends the pieces as they come; the last is [`Delta::Done`].
    pub(super) async fn stream(&self, request: &ChatRequest, to: &Sink) -> Result<Usage, LlmError> {
        let _permit = self.gate.acquire().await.map_err(|_| LlmError::Cancelled)?;
        let mut tries = self.retry.begin();
        loop {
            tries.enter()?;
            match self.stream_once(request, to).await {
                Ok(usage) => {
                    tries.succeeded();
                    return Ok(usage);
                }
                Err(failure) => self.again(request, &mut tries, failure).await?,
            }
        }
    }

    /// `Ok` when the request should be sent again: at once in another form when the endpoint refused a
    /// part of it, else after a wait.
    async fn again(&self, request: &ChatRequest, tries: &mut Tries<'_>, failure: Failure) -> Result<(), LlmError> {
        if let Failure { error: LlmError::BadRequest(said), seen: false } = &failure
            && self.dialect.learn(request, said)
        {
            return Ok(());
        }
        tries.failed(failure).await
    }

    fn client(&self, http: &reqwest::Client, model: &str) -> (Client<OpenAIConfig>, Cause) {
        let cause = Cause::default();
        let transport = Transport { http: http.clone(), model: model.to_owned(), cause: cause.clone() };
        (Client::build(http.clone(), self.config.clone()).with_http_service(transport), cause)
    }

    async fn whole_once(&self, request: &ChatRequest) -> Result<ChatReply, Failure> {
        let (client, cause) = self.client(&self.whole, &request.model);
        let body = self.dialect.body(request, false);
        let value: Value = client.chat().create_byot(&body).await.map_err(|error| cause.explain(&error))?;
        let reply = Reply::read(value, &request.model)?;
        if !reply.has_choices() {
            return Err(not_a_completion().into());
        }
        let mut answer = Assembly::default();
        answer.add(reply);
        Ok(answer.finish(request, self.local)?)
    }

    async fn stream_once(&self, request: &ChatRequest, to: &Sink) -> Result<Usage, Failure> {
        let (client, cause) = self.client(&self.streaming, &request.model);
        let body = self.dialect.body(request, true);
        let mut chunks = client.chat().create_stream_byot::<_, Value>(&body).await.map_err(|error| cause.explain(&error))?;
        let mut answer = Assembly::default();
        while let Some(chunk) = chunks.next().await {
            let read = chunk.map_err(|error| cause.explain(&error)).and_then(|value| Reply::read(value, &request.model));
            let text = match read {
                Ok(reply) => answer.add(reply),
                Err(error) => return Err(broken(error, &answer)),
            };
            // A reader who has gone ends the call: this future is dropped with the stream.
            if !text.is_empty() && to.send(Ok(Delta::Text(text))).await.is_err() {
                return Err(Failure { error: LlmError::Cancelled, seen: true });
            }
        }
        let seen = !answer.text().is_empty();
        let reply = answer.finish(request, self.local).map_err(|error| Failure { error, seen })?;
        let usage = reply.usage;
        for call in &reply.tool_calls {
            let _ = to.send(Ok(Delta::ToolCall(call.clone()))).await;
        }
        let _ = to.send(Ok(Delta::Done(reply))).await;
        Ok(usage)
    }

    /// Asks for the list of models; an endpoint without one is asked for a word.
    pub(super) async fn probe(&self, model: &str) -> Result<ProbeReport, LlmError> {
        let started = tokio::time::Instant::now();
        let listed = tokio::time::timeout(PROBE, self.list_models()).await.map_err(|_| LlmError::Timeout)?;
        let ids = match listed {
            Ok(ids) => Some(ids),
            // No list here: 404 and the like.
            Err(
                LlmError::BadRequest(_) | LlmError::UnknownModel { .. } | LlmError::BadAnswer(_) | LlmError::Server { status: 501, .. },
            ) => {
                self.say_a_word(model).await?;
                None
            }
            Err(other) => return Err(other),
        };
        let named = |ids: &Vec<String>| {
            ids.iter().any(|id| id == model || id.strip_prefix("models/") == Some(model) || id.strip_suffix(":latest") == Some(model))
        };
        Ok(ProbeReport {
            endpoint: Some(self.base.to_string()),
            model: model.to_owned(),
            model_listed: ids.as_ref().map(named),
            models: ids.as_ref().map(Vec::len),
            latency_ms: u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
        })
    }

    async fn list_models(&self) -> Result<Vec<String>, LlmError> {
        let url = format!("{}/models", self.base.as_str().trim_end_matches('/'));
        let response =
            self.whole.get(url).header(AUTHORIZATION, self.authorization.clone()).send().await.map_err(|error| classify(&error))?;
        if !response.status().is_success() {
            return Err(refusal(response, "").await);
        }
        let body = read_limited(response, MAX_LIST).await.map_err(|error| LlmError::BadAnswer(error.to_string()))?;
        let list: Value = serde_json::from_slice(&body).map_err(|_| not_a_completion())?;
        let data = list.get("data").and_then(Value::as_array).ok_or_else(not_a_completion)?;
        Ok(data.iter().filter_map(|entry| entry.get("id").and_then(Value::as_str)).map(str::to_owned).collect())
    }

    async fn say_a_word(&self, model: &str) -> Result<(), LlmError> {
        let request = ChatRequest {
            model: model.to_owned(),
            messages: vec![ChatMessage::user("Say yes.")],
            max_tokens: Some(16),
            purpose: Purpose::Probe,
            ..ChatRequest::default()
        };
        let word = self.complete(&request);
        tokio::time::timeout(PROBE, word).await.map_err(|_| LlmError::Timeout)?.map(|_| ())
    }
}

/// A failure in the middle of a stream. A broken connection after the first words is a cut answer.
fn broken(error: LlmError, answer: &Assembly) -> Failure {
    let seen = !answer.text().is_empty();
    match error {
        LlmError::Unreachable(_) if seen => Failure { error: LlmError::CutStream { partial: answer.text().to_owned() }, seen },
        error => Failure { error, seen },
    }
}
