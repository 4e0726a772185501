//! Inviting people into a workspace, and taking invitations back.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::words::{described, not_invited, not_revoked};
use crate::core::permission::Role;
use crate::core::{ListQuery, Page};
use crate::features::home::Typed;
use crate::features::workspaces::rpc::{Invite, RevokeInvitation, list_invitations, take_fresh_link};
use crate::features::workspaces::types::{DEFAULT_DAYS, DEFAULT_USES, Invitation, InvitationState};
use crate::ui::*;

const LABELS: [(&str, &str); 4] =
    [("role", "Role"), ("email", "E-mail address"), ("days", "Good for how many days"), ("max_uses", "People")];
/// Invitations that the page shows; more than can be open at once.
const SHOWN: u32 = 100;

/// The section with the form and the list.
#[component]
pub(super) fn Invitations(id: String, role: Role) -> impl IntoView {
    let send = ServerAction::<Invite>::new();
    let revoke = ServerAction::<RevokeInvitation>::new();
    let workspace = StoredValue::new(id.clone());
    let query = || ListQuery { limit: Some(SHOWN), ..ListQuery::default() };
    let changed = move || (send.version().get(), revoke.version().get());
    let page = Resource::new(changed, move |_| list_invitations(workspace.get_value(), query()));
    // What a form without script has just made comes with the page.
    let fresh = Resource::new(|| (), move |()| take_fresh_link(workspace.get_value()));
    let toasts = use_toasts();
    Effect::new(move |_| {
        if let Some(Ok(())) = revoke.value().get() {
            toasts.success("Invitation revoked.");
        }
    });
    view! {
        <Section title="Invitations" description="A link is good for whoever has it; an invitation by mail only for the account of that address.">
            <Transition fallback=|| ()>
                {move || Suspend::new(async move { fresh.await.ok().flatten().map(|link| view! { <Link url=link.url/> }) })}
            </Transition>
            <Made send/>
            <InviteForm id role send/>
            <FormError error=action_error_as(revoke, not_revoked) id="revoke-error"/>
            <Transition fallback=|| view! { <SkeletonRows rows=2/> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => table(page, workspace.get_value(), revoke),
                        Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                    }
                })}
            </Transition>
        </Section>
    }
}

/// What was just made, with script.
#[component]
fn Made(send: ServerAction<Invite>) -> impl IntoView {
    move || {
        let made = send.value().get().and_then(Result::ok)?;
        Some(match (made.url, made.invitation.email) {
            (Some(url), _) => view! { <Link url/> }.into_any(),
            (None, Some(email)) => {
                view! { <Banner tone=Tone::Success title="Invitation sent">{format!("A mail is on its way to {email}.")}</Banner> }
                    .into_any()
            }
            (None, None) => ().into_any(),
        })
    }
}

/// The address of a link, which is shown once.
#[component]
fn Link(url: String) -> impl IntoView {
    let text = url.clone();
    view! {
        <Banner tone=Tone::Success title="The link is ready">
            <p>"Copy it now: it isn't shown again. Whoever has it can join."</p>
            <p class="mt-2 flex flex-wrap items-center gap-2">
                <code class="min-w-0 break-all font-mono" data-testid="invitation-link">{url}</code>
                <CopyButton text label="Copy link"/>
            </p>
        </Banner>
    }
}

#[component]
fn InviteForm(id: String, role: Role, send: ServerAction<Invite>) -> impl IntoView {
    let error = action_error_as(send, not_invited);
    let roles = Role::INVITED.into_iter().filter(move |to| role.may_invite_as(*to));
    let typed = Typed::of(Invite::url());
    let (chosen, email) = (typed.or("role", Role::Viewer.as_str()), typed.or("email", ""));
    let (days, uses) = (typed.or("days", DEFAULT_DAYS.to_string()), typed.or("max_uses", DEFAULT_USES.to_string()));
    view! {
        <div class="mb-6 max-w-form">
            <Card>
                <ActionForm action=send attr:class="flex flex-col gap-4">
                    <FormError error labels=LABELS.to_vec() id="invite-error"/>
                    <input type="hidden" name="id" value=id/>
                    <Field name="role" label="Role" errors=error required=true>
                        <Select value=chosen options=described(roles)/>
                    </Field>
                    <Field name="email" label="E-mail address" hint="Leave it empty to get a link that you pass on yourself." errors=error>
                        <Input kind="email" value=email autocomplete="off" maxlength=254/>
                    </Field>
                    <div class="grid gap-4 sm:grid-cols-2">
                        <Field name="days" label="Good for how many days" hint="1 to 30." errors=error required=true>
                            <Input kind="number" value=days attr:min="1" attr:max="30"/>
                        </Field>
                        <Field name="max_uses" label="People" hint="Whom a link lets in, 1 to 100; a mail is for one." errors=error required=true>
                            <Input kind="number" value=uses attr:min="1" attr:max="100"/>
                        </Field>
                    </div>
                    <div><Button submit=true variant=Variant::Primary icon="send" pending=send.pending()>"Invite"</Button></div>
                </ActionForm>
            </Card>
        </div>
    }
}

fn table(page: Page<Invitation>, workspace: String, revoke: ServerAction<RevokeInvitation>) -> AnyView {
    if page.items.is_empty() {
        return view! { <EmptyState icon="inbox" title="No invitations" body="Invite somebody with the form above." compact=true/> }
            .into_any();
    }
    let rows = page.items.into_iter().map(|invitation| row(invitation, &workspace, revoke)).collect_view();
    view! {
        <Table caption="Invitations">
            <thead>
                <tr>
                    <th scope="col">"For"</th>
                    <th scope="col">"State"</th>
                    <th scope="col" class="hidden md:table-cell">"Role"</th>
                    <th scope="col" class="hidden md:table-cell">"By"</th>
                    <th scope="col" class="hidden sm:table-cell">"Until"</th>
                    <th scope="col"><span class="sr-only">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

const fn look(state: InvitationState) -> (&'static str, Tone) {
    match state {
        InvitationState::Open => ("Open", Tone::Success),
        InvitationState::UsedUp => ("Used up", Tone::Neutral),
        InvitationState::Expired => ("Expired", Tone::Warning),
    }
}

fn row(invitation: Invitation, workspace: &str, revoke: ServerAction<RevokeInvitation>) -> impl IntoView + use<> {
    let (word, tone) = look(invitation.state);
    let workspace = workspace.to_owned();
    let open = invitation.state == InvitationState::Open;
    let target = invitation.email.clone().unwrap_or_else(|| format!("Link, {} of {} used", invitation.uses, invitation.max_uses));
    let label = format!("{}: {target}", if open { "Revoke" } else { "Remove from the list" });
    let id = invitation.id.clone();
    let pending = Signal::derive(move || revoke.input().with(|sent| sent.as_ref().is_some_and(|sent| sent.invitation == id)));
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="break-all">{target}</span>
                <span class="block text-meta text-muted md:hidden">{invitation.role.label()}</span>
            </th>
            <td><Badge tone>{word}</Badge></td>
            <td class="hidden md:table-cell">{invitation.role.label()}</td>
            <td class="hidden text-muted md:table-cell">{invitation.invited_by}</td>
            <td class="hidden text-muted sm:table-cell"><Timestamp at=invitation.expires_at/></td>
            <td class="text-right">
                <ActionForm action=revoke>
                    <input type="hidden" name="id" value=workspace/>
                    <input type="hidden" name="invitation" value=invitation.id/>
                    <Button submit=true size=Size::Sm pending attr:aria-label=label>{if open { "Revoke" } else { "Remove" }}</Button>
                </ActionForm>
            </td>
        </tr>
    }
}
