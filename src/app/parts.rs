//! The pages in parts: the browser loads the code of a part when it comes to the first page of it.
//!
//! With the feature `split`, which release builds have, each part is a WebAssembly file of its own. Without it the
//! same code is linked into the one file, so that what a developer builds and tests differs in nothing but the loading.

use leptos::prelude::*;
use leptos_router::{Lazy, LazyRoute};

#[cfg(all(feature = "split", target_arch = "wasm32"))]
use crate::ui::EmptyState;

/// The view of a route.
pub fn page<P: LazyRoute>() -> Lazy<P> {
    Lazy::new()
}

/// Fetches the other parts when the first page has come to rest, so that no later page waits for its code, also when
/// the connection or the release changes in between. Runs in the browser only.
pub fn load_ahead() {
    #[cfg(all(feature = "split", target_arch = "wasm32"))]
    Effect::new(|_| {
        let fetch = || {
            wasm_bindgen_futures::spawn_local(async {
                simulations::RoomPage::preload().await;
                planning::SimulationsPage::preload().await;
                agents::AgentsPage::preload().await;
                documents::DocumentsPage::preload().await;
                settings::ProfilePage::preload().await;
            });
        };
        set_timeout(fetch, std::time::Duration::from_secs(2));
    });
}

/// Loads the page anew, unless that was tried in the last minute or there is no connection.
#[cfg(all(feature = "split", target_arch = "wasm32"))]
fn reload_once() {
    const TRIED: &str = "colloquy-reloaded";
    let Ok(Some(memory)) = window().session_storage() else { return };
    let (now, before) = (js_sys::Date::now(), memory.get_item(TRIED).ok().flatten().and_then(|text| text.parse::<f64>().ok()));
    if window().navigator().on_line() && before.is_none_or(|before| now - before > 60_000.0) {
        let _ = memory.set_item(TRIED, &now.to_string());
        let _ = window().location().reload();
    }
}

/// What stands for a page whose code can't be loaded. A page that the server has just sent stays as it is, with forms
/// that work without script, and is loaded once more when there is a connection.
#[cfg(all(feature = "split", target_arch = "wasm32"))]
async fn missing() -> AnyView {
    if document().document_element().is_none_or(|root| !root.has_attribute("data-hydrated")) {
        reload_once();
        return std::future::pending().await;
    }
    let here = leptos_router::hooks::use_location();
    let address = move || match here.search.get() {
        search if search.is_empty() => here.pathname.get(),
        search => format!("{}?{}", here.pathname.get(), search.trim_start_matches('?')),
    };
    view! {
        <EmptyState icon="alert" title="This page could not be loaded" body="Check the connection, then load it again.">
            <a class="ui-btn" data-variant="primary" data-size="md" href=address rel="external">"Load the page"</a>
        </EmptyState>
    }
    .into_any()
}

/// A part with its pages: a route type for each, all behind one function, which is where the code is split.
macro_rules! part {
    ($(#[$doc:meta])* $part:ident { $($page:ident = $view:path,)* }) => {
        $(#[$doc])*
        pub mod $part {
            use super::*;

            #[derive(Clone, Copy)]
            enum Page {
                $($page,)*
            }

            fn view_of(page: Page) -> AnyView {
                match page {
                    $(Page::$page => $view().into_any(),)*
                }
            }

            #[cfg(all(feature = "split", target_arch = "wasm32"))]
            #[leptos::wasm_split::wasm_split($part, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
            fn load(page: Page) -> Result<AnyView, leptos::wasm_split::SplitLoaderError> {
                Ok(view_of(page))
            }

            #[cfg(all(feature = "split", target_arch = "wasm32"))]
            async fn show(page: Page) -> AnyView {
                match load(page).await {
                    Ok(view) => view,
                    Err(_) => missing().await,
                }
            }

            #[cfg(not(all(feature = "split", target_arch = "wasm32")))]
            async fn show(page: Page) -> AnyView {
                #[cfg(feature = "split")]
                leptos::prefetch_lazy_fn_on_server(stringify!($part));
                view_of(page)
            }

            $(
                /// A page of this part.
                pub struct $page;

                impl LazyRoute for $page {
                    fn data() -> Self {
                        Self
                    }

                    async fn view(_: Self) -> AnyView {
                        show(Page::$page).await
                    }

                    #[cfg(all(feature = "split", target_arch = "wasm32"))]
                    async fn preload() {
                        // What can't be fetched ahead is fetched when it is needed.
                        let _ = fetch().await;
                    }
                }
            )*
        }
    };
}

part! {
    /// Agents, the library, panels.
    agents {
        LibraryPage = crate::features::agents::page::LibraryPage,
        LibraryAgentPage = crate::features::agents::page::LibraryAgentPage,
        AgentsPage = crate::features::agents::page::AgentsPage,
        ShelfPage = crate::features::agents::page::ShelfPage,
        NewAgentPage = crate::features::agents::page::NewAgentPage,
        PanelPage = crate::features::agents::page::PanelPage,
        SamplePage = crate::features::agents::page::SamplePage,
        ImportAgentsPage = crate::features::agents::page::ImportAgentsPage,
        AgentPage = crate::features::agents::page::AgentPage,
        EditAgentPage = crate::features::agents::page::EditAgentPage,
        MergeAgentPage = crate::features::agents::page::MergeAgentPage,
        AgentHistoryPage = crate::features::agents::page::AgentHistoryPage,
        DeleteAgentPage = crate::features::agents::page::DeleteAgentPage,
    }
}

part! {
    /// A simulation: the room, and what is made of a conversation.
    simulations {
        SharedPage = crate::features::simulations::page::SharedPage,
        ComparePage = crate::features::simulations::page::ComparePage,
        RoomPage = crate::features::simulations::page::RoomPage,
        LineView = crate::features::simulations::page::LineView,
        ReplayPage = crate::features::simulations::page::ReplayPage,
        SharingPage = crate::features::simulations::page::SharingPage,
        TranslationPage = crate::features::simulations::page::TranslationPage,
    }
}

part! {
    /// Before and around simulations: the list, a new one, scenarios, the check of a transcript.
    planning {
        SimulationsPage = crate::features::simulations::page::SimulationsPage,
        NewSimulationPage = crate::features::simulations::page::NewSimulationPage,
        ImportSimulationPage = crate::features::simulations::page::ImportSimulationPage,
        SelectionPage = crate::features::simulations::page::SelectionPage,
        ScenariosPage = crate::features::simulations::page::scenarios::ScenariosPage,
        NewScenarioPage = crate::features::simulations::page::scenarios::NewScenarioPage,
        EditScenarioPage = crate::features::simulations::page::scenarios::EditScenarioPage,
        DeleteScenarioPage = crate::features::simulations::page::scenarios::DeleteScenarioPage,
        DeleteSimulationPage = crate::features::simulations::page::DeleteSimulationPage,
        CheckPage = crate::features::simulations::page::CheckPage,
    }
}

part! {
    /// Documents.
    documents {
        DocumentsPage = crate::features::documents::page::DocumentsPage,
        NewDocumentPage = crate::features::documents::page::NewDocumentPage,
        DocumentPage = crate::features::documents::page::DocumentPage,
        EditDocumentPage = crate::features::documents::page::EditDocumentPage,
        DeleteDocumentPage = crate::features::documents::page::DeleteDocumentPage,
    }
}

part! {
    /// The ways in: what somebody sees who is not signed in yet.
    entrance {
        LoginPage = crate::features::auth::page::LoginPage,
        RegisterPage = crate::features::auth::page::RegisterPage,
        ForgotPage = crate::features::auth::page::ForgotPage,
        ResetPage = crate::features::auth::page::ResetPage,
        InvitationPage = crate::features::workspaces::page::InvitationPage,
        SetupPage = crate::features::admin::page::SetupPage,
    }
}

part! {
    /// The account, the workspace, the installation.
    settings {
        JobsPage = crate::features::jobs::page::JobsPage,
        WorkspacesPage = crate::features::workspaces::page::WorkspacesPage,
        WorkspaceSettingsPage = crate::features::workspaces::page::WorkspaceSettingsPage,
        ProfilePage = crate::features::auth::page::ProfilePage,
        VerifyPage = crate::features::auth::page::VerifyPage,
        PasswordPage = crate::features::auth::page::PasswordPage,
        SessionsPage = crate::features::auth::page::SessionsPage,
        PasskeysPage = crate::features::auth::page::PasskeysPage,
        MyDataPage = crate::features::account::page::MyDataPage,
        DeleteAccountPage = crate::features::account::page::DeleteAccountPage,
        KeysPage = crate::features::keys::page::KeysPage,
        ActivityPage = crate::features::audit::page::ActivityPage,
        UsersPage = crate::features::admin::page::UsersPage,
        AuditPage = crate::features::audit::page::AuditPage,
    }
}

part! {
    /// Every component in every state, for developers.
    design {
        DesignPage = crate::features::home::DesignPage,
    }
}
