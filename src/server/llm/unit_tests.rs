//! Parts of the gateway without a network.

use std::time::Duration;

use futures::StreamExt;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::dialect::Dialect;
use super::retry::Retry;
use super::structured::{extract, schema_of};
use super::*;
use crate::core::error::AppError;

fn offline() -> Llm {
    Llm::new(LlmConfig { scripted_delay_ms: 0, ..LlmConfig::default() }).unwrap()
}

fn request(model: &str) -> ChatRequest {
    ChatRequest {
        model: model.to_owned(),
        messages: vec![ChatMessage::user("Who is next?")],
        max_tokens: Some(100),
        temperature: Some(0.5),
        seed: Some(7),
        ..ChatRequest::default()
    }
}

fn turn(model: &str) -> ChatRequest {
    let scene = scene::Scene {
        seed: 7,
        turn: 1,
        attempt: 0,
        max_turns: 10,
        me: 0,
        cast: ["Ada", "Grace"]
            .into_iter()
            .map(|name| Arc::new(crate::features::agents::types::Persona { name: name.to_owned(), ..Default::default() }))
            .collect(),
        scenario: Arc::default(),
        language: String::new(),
        lines: Vec::new(),
        muted: Vec::new(),
    };
    ChatRequest { purpose: Purpose::Turn, scene: Some(Arc::new(scene)), ..request(model) }
}

#[tokio::test]
async fn without_an_endpoint_the_offline_model_is_the_default_and_others_say_what_to_set() {
    let llm =
        Llm::new(LlmConfig { default_model: "gpt-5-mini".to_owned(), base_url: Some(" ".to_owned()), ..LlmConfig::default() }).unwrap();
    assert_eq!(llm.default_model(), "scripted");
    assert!(llm.is_available("") && !llm.is_available("gpt-4o") && !llm.is_available("scriptedx"));
    assert!(llm.models().iter().all(|model| model.offline));
    assert_eq!(llm.probe().await.unwrap().endpoint, None);
    let error = AppError::from(llm.complete(&request("gpt-4o"), &CancellationToken::new()).await.unwrap_err());
    assert!(error.message.contains("OPENAI_API_KEY") && error.message.contains("OPENAI_BASE_URL"));
}

#[test]
fn a_setup_that_cannot_work_is_refused_with_its_reason() {
    let with = |base: &str, key: &str, allow_local| {
        let config = LlmConfig { base_url: Some(base.to_owned()), api_key: Some(ApiKey::new(key)), allow_local, ..LlmConfig::default() };
        Llm::new(config).map(|llm| llm.default_model().to_owned()).map_err(|error| error.to_string())
    };
    assert!(with("http://169.254.169.254/v1", "k", true).unwrap_err().contains("OPENAI_BASE_URL"));
    assert!(with("http://localhost:11434/v1", "k", false).unwrap_err().contains("not public"));
    assert!(with("localhost:11434", "k", true).is_err());
    assert!(with("http://localhost:11434/v1", "a\nb", true).unwrap_err().contains("OPENAI_API_KEY"));
    assert_eq!(with("http://localhost:11434/v1", "", true).unwrap(), "gpt-5-mini");
    assert_eq!(with("https://generativelanguage.googleapis.com/v1beta/openai", "k", false).unwrap(), "gemini-2.5-flash");
}

#[tokio::test]
async fn the_offline_model_streams_its_line_for_free_and_the_same_every_time() {
    let llm = offline();
    let mut texts = Vec::new();
    for _ in 0..2 {
        let mut pieces = llm.stream(turn("scripted"), CancellationToken::new());
        let mut text = String::new();
        while let Some(Ok(Delta::Text(word))) = pieces.next().await {
            text.push_str(&word);
        }
        texts.push(text);
    }
    let whole = llm.complete(&turn(""), &CancellationToken::new()).await.unwrap();
    assert!(!whole.text.is_empty() && texts == [whole.text.clone(), whole.text]);
    assert_eq!(whole.cost_micros, Some(0));
    let no_scene = ChatRequest { scene: None, ..turn("scripted") };
    assert!(matches!(llm.complete(&no_scene, &CancellationToken::new()).await, Err(LlmError::BadRequest(_))));
}

#[tokio::test]
async fn variants_fail_as_their_names_say() {
    let llm = offline();
    let whole = llm.complete(&turn("scripted"), &CancellationToken::new()).await.unwrap().text;
    let end = async |model: &str| llm.stream(turn(model), CancellationToken::new()).collect_reply().await;
    assert!(matches!(end("scripted:rate-limited").await, Err(LlmError::RateLimited { .. })));
    assert!(matches!(end("scripted:server-error").await, Err(LlmError::Server { status: 503, .. })));
    assert!(
        matches!(end("scripted:cut-stream").await, Err(LlmError::CutStream { partial }) if !partial.is_empty() && whole.starts_with(&partial))
    );
    assert!(matches!(end("scripted:nonsense").await, Err(LlmError::UnknownModel { .. })));
    for variant in ["repeater", "impersonator", "thanker", "drifter", "stuck-selector", "broken-json"] {
        assert!(!end(&format!("scripted:{variant}")).await.unwrap().text.is_empty(), "{variant}");
    }
}

#[tokio::test]
async fn the_slow_variant_takes_its_time_and_can_be_stopped() {
    let cancel = CancellationToken::new();
    let mut pieces = offline().stream(turn("scripted:slow"), cancel.clone());
    let started = tokio::time::Instant::now();
    assert!(pieces.next().await.is_some() && pieces.next().await.is_some());
    assert!(started.elapsed() >= Duration::from_millis(200));
    cancel.cancel();
    assert_eq!(pieces.next().await, Some(Err(LlmError::Cancelled)));
}

#[derive(Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
enum Who {
    Ada,
    Grace,
    Mary,
}

#[derive(Debug, PartialEq, serde::Deserialize, schemars::JsonSchema)]
struct Choice {
    who: Who,
    why: Option<String>,
    weight: u8,
}

#[tokio::test]
async fn the_offline_model_fills_schemas() {
    let llm = offline();
    let choose = async |model: &str, seed| {
        llm.structured::<Choice>(ChatRequest { seed: Some(seed), ..request(model) }, &CancellationToken::new()).await
    };
    let mut found = Vec::new();
    for seed in 0..3 {
        found.push(choose("scripted", seed).await.unwrap().0.who);
        assert_eq!(choose("scripted:stuck-selector", seed).await.unwrap().0.who, Who::Ada);
    }
    assert!(found.iter().any(|who| *who != found[0]), "the seed decides: {found:?}");
    assert!(matches!(choose("scripted:broken-json", 1).await, Err(LlmError::BadAnswer(_))));
}

#[test]
fn schemas_are_strict() {
    let schema = schema_of::<Choice>().unwrap().schema;
    let mut fields: Vec<_> = schema["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    fields.sort_unstable();
    assert_eq!((fields.as_slice(), &schema["additionalProperties"]), (["weight", "who", "why"].as_slice(), &json!(false)));
    assert_eq!(schema["properties"]["why"]["type"], json!(["string", "null"]));
    let text = schema.to_string();
    assert!(!text.contains("$schema") && !text.contains("format") && !text.contains("minimum") && !text.contains("$ref"), "{text}");
    assert!(matches!(schema_of::<Vec<u8>>(), Err(LlmError::BadRequest(_))));
}

#[test]
fn json_is_found_wherever_it_stands() {
    let good = r#"{"who":"Ada","why":"a } and a \" inside","weight":1}"#;
    for text in
        [good.to_owned(), format!("Sure [1]! Use {{braces}} well:\n```json\n{good}\n```\nBye {{}}"), format!("{{\"other\":1}} then {good}")]
    {
        assert_eq!(extract::<Choice>(&text).unwrap().weight, 1, "{text}");
    }
    for text in ["", "no", "{", "[[[[", r#"{"who":"Ada"}"#, r#"{"who":"Ada","why":null,"weight":1"#] {
        assert!(extract::<Choice>(text).is_err(), "{text}");
    }
    assert!(extract::<Choice>(&"[".repeat(100_000)).is_err());
}

#[test]
fn prices_are_whole_sourced_and_never_guessed() {
    let table: Value = serde_json::from_str(pricing::SOURCE).unwrap();
    assert_eq!(table["prices"].as_array().unwrap().len(), pricing::prices().len());
    for price in pricing::prices() {
        assert!(price.valid_from.len() == 10 && !price.source.is_empty(), "{}", price.prefix);
        assert!(price.local == (price.input + price.output == 0), "{}", price.prefix);
    }
    let usage = Usage { prompt_tokens: 1_000_000, completion_tokens: 100_000, cached_tokens: 400_000, estimated: false };
    // 0.6 M at $1.25, 0.4 M at $0.125, 0.1 M at $10.
    assert_eq!(pricing::cost("gpt-5-2025-08-07", usage, false), Some(1_800_000));
    assert_eq!(pricing::cost("openai/gpt-4o-mini", Usage { prompt_tokens: 1, ..Usage::default() }, false), Some(1), "rounded up");
    for unknown in ["gpt-5-search-api", "gpt-5.9", "gpt-4o-audio-preview", "claude-opus", "llama3.2", "meta-llama/llama-3.3", ""] {
        assert_eq!(pricing::cost(unknown, usage, false), None, "{unknown}");
    }
    assert_eq!(pricing::cost("llama3.2:3b", usage, true), Some(0));
    assert_eq!(pricing::cost("gpt-4.1-mini", usage, true), Some(600_000 * 4 / 10 + 400_000 / 10 + 160_000), "a proxy nearby isn't free");
    assert_eq!((pricing::estimate_tokens("12345678"), pricing::estimate_tokens("日本語")), (2, 2));
}

#[test]
fn each_vendor_gets_the_fields_it_knows() {
    let body = |base: &str, model: &str| Dialect::new(&reqwest::Url::parse(base).unwrap()).body(&request(model), true);
    let openai = body("https://api.openai.com/v1", "gpt-4o");
    assert_eq!((&openai["max_completion_tokens"], openai.get("max_tokens"), &openai["temperature"]), (&json!(100), None, &json!(0.5)));
    let reasoning = body("https://api.openai.com/v1", "gpt-5-mini");
    assert!(
        reasoning.get("temperature").is_none()
            && reasoning.get("seed").is_none()
            && reasoning["max_completion_tokens"].as_u64() > Some(1_000)
    );
    let gemini = body("https://generativelanguage.googleapis.com/v1beta/openai", "gemini-2.5-flash");
    let known = ["model", "messages", "max_tokens", "temperature", "stream", "stream_options"];
    assert!(gemini.as_object().unwrap().keys().all(|field| known.contains(&field.as_str())), "{gemini}");
    assert_eq!(body("http://localhost:11434/v1", "llama3.2")["max_tokens"], json!(100));
}

#[test]
fn waits_follow_the_endpoint_up_to_twenty_seconds_and_are_spread() {
    let retry = Retry::new(Duration::from_millis(500), super::retry::REST);
    let asked = |seconds| LlmError::RateLimited { retry_after: Some(Duration::from_secs(seconds)) };
    assert_eq!(retry.wait(&asked(3_600), 1), Duration::from_secs(20));
    assert!((3_000..3_251).contains(&retry.wait(&asked(3), 1).as_millis()));
    let waits: Vec<u128> = (0..50).map(|_| retry.wait(&LlmError::Timeout, 2).as_millis()).collect();
    assert!(waits.iter().all(|wait| *wait <= 1_000));
    assert!(waits.iter().any(|wait| *wait < 250) && waits.iter().any(|wait| *wait > 750), "{waits:?}");
}

#[tokio::test]
async fn after_the_rest_one_call_is_let_through_as_a_trial() {
    let retry = Retry::new(Duration::from_millis(1), Duration::from_millis(200));
    for _ in 0..5 {
        assert!(retry.begin().enter().is_ok());
        let _ = retry.begin().failed(LlmError::Timeout.into()).await;
    }
    assert!(matches!(retry.begin().enter(), Err(LlmError::Resting { .. })));
    tokio::time::sleep(Duration::from_millis(210)).await;
    assert!(retry.begin().enter().is_ok(), "the trial");
    assert!(retry.begin().enter().is_err(), "everybody else waits");
    retry.begin().succeeded();
    assert!(retry.begin().enter().is_ok());
}

#[test]
fn retry_after_is_read_in_every_form() {
    let read = |pairs: &[(&'static str, &str)]| {
        let headers: HeaderMap = pairs.iter().map(|(name, value)| (http::HeaderName::from_static(name), value.parse().unwrap())).collect();
        transport::retry_after(&headers).map(|wait| wait.as_millis())
    };
    assert_eq!(read(&[("retry-after", "2")]), Some(2_000));
    assert_eq!(read(&[("retry-after", "1"), ("retry-after-ms", "250")]), Some(250));
    let dates = [("date", "Wed, 21 Oct 2026 07:28:00 GMT"), ("retry-after", "Wed, 21 Oct 2026 07:28:30 GMT")];
    assert_eq!(read(&dates), Some(30_000));
    for odd in ["soon", "-1", "NaN", "1e300", ""] {
        assert_eq!(read(&[("retry-after", odd)]), None, "{odd}");
    }
}

#[test]
fn what_an_endpoint_says_is_cleaned_before_anybody_sees_it() {
    let said = format!("Bad\u{7}\nkey sk-abcdef0123 {}", "word ".repeat(500));
    let error = LlmError::from_body(400, &json!({"error": {"message": said}}).to_string(), "m", None);
    let LlmError::BadRequest(shown) = &error else { panic!("{error:?}") };
    assert!(shown.chars().count() <= 200 && shown.starts_with("Bad key [key] word") && !shown.contains("abcdef"));
    let page = AppError::from(LlmError::from_body(502, "<html><script>alert(1)</script>", "m", None));
    assert!(!page.message.contains("script") && page.message.contains("web page"));
}
