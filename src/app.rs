//! The document around every page, and the table of pages.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::features::home::{self, address, request};
use crate::features::{account, admin, agents, audit, auth, documents, jobs, keys, simulations, workspaces};
use crate::ui::{RoutingProgress, browser};

/// Colours of the browser's own bars: the canvas of each theme.
const CANVAS: [(&str, &str); 2] = [("light", "#fafafb"), ("dark", "#0e1014")];

/// The HTML document. Rendered on the server only, outside of what the client takes over, so it
/// may depend on the request: the theme is there before the first paint and without script.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = request::theme();
    let schemes = theme.unwrap_or("light dark");
    let bars = CANVAS
        .into_iter()
        .filter(|(name, _)| theme.is_none_or(|theme| theme == *name))
        .map(|(name, colour)| {
            let media = theme.is_none().then(|| format!("(prefers-color-scheme: {name})"));
            leptos::html::meta().name("theme-color").content(colour).attr("media", media)
        })
        .collect_view();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=schemes/>
                {bars}
                <meta name="description" content="Put a question to a panel of simulated experts, steer the conversation live, and turn it into documents with evidence."/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="manifest" href="/manifest.webmanifest"/>
                <link rel="stylesheet" href="/pkg/colloquy.css"/>
                <AutoReload options=options.clone()/>
                // Deferred, in the order in which they stand.
                <script src="/passkeys.js" defer nonce=leptos::nonce::use_nonce()></script>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body><App/></body>
        </html>
    }
}

/// The application: contexts, routes.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    let (routing, set_is_routing) = signal(false);
    // What a form without script reported stands in the page now; a reload shall not repeat it.
    Effect::new(|_| browser::strip_query(&["__path", "__err"]));
    view! {
        <Title text="Colloquy" formatter=|page: String| address::document_title(&page)/>
        <Router set_is_routing>
            <RoutingProgress active=routing/>
            <PageChange routing/>
            <Routes fallback=home::NotFoundPage>
                <Route path=path!("/") view=home::LandingPage ssr=SsrMode::Async/>
                <Route path=path!("/login") view=auth::page::LoginPage ssr=SsrMode::Async/>
                <Route path=path!("/register") view=auth::page::RegisterPage ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view=auth::page::ForgotPage ssr=SsrMode::Async/>
                <Route path=path!("/reset") view=auth::page::ResetPage ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token") view=workspaces::page::InvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/setup/:token") view=admin::page::SetupPage ssr=SsrMode::Async/>
                <Route path=path!("/shared/:token") view=simulations::page::SharedPage ssr=SsrMode::Async/>
                <Route path=path!("/design") view=home::DesignPage ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=home::AppLayout ssr=SsrMode::Async>
                    <Route path=path!("/home") view=home::HomePage/>
                    <Route path=path!("/search") view=home::SearchPage/>
                    <Route path=path!("/simulations") view=simulations::page::SimulationsPage/>
                    <Route path=path!("/simulations/new") view=simulations::page::NewSimulationPage/>
                    <Route path=path!("/simulations/compare") view=simulations::page::ComparePage/>
                    <Route path=path!("/simulations/import") view=simulations::page::ImportSimulationPage/>
                    <Route path=path!("/simulations/selection") view=simulations::page::SelectionPage/>
                    <Route path=path!("/scenarios") view=simulations::page::scenarios::ScenariosPage/>
                    <Route path=path!("/scenarios/new") view=simulations::page::scenarios::NewScenarioPage/>
                    <Route path=path!("/scenarios/:id/edit") view=simulations::page::scenarios::EditScenarioPage/>
                    <Route path=path!("/scenarios/:id/delete") view=simulations::page::scenarios::DeleteScenarioPage/>
                    <Route path=path!("/simulations/:id") view=simulations::page::RoomPage/>
                    <Route path=path!("/simulations/:id/lines/:seq") view=simulations::page::LineView/>
                    <Route path=path!("/simulations/:id/replay") view=simulations::page::ReplayPage/>
                    <Route path=path!("/simulations/:id/share") view=simulations::page::SharingPage/>
                    <Route path=path!("/simulations/:id/translation") view=simulations::page::TranslationPage/>
                    <Route path=path!("/simulations/:id/delete") view=simulations::page::DeleteSimulationPage/>
                    <Route path=path!("/check") view=simulations::page::CheckPage/>
                    <Route path=path!("/library") view=agents::page::LibraryPage/>
                    <Route path=path!("/library/:slug") view=agents::page::LibraryAgentPage/>
                    <Route path=path!("/agents") view=agents::page::AgentsPage/>
                    <Route path=path!("/agents/saved") view=agents::page::ShelfPage/>
                    <Route path=path!("/agents/new") view=agents::page::NewAgentPage/>
                    <Route path=path!("/agents/panel") view=agents::page::PanelPage/>
                    <Route path=path!("/agents/sample") view=agents::page::SamplePage/>
                    <Route path=path!("/agents/import") view=agents::page::ImportAgentsPage/>
                    <Route path=path!("/agents/:id") view=agents::page::AgentPage/>
                    <Route path=path!("/agents/:id/edit") view=agents::page::EditAgentPage/>
                    <Route path=path!("/agents/:id/merge") view=agents::page::MergeAgentPage/>
                    <Route path=path!("/agents/:id/history") view=agents::page::AgentHistoryPage/>
                    <Route path=path!("/agents/:id/delete") view=agents::page::DeleteAgentPage/>
                    <Route path=path!("/documents") view=documents::page::DocumentsPage/>
                    <Route path=path!("/documents/new") view=documents::page::NewDocumentPage/>
                    <Route path=path!("/documents/:id") view=documents::page::DocumentPage/>
                    <Route path=path!("/documents/:id/edit") view=documents::page::EditDocumentPage/>
                    <Route path=path!("/documents/:id/delete") view=documents::page::DeleteDocumentPage/>
                    <Route path=path!("/jobs") view=jobs::page::JobsPage/>
                    <Route path=path!("/workspaces") view=workspaces::page::WorkspacesPage/>
                    <Route path=path!("/settings/workspace") view=workspaces::page::WorkspaceSettingsPage/>
                    <Route path=path!("/settings") view=auth::page::ProfilePage/>
                    <Route path=path!("/verify") view=auth::page::VerifyPage/>
                    <Route path=path!("/settings/password") view=auth::page::PasswordPage/>
                    <Route path=path!("/settings/sessions") view=auth::page::SessionsPage/>
                    <Route path=path!("/settings/passkeys") view=auth::page::PasskeysPage/>
                    <Route path=path!("/settings/data") view=account::page::MyDataPage/>
                    <Route path=path!("/settings/data/delete") view=account::page::DeleteAccountPage/>
                    <Route path=path!("/settings/keys") view=keys::page::KeysPage/>
                    <Route path=path!("/settings/activity") view=audit::page::ActivityPage/>
                    <Route path=path!("/admin") view=admin::page::UsersPage/>
                    <Route path=path!("/admin/users") view=admin::page::UsersPage/>
                    <Route path=path!("/admin/audit") view=audit::page::AuditPage/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// After a change of page without a load: the focus goes to the heading, and the title is read
/// out. A browser does both by itself only for pages it loads.
#[component]
fn PageChange(routing: ReadSignal<bool>) -> impl IntoView {
    let path = use_location().pathname;
    let title = RwSignal::new(String::new());
    Effect::new(move |shown: Option<String>| {
        let busy = routing.get();
        let here = path.get();
        browser::set_routing(busy);
        let Some(before) = shown else { return here };
        if busy || before == here {
            return before;
        }
        request_animation_frame(move || {
            browser::focus_heading();
            title.set(document().title());
        });
        here
    });
    view! { <div class="sr-only" aria-live="polite">{move || title.get()}</div> }
}
