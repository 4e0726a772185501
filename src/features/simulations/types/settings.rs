//! How a simulation runs.

use serde::{Deserialize, Serialize};

use crate::core::locale::{LANGUAGE_WANTED, may_name_a_language};
use crate::core::validate::Check;

/// Who speaks next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Policy {
    /// In the order of the panel.
    RoundRobin,
    /// Drawn; nobody twice before everybody spoke once.
    Pooled,
    /// Drawn by talkativeness; who waits long becomes more likely.
    Weighted,
    /// Who was addressed by name answers; otherwise as `weighted`.
    #[default]
    MentionFirst,
    /// Everybody bids with what they have to say to the last line; the highest bid speaks.
    HandRaising,
    /// One participant moderates: speaks between the others and calls on people by name.
    Moderator,
    /// A model chooses; rules choose when it gives no usable answer.
    ModelSelector,
    /// The observer chooses every time.
    Manual,
    /// In the order of `order`, over and over.
    Scripted,
}

impl Policy {
    pub const ALL: [Policy; 9] = [
        Policy::RoundRobin,
        Policy::Pooled,
        Policy::Weighted,
        Policy::MentionFirst,
        Policy::HandRaising,
        Policy::Moderator,
        Policy::ModelSelector,
        Policy::Manual,
        Policy::Scripted,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Policy::RoundRobin => "round_robin",
            Policy::Pooled => "pooled",
            Policy::Weighted => "weighted",
            Policy::MentionFirst => "mention_first",
            Policy::HandRaising => "hand_raising",
            Policy::Moderator => "moderator",
            Policy::ModelSelector => "model_selector",
            Policy::Manual => "manual",
            Policy::Scripted => "scripted",
        }
    }

    /// For people.
    pub const fn label(self) -> &'static str {
        match self {
            Policy::RoundRobin => "In turn",
            Policy::Pooled => "By lot, everybody once before anybody twice",
            Policy::Weighted => "By lot, the talkative more often",
            Policy::MentionFirst => "Who is addressed answers",
            Policy::HandRaising => "Who has most to say raises a hand",
            Policy::Moderator => "A moderator leads",
            Policy::ModelSelector => "A model chooses",
            Policy::Manual => "You choose every time",
            Policy::Scripted => "In an order that you write down",
        }
    }

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|p| p.as_str() == name)
    }
}

/// What participants know of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Visibility {
    /// Everybody has been introduced: name and profession.
    #[default]
    Everyone,
    /// As the scenario's relationships say.
    Relationships,
}

impl Visibility {
    pub const ALL: [Visibility; 2] = [Visibility::Everyone, Visibility::Relationships];

    pub const fn as_str(self) -> &'static str {
        match self {
            Visibility::Everyone => "everyone",
            Visibility::Relationships => "relationships",
        }
    }
}

/// Which guards look at a line, and how often a failing one is asked for again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct GuardSettings {
    pub repetition: bool,
    pub identity: bool,
    pub facts: bool,
    pub style: bool,
    pub language: bool,
    pub loops: bool,
    pub secrets: bool,
    /// Tries of one line, 1 to 6.
    pub attempts: u8,
}

impl Default for GuardSettings {
    fn default() -> Self {
        Self { repetition: true, identity: true, facts: true, style: true, language: true, loops: true, secrets: true, attempts: 3 }
    }
}

/// How a simulation runs.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Settings {
    /// Model name; `scripted` is the built-in offline model.
    pub model: String,
    pub seed: u64,
    pub policy: Policy,
    /// Participant ids in the order of the policy `scripted`; the panel's order when empty.
    pub order: Vec<String>,
    /// Participant id of the policy `moderator`; the first who can speak when empty.
    pub moderator: String,
    /// Whether the same person may be chosen twice in a row.
    pub self_follow: bool,
    pub visibility: Visibility,
    /// Turns by agents until it finishes by itself, 1 to 500.
    pub max_turns: u32,
    /// Pause between turns in milliseconds, 0 to 600 000.
    pub interval_ms: u32,
    /// Whether pauses between turns are as long as people need to take a line in.
    pub pacing: bool,
    /// Pauses when it has run for so many minutes; 0 means no limit.
    pub max_minutes: u32,
    /// Pauses when it has used so many tokens; 0 means no limit.
    pub max_tokens: u64,
    /// Pauses when it has cost this much (millionths of a dollar); 0 means no cap.
    pub budget_micros: i64,
    pub language: String,
    pub guards: GuardSettings,
    /// Whether a model also rates the conversation; costs calls.
    pub ratings: bool,
}

/// The settings as a client sends them; what is absent takes the default of the server.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SettingsInput {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<Policy>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moderator: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub self_follow: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visibility: Option<Visibility>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_turns: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval_ms: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pacing: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_minutes: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_tokens: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget_micros: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub guards: Option<GuardSettings>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratings: Option<bool>,
}

/// Numbers above 2^53 change on their way through JavaScript.
const EXACT: u64 = 9_007_199_254_740_991;

impl SettingsInput {
    /// Checks every field; names are prefixed with `settings.`.
    pub fn check(&self, check: &mut Check) {
        if let Some(model) = &self.model {
            check.text("settings.model", model, 120);
        }
        if let Some(language) = &self.language {
            check.max("settings.language", language, 40);
            check.that(may_name_a_language(language), "settings.language", LANGUAGE_WANTED);
        }
        if let Some(order) = &self.order {
            check.list("settings.order", order, 500, 12);
        }
        if let Some(moderator) = &self.moderator {
            check.max("settings.moderator", moderator, 12);
        }
        if let Some(guards) = &self.guards {
            check.range("settings.guards", i64::from(guards.attempts), 1, 6);
        }
        self.check_limits(check);
    }

    fn check_limits(&self, check: &mut Check) {
        if let Some(turns) = self.max_turns {
            check.range("settings.max_turns", i64::from(turns), 1, 500);
        }
        if let Some(interval) = self.interval_ms {
            check.range("settings.interval_ms", i64::from(interval), 0, 600_000);
        }
        if let Some(minutes) = self.max_minutes {
            check.range("settings.max_minutes", i64::from(minutes), 0, 10_080);
        }
        if let Some(tokens) = self.max_tokens {
            check.that(tokens <= 1_000_000_000, "settings.max_tokens", "Must be between 0 and 1000000000.");
        }
        if let Some(budget) = self.budget_micros {
            check.range("settings.budget_micros", budget, 0, 1_000_000_000_000);
        }
        if let Some(seed) = self.seed {
            check.that(seed <= EXACT, "settings.seed", "Must be between 0 and 9007199254740991.");
        }
    }

    /// The settings with what is said here put in.
    pub fn over(self, before: Settings) -> Settings {
        Settings {
            model: self.model.map_or(before.model, |model| model.trim().to_owned()),
            seed: self.seed.unwrap_or(before.seed),
            policy: self.policy.unwrap_or(before.policy),
            order: self.order.unwrap_or(before.order),
            moderator: self.moderator.unwrap_or(before.moderator),
            self_follow: self.self_follow.unwrap_or(before.self_follow),
            visibility: self.visibility.unwrap_or(before.visibility),
            max_turns: self.max_turns.unwrap_or(before.max_turns),
            interval_ms: self.interval_ms.unwrap_or(before.interval_ms),
            pacing: self.pacing.unwrap_or(before.pacing),
            max_minutes: self.max_minutes.unwrap_or(before.max_minutes),
            max_tokens: self.max_tokens.unwrap_or(before.max_tokens),
            budget_micros: self.budget_micros.unwrap_or(before.budget_micros),
            language: self.language.unwrap_or(before.language),
            guards: self.guards.unwrap_or(before.guards),
            ratings: self.ratings.unwrap_or(before.ratings),
        }
    }
}

impl Settings {
    /// Checks what only the whole can show: names that nobody has, limits that contradict each other.
    /// `ids` are the participants'.
    pub fn check_whole(&self, check: &mut Check, ids: &[&str]) {
        let known = |id: &String| ids.contains(&id.as_str());
        let listed = "Names somebody who doesn't take part. Use ids of participants: p1, p2, ….";
        check.that(self.order.iter().all(known), "settings.order", listed);
        check.that(self.moderator.is_empty() || known(&self.moderator), "settings.moderator", listed);
        let scripted = self.policy != Policy::Scripted || !self.order.is_empty();
        check.that(scripted, "settings.order", "Write down the order of the speakers, or choose another way to decide who speaks.");
        let fits = self.max_minutes == 0 || u64::from(self.interval_ms) < u64::from(self.max_minutes) * 60_000;
        let hint = "The pause between turns is longer than the time limit. Shorten the pause, or raise the limit.";
        check.that(fits, "settings.interval_ms", hint);
    }
}
