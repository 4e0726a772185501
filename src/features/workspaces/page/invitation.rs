//! `/invitations/{token}`: who invites whom to what. Loading the page decides nothing; accepting is a form.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::words::not_accepted;
use crate::core::AppError;
use crate::features::auth::rpc::{Logout, current_session};
use crate::features::auth::types::SessionView;
use crate::features::home::address::encode;
use crate::features::home::request;
use crate::features::workspaces::rpc::{AcceptInvitation, SwitchWorkspace, preview_invitation};
use crate::features::workspaces::types::{InvitationPreview, InvitationState, Standing};
use crate::ui::*;

/// The page of an invitation, for members, strangers and guests alike.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|p| p.get("token")).unwrap_or_default());
    let preview = Resource::new_blocking(move || token.get(), preview_invitation);
    let session = Resource::new_blocking(|| (), |()| async { current_session().await.ok().flatten() });
    view! {
        <Title text="Invitation"/>
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                let (preview, session) = (preview.await, session.await);
                view! {
                    <AuthFrame brand=|| view! { <Wordmark/> }>
                        {match preview {
                            Ok(preview) => view! { <Invitation preview session token=token.get_untracked()/> }.into_any(),
                            Err(error) => view! { <Gone error/> }.into_any(),
                        }}
                    </AuthFrame>
                }
            })}
        </Suspense>
    }
}

#[component]
fn Gone(error: AppError) -> impl IntoView {
    request::answer_with(error.code);
    view! {
        <h1 id="page-title" tabindex="-1" class="text-title">"No invitation here"</h1>
        <InlineError error/>
        <LinkButton href="/home">"Go to Colloquy"</LinkButton>
    }
}

#[component]
fn Invitation(preview: InvitationPreview, session: Option<SessionView>, token: String) -> impl IntoView {
    let error = action_error_as(ServerAction::<AcceptInvitation>::new(), not_accepted);
    let role = preview.role;
    let (by, workspace) = (preview.invited_by.clone(), preview.workspace.clone());
    let over = match preview.state {
        InvitationState::Open => None,
        InvitationState::UsedUp => Some("This invitation was used as often as it may be. Ask for a new one."),
        InvitationState::Expired => Some("This invitation has expired. Ask for a new one."),
    };
    let member = preview.standing == Standing::Member;
    view! {
        <h1 id="page-title" tabindex="-1" class="text-title break-words">{format!("Join “{workspace}”")}</h1>
        <p class="text-read break-words">
            <strong>{by}</strong>" invites you to the workspace "<strong>{workspace}</strong>" as "
            <strong>{role.label().to_lowercase()}</strong>". This role "{role.description()}"."
        </p>
        {preview.email.clone().map(|email| view! { <p class="text-muted break-all">"Sent to "{email}</p> })}
        <FormError error/>
        {match over.filter(|_| !member) {
            Some(text) => view! {
                <Banner tone=Tone::Warning>{text}</Banner>
                <LinkButton href="/home">"Go to Colloquy"</LinkButton>
            }
            .into_any(),
            None => view! {
                {(!member).then(|| view! { <p class="text-meta text-muted">"Good until "<Timestamp at=preview.expires_at/></p> })}
                <Next preview session token/>
            }
            .into_any(),
        }}
    }
}

/// What the visitor can do with it.
#[component]
fn Next(preview: InvitationPreview, session: Option<SessionView>, token: String) -> impl IntoView {
    let back = encode(&format!("/invitations/{token}"));
    let who = session.map(|session| if session.user.email.is_empty() { session.user.name } else { session.user.email });
    let signed_in = who.clone().map(|who| view! { <p class="text-meta text-muted break-all">"You are signed in as "{who}"."</p> });
    match preview.standing {
        Standing::SignIn => view! {
            <p>"Sign in or create an account; you come back here afterwards."</p>
            <LinkButton href=format!("/login?next={back}") variant=Variant::Primary class="w-full">"Sign in"</LinkButton>
            <LinkButton href=format!("/register?next={back}") class="w-full">"Create account"</LinkButton>
        }
        .into_any(),
        Standing::Guest => view! {
            <Banner tone=Tone::Warning title="You are working as a guest">"A guest can't join a workspace. Make an account first; you come back here afterwards."</Banner>
            <LinkButton href=format!("/register?next={back}") variant=Variant::Primary class="w-full">"Create account"</LinkButton>
            <LinkButton href=format!("/login?next={back}") class="w-full">"Sign in"</LinkButton>
        }
        .into_any(),
        Standing::WrongAccount => view! {
            <Banner tone=Tone::Warning title="This invitation is for another account">
                {format!("It was sent to {}, but you are signed in as {}. Sign out, then open the link again and sign in with the account of that address.",
                    preview.email.unwrap_or_default(), who.unwrap_or_default())}
            </Banner>
            <form method="post" action=Logout::url()><Button submit=true icon="log-out" class="w-full">"Sign out"</Button></form>
        }
        .into_any(),
        Standing::Member => view! {
            <Banner>"You belong to this workspace already."</Banner>
            <form method="post" action=SwitchWorkspace::url()>
                <input type="hidden" name="id" value=preview.workspace_id.unwrap_or_default()/>
                <input type="hidden" name="next" value="/home"/>
                <Button submit=true variant=Variant::Primary class="w-full">"Open workspace"</Button>
            </form>
        }
        .into_any(),
        Standing::Welcome => view! {
            {signed_in}
            <form method="post" action=AcceptInvitation::url()>
                <input type="hidden" name="token" value=token/>
                <Button submit=true variant=Variant::Primary class="w-full">"Accept invitation"</Button>
            </form>
            <LinkButton href="/home" class="w-full">"Not now"</LinkButton>
        }
        .into_any(),
    }
}
