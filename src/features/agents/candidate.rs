//! Who can be asked onto a panel, as the form for a new simulation lists them: the whole library and the own agents,
//! each in a few words, because their whole personas would be most of a megabyte.

use serde::{Deserialize, Serialize};

use super::types::Persona;

/// One expert to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// `library:<slug>` or `agent:<id>`, as the form sends it.
    pub value: String,
    pub name: String,
    pub profession: String,
    pub archetype: String,
    /// Slug of the domain.
    pub domain: String,
    /// Most important first; for the filter.
    pub expertise: Vec<String>,
    /// Seed of the avatar.
    pub seed: String,
    /// Address of a stored picture; empty for a drawing.
    pub picture: String,
}

impl Candidate {
    /// The few words of a persona.
    pub fn of(value: String, persona: Persona, picture: String) -> Self {
        let seed = persona.seed().to_owned();
        let Persona { name, profession, archetype, domain, expertise, .. } = persona;
        Self { value, name, profession, archetype, domain, expertise, seed, picture }
    }
}
