//! The record of a turn while it is made: the request's place in the hash chain, the attempts, the
//! costs.

use sha2::{Digest, Sha256};

use crate::features::simulations::types::{PurposeCost, RequestMessage, RequestRecord, UsageRecord};
use crate::server::llm::types::{ChatReply, ChatRequest, Purpose, Role, Usage};

/// A request as it is kept, chained to the one before.
pub(super) fn request(request: &ChatRequest, previous: &str) -> RequestRecord {
    let messages: Vec<RequestMessage> =
        request.messages.iter().map(|m| RequestMessage { role: role(m.role).to_owned(), content: m.content.clone() }).collect();
    let chars = messages.iter().map(|m| m.content.chars().count()).sum::<usize>();
    RequestRecord {
        model: request.model.clone(),
        temperature: request.temperature,
        seed: request.seed,
        prompt_chars: u32::try_from(chars).unwrap_or(u32::MAX),
        hash: hash(request, previous),
        previous_hash: previous.to_owned(),
        messages,
    }
}

const fn role(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
        Role::Tool => "tool",
    }
}

/// SHA-256 in hex over the previous hash and everything that decides the answer. Every part is
/// preceded by its length, so that no two requests read the same.
pub(super) fn hash(request: &ChatRequest, previous: &str) -> String {
    let mut digest = Sha256::new();
    let mut add = |part: &str| {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    };
    add(previous);
    add(&request.model);
    add(&request.temperature.map(|t| t.to_string()).unwrap_or_default());
    add(&request.max_tokens.map(|t| t.to_string()).unwrap_or_default());
    add(&request.seed.map(|s| s.to_string()).unwrap_or_default());
    for message in &request.messages {
        add(role(message.role));
        add(&message.content);
    }
    digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The tokens of an answer.
pub(super) const fn usage(usage: Usage) -> UsageRecord {
    UsageRecord {
        prompt_tokens: usage.prompt_tokens,
        completion_tokens: usage.completion_tokens,
        cached_tokens: usage.cached_tokens,
        estimated: usage.estimated,
    }
}

/// Adds a call to the costs by purpose.
pub(super) fn count(costs: &mut Vec<PurposeCost>, purpose: Purpose, tokens: u32, cost_micros: Option<i64>) {
    let name = purpose.as_str();
    match costs.iter_mut().find(|cost| cost.purpose == name) {
        Some(cost) => {
            cost.calls = cost.calls.saturating_add(1);
            cost.tokens = cost.tokens.saturating_add(tokens);
            cost.cost_micros = both(cost.cost_micros, cost_micros);
        }
        None => costs.push(PurposeCost { purpose: name.to_owned(), calls: 1, tokens, cost_micros }),
    }
}

/// A sum of money; unknown when a part is.
pub(super) fn both(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    Some(one?.saturating_add(other?))
}

/// What an attempt's answer took.
pub(super) const fn tokens(reply: &ChatReply) -> u32 {
    reply.usage.total()
}
