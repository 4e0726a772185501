//! Suggests panels.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::bm25::{self, Doc};
use super::choose::Field;
use super::explain::{self, Member};
use super::facets::Profile;
use super::pool::{self, Person};
use super::refine;
use super::twins::Twins;
use super::types::{Alternative, Coverage, Panel, PanelInput, Seat};
use crate::core::Result;
use crate::core::permission::Permission;
use crate::features::agents::library;
use crate::features::agents::types::Persona;
use crate::server::ctx::Ctx;

/// The built-in agents as documents, by slug with its prefix: they never change.
static BUILT_IN: LazyLock<HashMap<String, Doc>> =
    LazyLock::new(|| library::all().iter().map(|agent| (format!("library:{}", agent.slug), Doc::of(&agent.persona))).collect());

/// Everybody who was compared, measured.
struct Measured {
    people: Vec<Person>,
    profiles: Vec<Profile>,
    relevance: Vec<f64>,
    twins: Twins,
    terms: Vec<String>,
}

/// A panel for a question.
pub async fn suggest(ctx: &Ctx, input: PanelInput) -> Result<Panel> {
    let ws = ctx.require(Permission::Read)?;
    input.validate()?;
    let terms = bm25::question_terms(&input.question);
    let named = [input.locked.as_slice(), &input.seated].concat();
    let people = pool::for_question(ctx, &ws, input.pool, &terms, &named).await?;
    if people.is_empty() {
        return Err(pool::nobody());
    }
    let measured = Measured::new(people, terms);
    let (locked, fixed) = (measured.places(&input.locked), measured.places(&named));
    let free: Vec<usize> = measured.free(&input.excluded);
    let seats = usize::from(input.size);
    let field = Field::new(&measured.profiles, &measured.relevance, seats);
    let twin = |one: usize, other: usize| measured.twins.are(one, other);
    let mut chosen = field.fill(&fixed, &free, &twin);
    let can_refine = refine::is_available(ctx);
    let mut refined = false;
    if input.refine && can_refine && chosen.len() > fixed.len() {
        ctx.state.limits.check_model_call(&ctx.user_id()?)?;
        if let Some(better) = measured.refine(ctx, &input.question, &fixed, &free, &chosen).await {
            chosen = better;
            refined = true;
        }
    }
    let notes = measured.notes(&input, chosen.len(), refined, can_refine);
    let members = (0..chosen.len()).map(|seat| measured.seat(&field, &chosen, seat, locked.len(), &free)).collect();
    let considered = u32::try_from(measured.people.len()).unwrap_or(u32::MAX);
    Ok(Panel { members, coverage: rounded(field.coverage(&chosen)), considered, refined, can_refine, notes })
}

impl Measured {
    fn new(people: Vec<Person>, terms: Vec<String>) -> Self {
        let (relevance, twins, profiles) = {
            let is_own = |person: &&Person| !BUILT_IN.contains_key(&person.value);
            let own: HashMap<&str, Doc> =
                people.iter().filter(is_own).map(|person| (person.value.as_str(), Doc::of(&person.persona))).collect();
            let nothing = Doc::default();
            let doc = |person: &Person| BUILT_IN.get(&person.value).or_else(|| own.get(person.value.as_str())).unwrap_or(&nothing);
            let docs: Vec<&Doc> = people.iter().map(doc).collect();
            let personas: Vec<&Persona> = people.iter().map(|person| person.persona.as_ref()).collect();
            let profiles: Vec<Profile> = personas.iter().map(|p| Profile::of(p)).collect();
            (bm25::relevance(&terms, &docs), Twins::among(&personas), profiles)
        };
        Self { people, profiles, relevance, twins, terms }
    }

    /// Places of the named people, each once, in the order of the names.
    fn places(&self, named: &[String]) -> Vec<usize> {
        let mut places = Vec::new();
        for value in named {
            let found = self.people.iter().position(|person| person.value == *value).filter(|place| !places.contains(place));
            places.extend(found);
        }
        places
    }

    fn free(&self, excluded: &[String]) -> Vec<usize> {
        self.people.iter().enumerate().filter(|(_, person)| !excluded.contains(&person.value)).map(|(place, _)| place).collect()
    }

    /// Asks the model; the shortlist is what the computed choice would take with more seats.
    async fn refine(&self, ctx: &Ctx, question: &str, fixed: &[usize], free: &[usize], chosen: &[usize]) -> Option<Vec<usize>> {
        let seats = chosen.len() - fixed.len();
        let wide = Field::new(&self.profiles, &self.relevance, fixed.len() + seats * refine::SHORTLIST);
        let long = wide.fill(fixed, free, &|one, other| self.twins.are(one, other));
        let person = |place: &usize| self.people.get(*place);
        let shortlist: Vec<(usize, &Person)> = long.iter().skip(fixed.len()).filter_map(|place| Some((*place, person(place)?))).collect();
        let seated: Vec<&Person> = fixed.iter().filter_map(person).collect();
        let found = refine::choose(ctx, question, &seated, &shortlist, seats).await?;
        Some([fixed, &found].concat())
    }

    fn member(&self, place: usize) -> Option<Member<'_>> {
        Some(Member { persona: self.people.get(place)?.persona.as_ref(), profile: self.profiles.get(place)? })
    }

    fn seat(&self, field: &Field<'_>, chosen: &[usize], seat: usize, locked: usize, free: &[usize]) -> Seat {
        let place = chosen.get(seat).copied().unwrap_or_default();
        let others: Vec<Member<'_>> = chosen.iter().filter(|other| **other != place).filter_map(|other| self.member(*other)).collect();
        let reason = self.member(place).map(|member| explain::reason(member, &others, &self.terms)).unwrap_or_default();
        let locked = seat < locked;
        let twin = |one: usize, other: usize| self.twins.are(one, other);
        let alternatives = if locked { Vec::new() } else { field.alternatives(chosen, seat, free, &twin) };
        let mut made = Seat { locked, reason, ..self.described(place) };
        made.alternatives = alternatives.into_iter().filter_map(|(place, coverage)| self.alternative(place, coverage)).collect();
        made
    }

    /// Who sits there.
    fn described(&self, place: usize) -> Seat {
        let nobody = Persona::default();
        let person = self.people.get(place);
        let p = person.map_or(&nobody, |person| person.persona.as_ref());
        let profile = self.profiles.get(place).cloned().unwrap_or_else(|| Profile::of(p));
        Seat {
            value: person.map(|person| person.value.clone()).unwrap_or_default(),
            name: p.name.clone(),
            profession: p.profession.clone(),
            archetype: p.archetype.clone(),
            domain: p.domain.clone(),
            attitude: profile.attitude,
            seniority: profile.seniority,
            stance: p.stance.clone(),
            avatar_seed: person.map(Person::seed).unwrap_or_default(),
            picture: person.map(|person| person.picture.clone()).unwrap_or_default(),
            relevance: round(self.relevance.get(place).copied().unwrap_or(0.0)),
            locked: false,
            reason: String::new(),
            alternatives: Vec::new(),
        }
    }

    fn alternative(&self, place: usize, coverage: Coverage) -> Option<Alternative> {
        let person = self.people.get(place)?;
        Some(Alternative {
            value: person.value.clone(),
            name: person.persona.name.clone(),
            profession: person.persona.profession.clone(),
            domain: person.persona.domain.clone(),
            coverage: round(coverage.total),
        })
    }

    fn notes(&self, input: &PanelInput, seated: usize, refined: bool, can_refine: bool) -> Vec<String> {
        let mut notes = Vec::new();
        if seated < usize::from(input.size) {
            notes.push(format!(
                "Only {seated} of {} seats are taken: nobody else in this pool is left. Choose a larger pool, or rule out fewer people.",
                input.size
            ));
        }
        if seated > 0 && self.relevance.iter().all(|relevance| *relevance == 0.0) {
            notes.push("No word of the question is found with anybody, so this panel is chosen by difference alone. Name the field or the people concerned.".to_owned());
        }
        match (input.refine, refined, can_refine) {
            (true, true, _) => {
                notes.push("The model chose these people among the best of the pool; figures and reasons are computed.".to_owned())
            }
            (true, false, true) => notes.push("The model gave no usable choice, so this is the computed panel.".to_owned()),
            (true, false, false) => notes.push("No model is set up that could choose, so this is the computed panel.".to_owned()),
            (false, ..) => {}
        }
        notes
    }
}

fn rounded(c: Coverage) -> Coverage {
    Coverage {
        total: round(c.total),
        domains: round(c.domains),
        stances: round(c.stances),
        seniorities: round(c.seniorities),
        traits: round(c.traits),
    }
}

/// Three places are more than anybody reads.
fn round(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}
