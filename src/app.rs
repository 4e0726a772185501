//! The document around every page, and the table of pages.

use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::SsrMode;
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_location;
use leptos_router::path;

use crate::features::home::{self, address, request};
use crate::ui::{RoutingProgress, browser};

mod parts;
use parts::{agents, design, documents, entrance, page, planning, settings, simulations};

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
                <Route path=path!("/login") view={page::<entrance::LoginPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/register") view={page::<entrance::RegisterPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/forgot") view={page::<entrance::ForgotPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/reset") view={page::<entrance::ResetPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/invitations/:token") view={page::<entrance::InvitationPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/setup/:token") view={page::<entrance::SetupPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/shared/:token") view={page::<simulations::SharedPage>()} ssr=SsrMode::Async/>
                <Route path=path!("/design") view={page::<design::DesignPage>()} ssr=SsrMode::Async/>
                <ParentRoute path=path!("") view=SignedIn ssr=SsrMode::Async>
                    <Route path=path!("/home") view=home::HomePage/>
                    <Route path=path!("/search") view=home::SearchPage/>
                    <Route path=path!("/simulations") view={page::<planning::SimulationsPage>()}/>
                    <Route path=path!("/simulations/new") view={page::<planning::NewSimulationPage>()}/>
                    <Route path=path!("/simulations/compare") view={page::<simulations::ComparePage>()}/>
                    <Route path=path!("/simulations/import") view={page::<planning::ImportSimulationPage>()}/>
                    <Route path=path!("/simulations/selection") view={page::<planning::SelectionPage>()}/>
                    <Route path=path!("/scenarios") view={page::<planning::ScenariosPage>()}/>
                    <Route path=path!("/scenarios/new") view={page::<planning::NewScenarioPage>()}/>
                    <Route path=path!("/scenarios/:id/edit") view={page::<planning::EditScenarioPage>()}/>
                    <Route path=path!("/scenarios/:id/delete") view={page::<planning::DeleteScenarioPage>()}/>
                    <Route path=path!("/simulations/:id") view={page::<simulations::RoomPage>()}/>
                    <Route path=path!("/simulations/:id/lines/:seq") view={page::<simulations::LineView>()}/>
                    <Route path=path!("/simulations/:id/replay") view={page::<simulations::ReplayPage>()}/>
                    <Route path=path!("/simulations/:id/share") view={page::<simulations::SharingPage>()}/>
                    <Route path=path!("/simulations/:id/translation") view={page::<simulations::TranslationPage>()}/>
                    <Route path=path!("/simulations/:id/delete") view={page::<planning::DeleteSimulationPage>()}/>
                    <Route path=path!("/check") view={page::<planning::CheckPage>()}/>
                    <Route path=path!("/library") view={page::<agents::LibraryPage>()}/>
                    <Route path=path!("/library/:slug") view={page::<agents::LibraryAgentPage>()}/>
                    <Route path=path!("/agents") view={page::<agents::AgentsPage>()}/>
                    <Route path=path!("/agents/saved") view={page::<agents::ShelfPage>()}/>
                    <Route path=path!("/agents/new") view={page::<agents::NewAgentPage>()}/>
                    <Route path=path!("/agents/panel") view={page::<agents::PanelPage>()}/>
                    <Route path=path!("/agents/sample") view={page::<agents::SamplePage>()}/>
                    <Route path=path!("/agents/import") view={page::<agents::ImportAgentsPage>()}/>
                    <Route path=path!("/agents/:id") view={page::<agents::AgentPage>()}/>
                    <Route path=path!("/agents/:id/edit") view={page::<agents::EditAgentPage>()}/>
                    <Route path=path!("/agents/:id/merge") view={page::<agents::MergeAgentPage>()}/>
                    <Route path=path!("/agents/:id/history") view={page::<agents::AgentHistoryPage>()}/>
                    <Route path=path!("/agents/:id/delete") view={page::<agents::DeleteAgentPage>()}/>
                    <Route path=path!("/documents") view={page::<documents::DocumentsPage>()}/>
                    <Route path=path!("/documents/new") view={page::<documents::NewDocumentPage>()}/>
                    <Route path=path!("/documents/:id") view={page::<documents::DocumentPage>()}/>
                    <Route path=path!("/documents/:id/edit") view={page::<documents::EditDocumentPage>()}/>
                    <Route path=path!("/documents/:id/delete") view={page::<documents::DeleteDocumentPage>()}/>
                    <Route path=path!("/jobs") view={page::<settings::JobsPage>()}/>
                    <Route path=path!("/workspaces") view={page::<settings::WorkspacesPage>()}/>
                    <Route path=path!("/settings/workspace") view={page::<settings::WorkspaceSettingsPage>()}/>
                    <Route path=path!("/settings") view={page::<settings::ProfilePage>()}/>
                    <Route path=path!("/verify") view={page::<settings::VerifyPage>()}/>
                    <Route path=path!("/settings/password") view={page::<settings::PasswordPage>()}/>
                    <Route path=path!("/settings/sessions") view={page::<settings::SessionsPage>()}/>
                    <Route path=path!("/settings/passkeys") view={page::<settings::PasskeysPage>()}/>
                    <Route path=path!("/settings/data") view={page::<settings::MyDataPage>()}/>
                    <Route path=path!("/settings/data/delete") view={page::<settings::DeleteAccountPage>()}/>
                    <Route path=path!("/settings/keys") view={page::<settings::KeysPage>()}/>
                    <Route path=path!("/settings/activity") view={page::<settings::ActivityPage>()}/>
                    <Route path=path!("/admin") view={page::<settings::UsersPage>()}/>
                    <Route path=path!("/admin/users") view={page::<settings::UsersPage>()}/>
                    <Route path=path!("/admin/audit") view={page::<settings::AuditPage>()}/>
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// The frame around the pages of somebody who is signed in.
#[component]
fn SignedIn() -> impl IntoView {
    parts::load_ahead();
    home::AppLayout()
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
