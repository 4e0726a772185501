//! A panel for a question: who has something to say on it (`bm25`), and who sees it differently from
//! the others (`facets`, `choose`), with a figure for how much of the field the panel covers and a
//! sentence for every seat (`explain`). The same question and pool give the same panel.

#[cfg(feature = "ssr")]
mod bm25;
#[cfg(feature = "ssr")]
mod choose;
#[cfg(feature = "ssr")]
mod explain;
#[cfg(feature = "ssr")]
pub mod facets;
#[cfg(feature = "ssr")]
pub mod pool;
#[cfg(feature = "ssr")]
mod refine;
pub mod rpc;
#[cfg(feature = "ssr")]
pub mod service;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;
#[cfg(feature = "ssr")]
pub mod twins;
pub mod types;
