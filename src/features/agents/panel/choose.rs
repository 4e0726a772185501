//! The choice of a panel: a greedy one that adds whoever raises the objective most, then exchanges of
//! single seats while that helps.
//!
//! The objective is λ · mean relevance of the seats + (1 − λ) · coverage. Both parts are monotone and
//! submodular (coverage is the facility-location form of "who covers this facet best"), so that the
//! greedy panel has at least 1 − 1/e of the best value (Nemhauser, Wolsey and Fisher 1978); the trade
//! of relevance against novelty is that of maximal marginal relevance (Carbonell and Goldstein 1998).
//! Ties go to who stands first in the pool, so that the same pool gives the same panel.

use std::collections::{BTreeMap, BTreeSet};

use super::facets::{POLES, Profile};
use super::types::Coverage;

/// λ: as much relevance as difference.
const RELEVANCE: f64 = 0.5;
/// What a domain is worth beside the relevance of its best agent.
const DOMAIN_FLOOR: f64 = 0.1;
/// Rounds of exchanges; each raises the objective, and few panels need more than two.
const ROUNDS: usize = 4;
/// A gain below this is none.
const EPSILON: f64 = 1e-9;
/// Whom to offer for a seat.
const ALTERNATIVES: usize = 3;

/// Everybody who can be chosen, measured for panels of one size.
pub struct Field<'a> {
    profiles: &'a [Profile],
    relevance: &'a [f64],
    seats: usize,
    /// Number of everybody's domain, and what each domain is worth.
    domains: Vec<usize>,
    worth: Vec<f64>,
    /// The most that `seats` people can reach: worth of domains, attitudes, seniorities, poles.
    most: [f64; 4],
}

impl<'a> Field<'a> {
    /// `relevance` belongs to the profiles in their order, 0 to 1.
    pub fn new(profiles: &'a [Profile], relevance: &'a [f64], seats: usize) -> Self {
        let names: BTreeSet<&str> = profiles.iter().map(|profile| profile.domain.as_str()).collect();
        let numbers: BTreeMap<&str, usize> = names.into_iter().enumerate().map(|(number, name)| (name, number)).collect();
        let domains: Vec<usize> =
            profiles.iter().map(|profile| numbers.get(profile.domain.as_str()).copied().unwrap_or_default()).collect();
        let mut worth = vec![DOMAIN_FLOOR; numbers.len()];
        for (domain, relevance) in domains.iter().zip(relevance) {
            if let Some(best) = worth.get_mut(*domain) {
                *best = best.max(relevance + DOMAIN_FLOOR);
            }
        }
        let mut best = worth.clone();
        best.sort_by(|a, b| b.total_cmp(a));
        let attitudes: BTreeSet<_> = profiles.iter().map(|profile| profile.attitude).collect();
        let seniorities: BTreeSet<_> = profiles.iter().filter_map(|profile| profile.seniority).collect();
        let poles: BTreeSet<_> = profiles.iter().flat_map(|profile| &profile.poles).collect();
        let most = [
            best.iter().take(seats).sum(),
            attitudes.len().min(seats) as f64,
            seniorities.len().min(seats) as f64,
            poles.len().min(seats * POLES / 2) as f64,
        ];
        Self { profiles, relevance, seats, domains, worth, most }
    }

    /// What these people cover.
    pub fn coverage(&self, chosen: &[usize]) -> Coverage {
        let people = || chosen.iter().filter_map(|place| self.profiles.get(*place));
        let mut seen: Vec<usize> = Vec::with_capacity(chosen.len());
        for domain in chosen.iter().filter_map(|place| self.domains.get(*place)) {
            if !seen.contains(domain) {
                seen.push(*domain);
            }
        }
        let worth: f64 = seen.iter().filter_map(|domain| self.worth.get(*domain)).sum();
        let (mut attitudes, mut seniorities, mut poles) = (0_u32, 0_u32, 0_u32);
        for person in people() {
            attitudes |= 1_u32 << (person.attitude as u32);
            seniorities |= person.seniority.map_or(0, |seniority| 1_u32 << (seniority as u32));
            poles = person.poles.iter().fold(poles, |bits, pole| bits | (1_u32 << *pole));
        }
        let share = |part: f64, of: f64| if of > 0.0 { (part / of).min(1.0) } else { 1.0 };
        let bits = |bits: u32| f64::from(bits.count_ones());
        let [most_worth, most_attitudes, most_seniorities, most_poles] = self.most;
        let (domains, stances) = (share(worth, most_worth), share(bits(attitudes), most_attitudes));
        let (seniorities, traits) = (share(bits(seniorities), most_seniorities), share(bits(poles), most_poles));
        Coverage { total: (domains + stances + seniorities + traits) / 4.0, domains, stances, seniorities, traits }
    }

    fn value(&self, chosen: &[usize]) -> f64 {
        let relevance: f64 = chosen.iter().filter_map(|place| self.relevance.get(*place)).sum();
        RELEVANCE * relevance / self.seats.max(1) as f64 + (1.0 - RELEVANCE) * self.coverage(chosen).total
    }

    /// Fills the seats: first who is fixed, then whoever adds most. Only people of `free` are added,
    /// and nobody who is a `twin` of somebody on the panel.
    pub fn fill(&self, fixed: &[usize], free: &[usize], twin: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
        let mut chosen = fixed.to_vec();
        while chosen.len() < self.seats {
            let Some(next) = self.best(&chosen, free, twin).into_iter().next() else { break };
            chosen.push(next.1);
        }
        self.exchange(&mut chosen, fixed.len(), free, twin);
        chosen
    }

    /// Replaces single seats while that raises the objective.
    fn exchange(&self, chosen: &mut [usize], fixed: usize, free: &[usize], twin: &dyn Fn(usize, usize) -> bool) {
        for _ in 0..ROUNDS {
            let mut changed = false;
            for seat in fixed..chosen.len() {
                let before = self.value(chosen);
                let others = without(chosen, seat);
                let better = self.best(&others, free, twin).into_iter().next().filter(|(value, _)| *value > before + EPSILON);
                if let (Some((_, person)), Some(place)) = (better, chosen.get_mut(seat)) {
                    *place = person;
                    changed = true;
                }
            }
            if !changed {
                return;
            }
        }
    }

    /// Whom else a seat could have, with the coverage of the panel after the swap.
    pub fn alternatives(
        &self,
        chosen: &[usize],
        seat: usize,
        free: &[usize],
        twin: &dyn Fn(usize, usize) -> bool,
    ) -> Vec<(usize, Coverage)> {
        let others = without(chosen, seat);
        let now = chosen.get(seat).copied();
        let found = self.best(&others, free, twin).into_iter().filter(|(_, person)| Some(*person) != now).take(ALTERNATIVES);
        found.map(|(_, person)| (person, self.coverage(&[others.as_slice(), &[person]].concat()))).collect()
    }

    /// Who could be added, best first, each with the value of the panel then.
    fn best(&self, chosen: &[usize], free: &[usize], twin: &dyn Fn(usize, usize) -> bool) -> Vec<(f64, usize)> {
        let mut with = chosen.to_vec();
        let mut found: Vec<(f64, usize)> = Vec::with_capacity(free.len());
        for person in free {
            if chosen.contains(person) || chosen.iter().any(|other| twin(*other, *person)) {
                continue;
            }
            with.push(*person);
            found.push((self.value(&with), *person));
            with.pop();
        }
        // Stable: equal values stay in the order of the pool.
        found.sort_by(|a, b| b.0.total_cmp(&a.0));
        found
    }
}

fn without(chosen: &[usize], seat: usize) -> Vec<usize> {
    chosen.iter().enumerate().filter(|(place, _)| *place != seat).map(|(_, person)| *person).collect()
}
