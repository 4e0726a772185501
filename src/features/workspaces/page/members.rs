//! The members of a workspace: search, roles, removal.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::settings::SAVED;
use super::words::{member_refused, options};
use crate::core::format::count;
use crate::core::permission::{Permission, Role};
use crate::core::{ListQuery, Page};
use crate::features::home::address::encode;
use crate::features::workspaces::rpc::{RemoveMember, SetMemberRole, list_members};
use crate::features::workspaces::types::Member;
use crate::ui::*;

const PAGE: &str = "/settings/workspace";

/// What the rows share.
#[derive(Clone, Copy)]
struct Acts {
    set: ServerAction<SetMemberRole>,
    remove: ServerAction<RemoveMember>,
    /// Role of the visitor.
    role: Role,
}

/// The section with the members.
#[component]
pub(super) fn Members(id: String, role: Role) -> impl IntoView {
    let acts = Acts { set: ServerAction::new(), remove: ServerAction::new(), role };
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let named = |name: &str| query.with(|q| q.get(name)).filter(|text| !text.trim().is_empty());
        ListQuery { q: named("q"), cursor: named("cursor"), ..ListQuery::default() }
    });
    let workspace = StoredValue::new(id.clone());
    let changed = move || (acts.set.version().get(), acts.remove.version().get());
    let page = Resource::new(move || (wanted.get(), changed()), move |(wanted, _)| list_members(workspace.get_value(), wanted));
    tell(acts);
    view! {
        <Section title="Members" description="Changes take effect at once, in every open page.">
            <form method="get" action=PAGE role="search" class="mb-3 flex max-w-form flex-wrap gap-2">
                {move || view! {
                    <SearchInput label="Search members" placeholder="Search names and addresses" value=wanted.with(|w| w.q.clone()).unwrap_or_default() class="min-w-48 flex-1"/>
                }}
                <Button submit=true size=Size::Sm>"Search"</Button>
            </form>
            <FormError error=action_error_as(acts.set, member_refused) id="role-error"/>
            <FormError error=action_error_as(acts.remove, member_refused) id="remove-error"/>
            <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
                {move || Suspend::new(async move {
                    match page.await {
                        Ok(page) => table(page, wanted.get_untracked(), workspace.get_value(), acts),
                        Err(error) => view! { <InlineError error retry=Callback::new(move |()| page.refetch())/> }.into_any(),
                    }
                })}
            </Transition>
        </Section>
    }
}

/// Says what was done. One's own role also decides what the frame offers.
fn tell(acts: Acts) {
    let toasts = use_toasts();
    Effect::new(move |_| {
        let Some(Ok(member)) = acts.set.value().get() else { return };
        let text = format!("{} is {} now.", member.name, article(member.role));
        if member.you {
            browser::remember(SAVED, &text);
            browser::reload();
        } else {
            toasts.success(text);
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = acts.remove.value().get() {
            toasts.success("Member removed.");
        }
    });
}

fn article(role: Role) -> String {
    let label = role.label().to_lowercase();
    let vowel = label.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {label}", if vowel { "an" } else { "a" })
}

fn table(page: Page<Member>, wanted: ListQuery, workspace: String, acts: Acts) -> AnyView {
    let Page { items, next_cursor, total, .. } = page;
    if items.is_empty() {
        return view! {
            <EmptyState icon="users" title="Nobody fits" body="No member has such a name or address." compact=true>
                <LinkButton href=PAGE size=Size::Sm>"Show all members"</LinkButton>
            </EmptyState>
        }
        .into_any();
    }
    let href = |cursor: &str| {
        let q = wanted.q.as_deref().map(|q| format!("q={}&", encode(q))).unwrap_or_default();
        format!("{PAGE}?{q}cursor={}", encode(cursor))
    };
    let next = next_cursor.as_deref().map(href);
    let newer = wanted.cursor.is_some().then(|| wanted.q.as_deref().map_or_else(|| PAGE.to_owned(), |q| format!("{PAGE}?q={}", encode(q))));
    let summary = total.and_then(|all| usize::try_from(all).ok()).map(|all| count(all, "member", "members")).unwrap_or_default();
    let rows = items.into_iter().map(|member| row(member, &workspace, acts)).collect_view();
    view! {
        <Table caption="Members">
            <thead>
                <tr>
                    <th scope="col">"Person"</th>
                    <th scope="col" class="hidden md:table-cell">"Joined"</th>
                    <th scope="col">"Role"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
        <Pagination newer next summary newer_label="First page"/>
    }
    .into_any()
}

fn row(member: Member, workspace: &str, acts: Acts) -> impl IntoView + use<> {
    let manages = acts.role.allows(Permission::ManageMembers);
    let seed = member.user_id.to_string();
    let change = roles(&member, workspace.to_owned(), acts);
    let removable = manages && !member.you && acts.role.may_remove(member.role);
    let remove = removable.then(|| view! { <Remove member=member.clone() workspace=workspace.to_owned() action=acts.remove/> });
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="flex min-w-0 items-center gap-2">
                    <Avatar seed name=member.name.clone() size=AvatarSize::Sm decorative=true/>
                    <span class="min-w-0">
                        <span class="flex flex-wrap items-center gap-x-2">
                            <span class="font-medium wrap-anywhere">{member.name}</span>
                            {member.you.then(|| view! { <Badge>"You"</Badge> })}
                        </span>
                        <span class="block text-meta break-all text-muted">{member.email}</span>
                    </span>
                </span>
            </th>
            <td class="hidden text-muted md:table-cell"><Timestamp at=member.joined_at/></td>
            // What can be done stands with the role, so that a narrow screen has room for the person.
            <td><div class="flex flex-wrap items-center justify-between gap-2">{change}{remove}</div></td>
        </tr>
    }
}

/// The role, as a choice for those who may change it.
fn roles(member: &Member, workspace: String, acts: Acts) -> AnyView {
    let choices: Vec<Role> = Role::ALL.into_iter().filter(|to| acts.role.may_reassign(member.role, *to)).collect();
    if choices.is_empty() {
        return view! { <span>{member.role.label()}</span> }.into_any();
    }
    let user = member.user_id.to_string();
    let mine = user.clone();
    let action = acts.set;
    let (role, label, save) = (member.role, format!("Role of {}", member.name), format!("Save the role of {}", member.name));
    let pending = Signal::derive(move || action.input().with(|sent| sent.as_ref().is_some_and(|sent| sent.user_id == mine)));
    view! {
        <ActionForm action attr:class="flex flex-wrap items-center gap-2">
            <input type="hidden" name="id" value=workspace/>
            <input type="hidden" name="user_id" value=user/>
            <Select name="role" label size=Size::Sm value=role.as_str() options=options(choices) class="w-auto"/>
            <Button submit=true size=Size::Sm pending attr:aria-label=save>"Save"</Button>
        </ActionForm>
    }
    .into_any()
}

/// Without script the button removes at once: the person can be invited again.
#[component]
fn Remove(member: Member, workspace: String, action: ServerAction<RemoveMember>) -> impl IntoView {
    let confirm = use_confirm();
    let (name, user) = (member.name.clone(), member.user_id.to_string());
    let (ws, id) = (workspace.clone(), user.clone());
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let question = ConfirmSpec::new(format!("Remove {name}?"), "Remove member")
            .body("They lose access at once, in every open page, and their open invitations end. What they made stays.")
            .danger();
        let sent = RemoveMember { id: ws.clone(), user_id: id.clone() };
        confirm.ask(question, move || {
            action.dispatch(sent.clone());
        });
    };
    view! {
        <ActionForm action>
            <input type="hidden" name="id" value=workspace/>
            <input type="hidden" name="user_id" value=user/>
            <Button submit=true size=Size::Sm attr:aria-label=format!("Remove {}", member.name) on:click=ask>"Remove"</Button>
        </ActionForm>
    }
}
