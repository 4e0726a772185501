//! The frame of all pages behind the sign-in, and the guard in front of it. The guard only
//! leads people to the right page; every server function checks for itself.

mod account;
mod workspace;

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos_router::components::{Outlet, Redirect};
use leptos_router::hooks::use_location;

use self::account::AccountMenu;
use self::workspace::WorkspaceSwitch;
use super::{PageReads, address, navigation, request};
use crate::core::permission::{Permission, SystemRole};
use crate::core::{AppError, Code};
use crate::features::auth::page::VerifyNotice;
use crate::features::auth::rpc::current_session;
use crate::features::auth::types::SessionView;
use crate::ui::*;

/// The visitor, on every page inside [`AppLayout`].
pub fn use_session() -> Option<SessionView> {
    use_context::<SessionView>()
}

/// Whether the visitor may do this in the workspace they see. To hide what would be refused.
pub fn may(permission: Permission) -> bool {
    use_session().is_some_and(|session| session.workspace.role.allows(permission))
}

/// Lets signed-in visitors in, sends the others to the sign-in page.
#[component]
pub fn AppLayout() -> impl IntoView {
    provide_context(PageReads::default());
    let session = Resource::new_blocking(|| (), |()| current_session());
    view! {
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match session.await {
                    Ok(Some(session)) => view! { <Frame session/> }.into_any(),
                    Ok(None) => view! { <ToLogin/> }.into_any(),
                    Err(error) if error.code == Code::Unauthenticated => view! { <ToLogin/> }.into_any(),
                    Err(error) => view! { <NoSession error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

/// Goes to the sign-in page, which leads back here.
#[component]
fn ToLogin() -> impl IntoView {
    let location = use_location();
    let path = address::login(&location.pathname.get_untracked(), &location.search.get_untracked());
    view! { <Redirect path/> }
}

/// The server doesn't say who the visitor is.
#[component]
fn NoSession(error: AppError) -> impl IntoView {
    request::answer_with(error.code);
    view! {
        <AuthFrame brand=|| view! { <Wordmark/> }>
            <h1 id="page-title" tabindex="-1">"Colloquy is not available"</h1>
            <InlineError error retry=Callback::new(|()| browser::reload())/>
        </AuthFrame>
    }
}

/// Ends with the visitor's session.
const SESSION_EVENTS: &str = "/api/v1/auth/session/events";

/// Loads the page anew when the visitor is nobody any more; the guard then leads to the sign-in page. Asked when the
/// stream that would say so can't be opened.
fn leave_if_signed_out() {
    leptos::task::spawn_local(async {
        let over = match current_session().await {
            Ok(session) => session.is_none(),
            Err(error) => error.code == Code::Unauthenticated,
        };
        if over {
            browser::reload();
        }
    });
}

#[component]
fn Frame(session: SessionView) -> impl IntoView {
    let location = use_location();
    provide_context(SignIn(Signal::derive(move || address::login(&location.pathname.get(), &location.search.get()))));
    watch_session(SESSION_EVENTS, leave_if_signed_out);
    provide_context(session.clone());
    provide_toasts();
    provide_confirm();
    provide_palette();
    let path = location.pathname;
    let (forgotten_at, unverified) = (session.user.forgotten_at, session.user.unverified);
    let admin = session.user.system_role == SystemRole::Admin;
    let commands = navigation::commands(may(Permission::Write), admin);
    let for_switch = session.clone();
    view! {
        <AppFrame
            nav=navigation::entries(admin)
            path
            brand=|| view! { <Wordmark href="/home"/> }
            workspace=move || view! { <WorkspaceSwitch session=for_switch.clone()/> }
            footer=move || view! { <AccountMenu session=session.clone()/> }
            topbar=move || move || view! { <Breadcrumbs items=address::trail(&path.get())/> }
        >
            {forgotten_at.map(|at| view! { <GuestNotice at/> })}
            {unverified.then(|| view! { <VerifyNotice path/> })}
            <Outlet/>
            <ToastHost/>
            <ConfirmHost/>
            <CommandPalette commands/>
        </AppFrame>
    }
}

/// What a guest should know before they rely on it, and what to do about it.
#[component]
fn GuestNotice(at: DateTime<Utc>) -> impl IntoView {
    view! {
        <Banner dismiss=true>
            "You are a guest"
            // On a phone one line is enough.
            <span class="max-sm:hidden">": this workspace is private and open only in this browser. Without another visit it is forgotten on "<Timestamp at/>", with everything in it"</span>
            ". "
            // A full load: the page behind it is one for strangers.
            <a class="ui-link" href="/register" rel="external">"Keep my work"</a>
        </Banner>
    }
}
