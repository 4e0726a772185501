//! The image service: fal.ai's queue (submit, ask for the state, fetch), or one that speaks the same.
//! https://docs.fal.ai/model-apis/model-endpoints/queue
//!
//! The key goes to the configured origin only. Addresses in answers are used as they are only when
//! they have that origin; the picture itself lies elsewhere and is fetched without the key, from public
//! addresses.

use std::time::Duration;

use reqwest::{Client, Method, Response, Url};
use serde::Deserialize;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::types::MAX_BYTES;
use crate::core::{AppError, Code, Result};
use crate::server::config::Config;
use crate::server::outbound::{self, Options, Outbound, Policy, Redirects, check_url, is_local_host, read_limited};

/// Largest answer in JSON.
const MAX_JSON: usize = 256 << 10;
/// Between two questions about the state.
const ASK_EVERY: Duration = Duration::from_secs(1);
/// Questions about the state: two minutes.
const MAX_QUESTIONS: u32 = 120;
/// What makes a portrait out of a wish.
const STYLE: &str = "Square avatar, head and shoulders, centred, plain background, no text.";

/// Whether there is an image service.
pub fn is_set_up(config: &Config) -> bool {
    config.images.key.is_some()
}

#[derive(Deserialize)]
struct Submitted {
    status_url: String,
    response_url: String,
}

#[derive(Deserialize)]
struct Status {
    status: String,
}

#[derive(Deserialize)]
struct Finished {
    images: Vec<Image>,
}

#[derive(Deserialize)]
struct Image {
    url: String,
}

/// The service with its key.
pub struct Fal {
    client: Client,
    base: Url,
    model: String,
    key: String,
}

impl Fal {
    /// The configured service; an error when there is none.
    pub fn new(config: &Config) -> Result<Self> {
        let key = config.images.key.as_ref().ok_or_else(|| AppError::new(Code::Unavailable, "No image service is set up."))?;
        // The operator chose the address, so that it may be on this machine or a private network.
        let base = check_url(&config.images.base_url, Policy::Operator).map_err(|error| failed(&error))?;
        let client = Outbound::client(Policy::Operator).map_err(|error| failed(&error))?;
        Ok(Self { client, base, model: config.images.model.clone(), key: key.expose().to_owned() })
    }

    /// Has a picture made and gives the file as it came.
    pub async fn make(&self, wish: &str, cancel: &CancellationToken, progress: impl Fn(u8)) -> Result<Vec<u8>> {
        let address = format!("{}/{}", self.base.as_str().trim_end_matches('/'), self.model.trim_matches('/'));
        let submit = self.own(&address)?;
        let body = json!({ "prompt": format!("{wish}. {STYLE}"), "image_size": "square", "num_images": 1 });
        let submitted: Submitted = self.ask(Method::POST, submit, Some(&body)).await?;
        let (status, response) = (self.own(&submitted.status_url)?, self.own(&submitted.response_url)?);
        progress(10);
        self.wait(status, cancel, &progress).await?;
        let finished: Finished = self.ask(Method::GET, response, None).await?;
        let image = finished.images.first().ok_or_else(|| upstream("The image service made no picture. Try other words."))?;
        progress(80);
        self.fetch(&image.url).await
    }

    /// An address of the service itself: nothing else gets the key.
    fn own(&self, address: &str) -> Result<Url> {
        let url = check_url(address, Policy::Operator).map_err(|error| failed(&error))?;
        if url.origin() == self.base.origin() { Ok(url) } else { Err(upstream("The image service named an address of somebody else.")) }
    }

    async fn wait(&self, status: Url, cancel: &CancellationToken, progress: &impl Fn(u8)) -> Result<()> {
        for question in 0..MAX_QUESTIONS {
            let Status { status } = self.ask(Method::GET, status.clone(), None).await?;
            match status.as_str() {
                "COMPLETED" => return Ok(()),
                "IN_QUEUE" => progress(15),
                "IN_PROGRESS" => progress(30 + u8::try_from(question.min(40)).unwrap_or(40)),
                _ => return Err(upstream("The image service gave the picture up. Try other words.")),
            }
            tokio::select! {
                () = cancel.cancelled() => return Err(AppError::of(Code::Timeout)),
                () = tokio::time::sleep(ASK_EVERY) => {}
            }
        }
        Err(AppError::new(Code::Timeout, "The image service took too long. Try again later."))
    }

    async fn ask<T: serde::de::DeserializeOwned>(&self, method: Method, url: Url, body: Option<&serde_json::Value>) -> Result<T> {
        let request =
            self.client.request(method, url).header("authorization", format!("Key {}", self.key)).timeout(Duration::from_secs(30));
        let request = if let Some(body) = body { request.json(body) } else { request };
        let response = request.send().await.map_err(|error| failed(&outbound::failure(&error)))?;
        let bytes = read_limited(accepted(response)?, MAX_JSON).await.map_err(|error| failed(&error))?;
        serde_json::from_slice(&bytes).map_err(|_| upstream("The image service gave an answer that can't be read."))
    }

    /// The picture, without the key. Public addresses only, unless the service itself is local.
    async fn fetch(&self, address: &str) -> Result<Vec<u8>> {
        let policy = if is_local_host(&self.base) { Policy::Operator } else { Policy::Public };
        let url = check_url(address, policy).map_err(|error| failed(&error))?;
        let client =
            Outbound::client_with(Options { redirects: Redirects::Checked(3), ..Options::new(policy) }).map_err(|error| failed(&error))?;
        let response = client.get(url).timeout(Duration::from_secs(60)).send().await.map_err(|error| failed(&outbound::failure(&error)))?;
        read_limited(accepted(response)?, MAX_BYTES).await.map_err(|error| failed(&error))
    }
}

fn accepted(response: Response) -> Result<Response> {
    match response.status().as_u16() {
        200..=299 => Ok(response),
        401 | 403 => Err(upstream("The image service refused the key. Whoever runs this server can check COLLOQUY_FAL_KEY.")),
        422 => Err(AppError::field("prompt", "The image service doesn't make a picture of this. Try other words.")),
        429 => Err(AppError {
            retry_after_s: Some(30),
            ..AppError::new(Code::RateLimited, "The image service has too much to do. Try again later.")
        }),
        status => {
            tracing::warn!(status, "the image service failed");
            Err(upstream("The image service failed. Try again later."))
        }
    }
}

fn upstream(sentence: &str) -> AppError {
    AppError::new(Code::UpstreamFailed, sentence)
}

fn failed(error: &outbound::OutboundError) -> AppError {
    tracing::warn!(%error, "the image service could not be used");
    upstream("The image service can't be reached. Try again later.")
}
