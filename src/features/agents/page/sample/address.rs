//! What the address of the sample page asks for. Shares are per cents; bands and domains stand one in a
//! line, for example `18-34 30` or `law 20`.

use leptos_router::params::ParamsMap;

use crate::core::error::Fields;
use crate::core::{AppError, Result};
use crate::features::agents::page::param;
use crate::features::agents::panel::types::Pool;
use crate::features::agents::sampler::types::{AgeBand, Constraints, GENDERS, SampleInput, Share, TraitBand, USUAL_MEMBERS};
use crate::features::agents::types::{REGIONS, SENIORITIES};

/// The attitudes with their labels.
pub(super) const ATTITUDES: [(&str, &str); 3] =
    [("welcomes", "Welcome change"), ("weighs", "Set conditions"), ("resists", "Resist change")];

/// Texts of the form, as the address has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Whether the form was sent.
    pub asked: bool,
    pub size: String,
    pub seed: String,
    pub pool: Pool,
    pub ages: String,
    pub domains: String,
    pub traits: String,
    /// Name of a share and its per cents.
    pub shares: Vec<(String, String)>,
}

/// Names of the fields that hold one share each.
fn share_names() -> impl Iterator<Item = &'static str> {
    GENDERS.into_iter().chain(REGIONS.map(|(name, _)| name)).chain(SENIORITIES.map(|(name, _)| name)).chain(ATTITUDES.map(|(name, _)| name))
}

impl Wanted {
    pub fn read(query: &ParamsMap) -> Self {
        let or = |name: &str, usual: &str| Some(param(query, name)).filter(|text| !text.is_empty()).unwrap_or_else(|| usual.to_owned());
        Self {
            asked: query.get("size").is_some(),
            size: or("size", &USUAL_MEMBERS.to_string()),
            seed: or("seed", "1"),
            pool: Pool::read(&param(query, "pool")),
            ages: param(query, "ages"),
            domains: param(query, "domains"),
            traits: param(query, "traits"),
            shares: share_names().map(|name| (name.to_owned(), param(query, name))).collect(),
        }
    }

    /// Per cents of one share.
    pub fn share(&self, name: &str) -> String {
        self.shares.iter().find(|(known, _)| known == name).map(|(_, text)| text.clone()).unwrap_or_default()
    }

    /// The wish, or every field that can't be read.
    pub fn input(&self) -> Result<SampleInput> {
        let mut wrong = Fields::new();
        let mut bad = |field: &str, text: String| wrong.entry(field.to_owned()).or_default().push(text);
        let size = self.size.parse().unwrap_or_else(|_| {
            bad("size", "Must be between 1 and 200.".to_owned());
            USUAL_MEMBERS
        });
        let seed = self.seed.parse().unwrap_or_else(|_| {
            bad("seed", "This is not a number.".to_owned());
            1
        });
        let mut named = |names: &[&str], field: &str| {
            let mut shares = Vec::new();
            for name in names {
                match per_cent(&self.share(name)) {
                    Some(None) => {}
                    Some(Some(share)) => shares.push(Share { value: (*name).to_owned(), share }),
                    None => bad(field, format!("“{}” is no number of per cents.", self.share(name))),
                }
            }
            shares
        };
        let genders = named(&GENDERS, "constraints.genders");
        let regions = named(&REGIONS.map(|(name, _)| name), "constraints.regions");
        let seniorities = named(&SENIORITIES.map(|(name, _)| name), "constraints.seniorities");
        let attitudes = named(&ATTITUDES.map(|(name, _)| name), "constraints.attitudes");
        let mut lines = |text: &str, field: &str, hint: &str| {
            let mut found = Vec::new();
            for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                match read_line(line) {
                    Some(read) => found.push(read),
                    None => bad(field, format!("“{line}” can't be read. {hint}")),
                }
            }
            found
        };
        let domains = lines(&self.domains, "constraints.domains", "Write a domain and its per cents: law 20.");
        let age_lines = lines(&self.ages, "constraints.ages", "Write two ages and per cents: 18-34 30.");
        let trait_lines = lines(&self.traits, "constraints.traits", "Write a trait, two values and per cents: openness 60-100 50.");
        let domains = domains.into_iter().map(|(value, share)| Share { value, share }).collect();
        let mut ages = Vec::new();
        for (value, share) in age_lines {
            match band(&value) {
                Some((from, to)) => ages.push(AgeBand { from, to, share }),
                None => bad("constraints.ages", format!("“{value}” is no band. Write two ages: 18-34.")),
            }
        }
        let mut traits = Vec::new();
        for (value, share) in trait_lines {
            match value.rsplit_once(' ').and_then(|(name, text)| Some((name.trim().to_owned(), band(text)?))) {
                Some((name, (from, to))) => traits.push(TraitBand { name, from, to, share }),
                None => bad("constraints.traits", format!("“{value}” can't be read. Write a trait and two values: openness 60-100.")),
            }
        }
        if !wrong.is_empty() {
            return Err(AppError::validation(wrong));
        }
        let constraints = Constraints { ages, domains, regions, seniorities, genders, attitudes, traits };
        let input = SampleInput { size, seed, pool: self.pool, constraints };
        input.validate()?;
        Ok(input)
    }
}

/// Per cents as a share; nothing written is nothing asked.
fn per_cent(text: &str) -> Option<Option<f64>> {
    let text = text.trim().trim_end_matches('%').trim();
    if text.is_empty() {
        return Some(None);
    }
    text.replace(',', ".").parse::<f64>().ok().filter(|value| value.is_finite()).map(|value| Some(value / 100.0))
}

/// What stands before the last word, and the last word as a share.
fn read_line(line: &str) -> Option<(String, f64)> {
    let (what, number) = line.trim_end_matches('%').trim_end().rsplit_once([' ', ':', '\t'])?;
    let share = per_cent(number)??;
    Some((what.trim().trim_end_matches(':').trim().to_lowercase(), share))
}

/// `18-34`, also with another dash.
fn band(text: &str) -> Option<(u8, u8)> {
    let (from, to) = text.split_once(['-', '–'])?;
    Some((from.trim().parse().ok()?, to.trim().parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&'static str, &str)]) -> Result<SampleInput> {
        let mut map = ParamsMap::new();
        pairs.iter().for_each(|(name, value)| map.insert(*name, (*value).to_owned()));
        Wanted::read(&map).input()
    }

    #[test]
    fn lines_and_numbers_become_constraints() {
        let input = read(&[
            ("size", "40"),
            ("women", "50"),
            ("asia", "12,5 %"),
            ("ages", "18-34 30\n35–54: 40 %"),
            ("domains", "Law 20"),
            ("traits", "openness 60-100 50"),
        ]);
        let input = input.unwrap();
        let c = &input.constraints;
        assert_eq!((input.size, c.genders.len(), c.regions[0].share), (40, 1, 0.125));
        assert_eq!(c.ages, [AgeBand { from: 18, to: 34, share: 0.3 }, AgeBand { from: 35, to: 54, share: 0.4 }]);
        assert_eq!((c.domains[0].value.as_str(), c.traits[0].name.as_str(), c.traits[0].from), ("law", "openness", 60));
    }

    #[test]
    fn every_field_that_cannot_be_read_is_named() {
        let error =
            read(&[("size", "many"), ("seed", "x"), ("men", "half"), ("ages", "young 30\n18-34"), ("traits", "charm")]).unwrap_err();
        let named: Vec<&str> = error.fields.keys().map(String::as_str).collect();
        assert_eq!(named, ["constraints.ages", "constraints.genders", "constraints.traits", "seed", "size"]);
        assert_eq!(error.fields["constraints.ages"].len(), 2);
    }
}
