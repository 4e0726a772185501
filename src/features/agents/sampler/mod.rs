//! Samples of a population: so many agents with given shares of ages, domains, regions, seniorities, genders
//! and traits, and spread evenly over the rest.
//!
//! Points of a Sobol sequence (`sobol`) say what the next member should be like, as in Concordia's
//! persona generators; the nearest agent that is left takes the place (`draw`), and exchanges bring the
//! shares as close as the pool allows. `measure` says how even the result is. The same seed, pool and
//! constraints give the same sample.

#[cfg(feature = "ssr")]
mod draw;
#[cfg(feature = "ssr")]
mod measure;
#[cfg(feature = "ssr")]
mod plan;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(feature = "ssr")]
mod sobol;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
pub mod types;
