//! Finding agents, the same for the library and for own ones: a search that follows the typing, facets,
//! orders and kept filters. What is shown stands in the address; without script all of it is links and
//! one form.

mod facets;
mod filters;
mod search;
mod wanted;

pub(super) use facets::{FacetPanel, active_filters};
pub(super) use filters::KeptFilters;
pub(super) use search::{Finder, orders};
pub(super) use wanted::Wanted;
