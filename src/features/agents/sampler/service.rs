//! Draws samples.

use super::types::{Evenness, Quota, Sample, SampleInput, Sampled};
use super::{draw, measure, plan};
use crate::core::format::count;
use crate::core::permission::Permission;
use crate::core::{AppError, Result};
use crate::features::agents::facets::region;
use crate::features::agents::panel::facets::{attitude, traits};
use crate::features::agents::panel::pool::{self, Person};
use crate::features::agents::panel::twins::Twins;
use crate::features::agents::types::{DOMAINS, Persona, Seniority};
use crate::server::ctx::Ctx;

/// Own agents that are looked at, the newest.
const MAX_OWN: u32 = 1000;

/// A sample of the pool.
pub async fn sample(ctx: &Ctx, input: SampleInput) -> Result<Sample> {
    let ws = ctx.require(Permission::Read)?;
    input.validate()?;
    known_domains(&input)?;
    let everybody = pool::for_sample(ctx, &ws, input.pool, MAX_OWN).await?;
    if everybody.is_empty() {
        return Err(pool::nobody());
    }
    let considered = everybody.len();
    let people = without_repeats(everybody);
    let size = usize::from(input.size);
    if people.len() < size {
        return Err(AppError::field(
            "size",
            format!(
                "This pool has only {}. Ask for at most {}, or choose a larger pool.",
                count(people.len(), "person", "different people"),
                people.len()
            ),
        ));
    }
    let personas: Vec<&Persona> = people.iter().map(|person| person.persona.as_ref()).collect();
    let dimensions = plan::dimensions(&input.constraints, &personas, u32::from(input.size));
    let ranks = measure::ranks(&personas.iter().map(|p| traits(p.big_five)).collect::<Vec<_>>());
    let chosen = draw::draw(&dimensions, &ranks, size, input.seed);
    let quotas = quotas(&dimensions, &chosen);
    let notes = notes(&quotas);
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    Ok(Sample {
        members: chosen.iter().filter_map(|place| people.get(*place)).map(sampled).collect(),
        evenness: evenness(&dimensions, &ranks, &chosen),
        quotas,
        duplicates: number(considered - people.len()),
        considered: number(considered),
        notes,
    })
}

/// A domain that is misspelt would be a share that nobody can meet.
fn known_domains(input: &SampleInput) -> Result<()> {
    let is_known = |slug: &str| slug == "general" || DOMAINS.iter().any(|(known, _)| *known == slug);
    match input.constraints.domains.iter().find(|share| !is_known(&share.value)) {
        Some(share) => Err(AppError::field("constraints.domains", format!("There is no domain “{}”.", share.value))),
        None => Ok(()),
    }
}

fn without_repeats(people: Vec<Person>) -> Vec<Person> {
    let personas: Vec<&Persona> = people.iter().map(|person| person.persona.as_ref()).collect();
    let gone = Twins::among(&personas).repeats(people.len());
    people.into_iter().enumerate().filter(|(place, _)| !gone.contains(place)).map(|(_, person)| person).collect()
}

fn sampled(person: &Person) -> Sampled {
    let p = &person.persona;
    Sampled {
        value: person.value.clone(),
        name: p.name.clone(),
        profession: p.profession.clone(),
        domain: p.domain.clone(),
        age: p.age,
        gender: plan::gender(p).to_owned(),
        region: region(&p.residence).unwrap_or_default().to_owned(),
        seniority: Seniority::of(p),
        attitude: attitude(&p.stance),
        avatar_seed: person.seed(),
        picture: person.picture.clone(),
    }
}

fn quotas(dimensions: &[plan::Dimension], chosen: &[usize]) -> Vec<Quota> {
    let of = |dimension: &plan::Dimension| -> Vec<Quota> {
        let cells = dimension.cells.iter().enumerate();
        cells
            .map(|(place, cell)| Quota {
                constraint: dimension.name.clone(),
                value: cell.value.clone(),
                share: cell.share,
                wanted: cell.wanted,
                got: u32::try_from(measure::got(dimension, place, chosen)).unwrap_or(u32::MAX),
                available: cell.available,
            })
            .collect()
    };
    dimensions.iter().flat_map(of).collect()
}

/// What could not be met, and why.
fn notes(quotas: &[Quota]) -> Vec<String> {
    let mut notes: Vec<String> = quotas
        .iter()
        .filter(|quota| quota.available < quota.wanted)
        .map(|q| format!("{}, {}: {} are wanted and the pool has only {}.", q.constraint, q.value, q.wanted, q.available))
        .collect();
    let missed: Vec<String> = quotas
        .iter()
        .filter(|quota| quota.got != quota.wanted && quota.available >= quota.wanted)
        .map(|q| format!("{} {} ({} instead of {})", q.constraint, q.value, q.got, q.wanted))
        .collect();
    if !missed.is_empty() {
        notes.push(format!(
            "Not all shares were met together with this pool: {}. Loosen one of them, ask for fewer members, or choose a larger pool.",
            missed.join("; ")
        ));
    }
    notes
}

fn evenness(dimensions: &[plan::Dimension], ranks: &[draw::Ranks], chosen: &[usize]) -> Evenness {
    let points: Vec<draw::Ranks> = chosen.iter().filter_map(|place| ranks.get(*place)).copied().collect();
    let plain: Vec<draw::Ranks> = ranks.iter().take(chosen.len()).copied().collect();
    let round = |value: f64| (value * 1000.0).round() / 1000.0;
    Evenness {
        deviation: round(measure::deviation(dimensions, chosen)),
        discrepancy: round(measure::discrepancy(&points)),
        plain_discrepancy: round(measure::discrepancy(&plain)),
        coverage: round(measure::coverage(&points)),
    }
}
