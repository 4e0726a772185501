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

/// The database makes and drops many small objects on every thread.
#[cfg(feature = "ssr")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Entry point of the browser client: takes over the page that the server rendered, as soon as its code is there.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let context = std::rc::Rc::new(std::cell::OnceCell::new());
        let kept = context.clone();
        let app = move || {
            let _ = kept.set(leptos::prelude::Owner::current_shared_context());
            app::App()
        };
        leptos::mount::hydrate_from_async(leptos::tachys::dom::body(), app).await.forget();
        // Leptos looks for the context where it isn't any more after waiting.
        if let Some(Some(context)) = context.get() {
            context.hydration_complete();
        }
        ui::browser::mark_hydrated();
    });
}
