//! Colloquy: put a question to a panel of simulated experts, watch and steer the conversation,
//! turn it into documents with evidence. One crate, two builds: the server (`ssr`) and the browser
//! client (`hydrate`). ARCHITECTURE.md has the map and the invariants.
#![recursion_limit = "512"]

pub mod app;
pub mod core;
pub mod features;
pub mod ui;

#[cfg(feature = "ssr")]
pub mod server;
#[cfg(test)]
#[cfg(feature = "ssr")]
mod tests;

/// Entry point of the browser client: takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
    ui::browser::mark_hydrated();
}
