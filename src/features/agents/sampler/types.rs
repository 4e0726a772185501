//! What crosses the wire about samples.

use serde::{Deserialize, Serialize};

use crate::core::Result;
use crate::core::validate::Check;
use crate::features::agents::panel::types::{Attitude, Pool};
use crate::features::agents::types::REGIONS;
use crate::features::agents::types::{SENIORITIES, Seniority};

/// Fewest and most members of a sample.
pub const MEMBERS: (u16, u16) = (1, 200);
/// Members when none are asked for.
pub const USUAL_MEMBERS: u16 = 20;
/// Most bands or names of one constraint.
pub const MAX_CELLS: usize = 40;
/// Largest seed: numbers above 2^53 change on their way through JavaScript.
pub const MAX_SEED: u64 = 9_007_199_254_740_991;

/// The genders that a constraint can name, read from the pronouns.
pub const GENDERS: [&str; 3] = ["women", "men", "other"];
/// The traits that a constraint can name.
pub const TRAITS: [&str; 5] = ["openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"];

/// So many of a kind.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Share {
    pub value: String,
    /// 0 to 1.
    pub share: f64,
}

/// So many between two ages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AgeBand {
    /// Youngest, in years.
    pub from: u8,
    /// Oldest, in years.
    pub to: u8,
    /// 0 to 1.
    pub share: f64,
}

/// So many with a trait between two values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TraitBand {
    /// One of the Big Five, for example `openness`.
    #[serde(rename = "trait")]
    pub name: String,
    /// 0 to 100.
    pub from: u8,
    /// 0 to 100.
    pub to: u8,
    /// 0 to 1.
    pub share: f64,
}

/// What the sample shall be like. Shares of one list add up to at most 1; the rest is anybody else.
/// Lists that are empty ask for nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Constraints {
    pub ages: Vec<AgeBand>,
    /// Slugs of domains.
    pub domains: Vec<Share>,
    /// `africa`, `asia`, `europe`, `latin-america`, `north-america`, `oceania`.
    pub regions: Vec<Share>,
    /// `early`, `experienced`, `senior`, `veteran`.
    pub seniorities: Vec<Share>,
    /// `women`, `men`, `other`, read from the pronouns.
    pub genders: Vec<Share>,
    /// `welcomes`, `weighs`, `resists`: the attitude to change.
    pub attitudes: Vec<Share>,
    pub traits: Vec<TraitBand>,
}

/// The wish for a sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SampleInput {
    /// Members, 1 to 200; 20 when absent.
    pub size: u16,
    /// Another seed gives other members for the same shares.
    pub seed: u64,
    pub pool: Pool,
    pub constraints: Constraints,
}

impl Default for SampleInput {
    fn default() -> Self {
        Self { size: USUAL_MEMBERS, seed: 1, pool: Pool::Both, constraints: Constraints::default() }
    }
}

impl SampleInput {
    /// The rules of the page and of the API; contradictions are named with their constraint.
    pub fn validate(&self) -> Result<()> {
        let mut check = Check::new();
        check.range("size", i64::from(self.size), i64::from(MEMBERS.0), i64::from(MEMBERS.1));
        check.that(self.seed <= MAX_SEED, "seed", format!("Must be between 0 and {MAX_SEED}."));
        let c = &self.constraints;
        let attitudes = ["welcomes", "weighs", "resists"];
        let seniorities = SENIORITIES.map(|(name, _)| name);
        check_names(&mut check, "constraints.domains", &c.domains, None);
        check_names(&mut check, "constraints.regions", &c.regions, Some(&REGIONS.map(|(slug, _)| slug)));
        check_names(&mut check, "constraints.seniorities", &c.seniorities, Some(&seniorities));
        check_names(&mut check, "constraints.genders", &c.genders, Some(&GENDERS));
        check_names(&mut check, "constraints.attitudes", &c.attitudes, Some(&attitudes));
        let ages: Vec<Band> = c.ages.iter().map(|band| (band.from, band.to, band.share)).collect();
        check_bands(&mut check, "constraints.ages", &ages, 120);
        for name in TRAITS {
            let bands: Vec<Band> = c.traits.iter().filter(|band| band.name == name).map(|band| (band.from, band.to, band.share)).collect();
            check_bands(&mut check, "constraints.traits", &bands, 100);
        }
        let known = c.traits.iter().all(|band| TRAITS.contains(&band.name.as_str()));
        check.that(known, "constraints.traits", format!("Must be one of: {}.", TRAITS.join(", ")));
        check.done()
    }
}

type Band = (u8, u8, f64);

fn check_names(check: &mut Check, field: &str, shares: &[Share], known: Option<&[&str]>) {
    check_sum(check, field, shares.iter().map(|share| share.share));
    for (place, share) in shares.iter().enumerate() {
        check.text(field, &share.value, 40);
        if let Some(known) = known {
            check.that(known.contains(&share.value.as_str()), field, format!("Must be one of: {}.", known.join(", ")));
        }
        let twice = shares.iter().take(place).any(|before| before.value == share.value);
        check.that(!twice, field, "Each may be named once.");
    }
}

fn check_bands(check: &mut Check, field: &str, bands: &[Band], most: u8) {
    check_sum(check, field, bands.iter().map(|(.., share)| *share));
    for (place, (from, to, _)) in bands.iter().enumerate() {
        check.range(field, i64::from(*to), 0, i64::from(most));
        check.that(from <= to, field, format!("{from} to {to} is no band: the first number must not be above the second."));
        let meeting = bands.iter().take(place).find(|(other_from, other_to, _)| other_from <= to && from <= other_to);
        if let Some((other_from, other_to, _)) = meeting {
            check.that(false, field, format!("{other_from} to {other_to} and {from} to {to} overlap. Nobody can be counted twice."));
        }
    }
}

fn check_sum(check: &mut Check, field: &str, shares: impl Iterator<Item = f64> + Clone) {
    check.that(shares.clone().count() <= MAX_CELLS, field, format!("Must have at most {MAX_CELLS} entries."));
    check.that(shares.clone().all(|share| (0.0..=1.0).contains(&share)), field, "Each share must be between 0 and 1.");
    let sum: f64 = shares.sum();
    // Thirds add up to a little more than one.
    check.that(sum <= 1.005, field, format!("The shares add up to {:.0} %. Lower them to 100 % or less.", sum * 100.0));
}

/// A member of the sample.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Sampled {
    /// `library:<slug>` or `agent:<id>`.
    pub value: String,
    pub name: String,
    pub profession: String,
    pub domain: String,
    /// Years; 0 means not said.
    pub age: u8,
    /// One of [`GENDERS`].
    pub gender: String,
    /// Slug of the region; empty when it can't be read from the residence.
    pub region: String,
    /// `null` when neither experience nor age is said.
    pub seniority: Option<Seniority>,
    pub attitude: Attitude,
    pub avatar_seed: String,
    /// Address of a stored picture; empty for a drawing.
    pub picture: String,
}

/// One wish and what became of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Quota {
    /// `ages`, `domains`, … or the name of a trait.
    pub constraint: String,
    /// `25 to 34`, `law`, `women`.
    pub value: String,
    pub share: f64,
    /// Members wanted, by the largest remainder.
    pub wanted: u32,
    pub got: u32,
    /// People of the pool who would do.
    pub available: u32,
}

/// How even a sample is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Evenness {
    /// Mean over the constraints of the share of members who are in a wrong cell, 0 to 1; 0 is exact.
    pub deviation: f64,
    /// Centred L2 discrepancy (Hickernell 1998) of the members' places on the Big Five, each as a rank
    /// in the pool; lower is more even.
    pub discrepancy: f64,
    /// The same for as many members taken from the pool in its order, to compare with.
    pub plain_discrepancy: f64,
    /// Share of 512 points of that space with a member within 0.25 of it (root mean square), 0 to 1.
    pub coverage: f64,
}

/// A sample of a population.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Sample {
    pub members: Vec<Sampled>,
    pub quotas: Vec<Quota>,
    pub evenness: Evenness,
    /// People of the pool who were left out because they repeat somebody.
    pub duplicates: u32,
    /// People who were compared.
    pub considered: u32,
    /// What the reader should know: shares that the pool can't give, …
    pub notes: Vec<String>,
}
