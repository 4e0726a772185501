//! `/admin/users`: the people of the installation, their role and state.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::AdminTabs;
use crate::core::permission::SystemRole;
use crate::core::{AppError, Page};
use crate::features::admin::rpc::{SetUserRole, SetUserState, list_users};
use crate::features::admin::types::{AdminUser, UserQuery, UserState, role_name};
use crate::features::home::address::encode;
use crate::features::home::{PageError, use_session};
use crate::ui::*;

/// What the rows share.
#[derive(Clone, Copy)]
struct Acts {
    role: ServerAction<SetUserRole>,
    state: ServerAction<SetUserState>,
}

/// Address of the list with these filters.
fn href(wanted: &UserQuery, cursor: Option<&str>) -> String {
    let pairs: Vec<String> =
        [("q", wanted.q.as_deref()), ("role", wanted.role.as_deref()), ("state", wanted.state.as_deref()), ("cursor", cursor)]
            .into_iter()
            .filter_map(|(name, value)| value.filter(|v| !v.is_empty()).map(|v| format!("{name}={}", encode(v))))
            .collect();
    if pairs.is_empty() { "/admin/users".to_owned() } else { format!("/admin/users?{}", pairs.join("&")) }
}

/// The people of the installation.
#[component]
pub fn UsersPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| {
        let named = |name: &str| query.with(|q| q.get(name)).filter(|t| !t.trim().is_empty());
        UserQuery { q: named("q"), role: named("role"), state: named("state"), cursor: named("cursor"), limit: None }
    });
    let acts = Acts { role: ServerAction::new(), state: ServerAction::new() };
    let page =
        Resource::new(move || (wanted.get(), acts.role.version().get(), acts.state.version().get()), |(wanted, ..)| list_users(wanted));
    let toasts = use_toasts();
    Effect::new(move |_| {
        let changed = acts.role.value().get().and_then(Result::ok);
        if let Some(user) = changed {
            toasts.success(format!("{} is {} now.", user.name, role_words(user.system_role)));
        }
    });
    Effect::new(move |_| {
        let changed = acts.state.value().get().and_then(Result::ok);
        if let Some(user) = changed {
            toasts.success(format!("{} is {} now.", user.name, state_words(user.state)));
        }
    });
    view! {
        <Transition fallback=|| view! { <SkeletonRows rows=8/> }>
            {move || Suspend::new(async move {
                match page.await {
                    Ok(page) => view! { <People page wanted=wanted.get_untracked() acts/> }.into_any(),
                    Err(error) => view! { <PageError error title="Administration" back="/home" back_label="Home"/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn People(page: Page<AdminUser>, wanted: UserQuery, acts: Acts) -> impl IntoView {
    let error = Signal::derive(move || {
        let failed = |outcome: Option<Result<AdminUser, AppError>>| outcome.and_then(Result::err);
        failed(acts.role.value().get()).or_else(|| failed(acts.state.value().get()))
    });
    let next = page.next_cursor.as_deref().map(|cursor| href(&wanted, Some(cursor)));
    let newer = wanted.cursor.is_some().then(|| href(&wanted, None));
    let none = page.items.is_empty();
    let rows = page.items.into_iter().map(|user| row(user, acts)).collect_view();
    let list = if none {
        view! { <EmptyState icon="users" title="Nobody matches" body="Try fewer or other words."><LinkButton href="/admin/users">"Show everybody"</LinkButton></EmptyState> }
            .into_any()
    } else {
        view! { <UserTable rows=rows.into_any()/> }.into_any()
    };
    view! {
        <Title text="People"/>
        <PageHeader title="People" description="Everybody with an account here, and guests. What they make is theirs: it is not shown here."/>
        <AdminTabs current="/admin/users"/>
        <FormError error/>
        <Filters wanted/>
        {list}
        <Pagination newer=newer next=next newer_label="First page" next_label="Older"/>
    }
}

#[component]
fn Filters(wanted: UserQuery) -> impl IntoView {
    let roles = vec![SelectOption::new("", "Every role"), SelectOption::new("admin", "Administrators"), SelectOption::new("user", "Users")];
    let states =
        vec![SelectOption::new("", "Every state"), SelectOption::new("active", "Active"), SelectOption::new("disabled", "Deactivated")];
    view! {
        <form method="get" action="/admin/users" role="search" class="mb-4 flex flex-wrap gap-2">
            <SearchInput label="Search people" placeholder="Name, e-mail address, username or id" value=wanted.q.unwrap_or_default() class="min-w-48 flex-1"/>
            <div class="w-40"><Select name="role" id="filter-role" label="Role" options=roles value=wanted.role.unwrap_or_default() size=Size::Sm/></div>
            <div class="w-40"><Select name="state" id="filter-state" label="State" options=states value=wanted.state.unwrap_or_default() size=Size::Sm/></div>
            <Button submit=true size=Size::Sm>"Search"</Button>
        </form>
    }
}

#[component]
fn UserTable(rows: AnyView) -> impl IntoView {
    view! {
        <Table caption="People">
            <thead>
                <tr>
                    <th scope="col">"Person"</th>
                    <th scope="col" class="hidden lg:table-cell">"Joined"</th>
                    <th scope="col" class="hidden md:table-cell">"Last seen"</th>
                    <th scope="col" class="hidden lg:table-cell">"Sessions and keys"</th>
                    <th scope="col"><span class="sr-only">"Actions"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

fn row(user: AdminUser, acts: Acts) -> impl IntoView + use<> {
    let address = user.email.clone().or_else(|| user.username.clone()).unwrap_or_else(|| "Guest".to_owned());
    let seen = user.last_seen_at.map_or_else(|| "not signed in".into_any(), |at| view! { <Timestamp at relative=true/> }.into_any());
    let held = format!("{} · {}", user.sessions, user.api_keys);
    let you = use_session().is_some_and(|session| session.user.id == user.id);
    let log = format!("/admin/audit?actor={}", user.id);
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <Avatar seed=user.id.to_string() name=user.name.clone() size=AvatarSize::Sm decorative=true/>
                    <span class="font-medium">{user.name.clone()}</span>
                    {you.then(|| view! { <Badge>"You"</Badge> })}
                    {(user.system_role == SystemRole::Admin).then(|| view! { <Badge tone=Tone::Primary icon="shield">"Administrator"</Badge> })}
                    {user.guest.then(|| view! { <Badge tone=Tone::Info>"Guest"</Badge> })}
                    {(user.state == UserState::Disabled).then(|| view! { <Badge tone=Tone::Warning>"Deactivated"</Badge> })}
                </span>
                <span class="block break-all text-meta text-muted">{address}" · "<a class="ui-link whitespace-nowrap" href=log>"Acts"</a></span>
            </th>
            <td class="hidden text-muted lg:table-cell"><Timestamp at=user.created_at/></td>
            <td class="hidden text-muted md:table-cell">{seen}</td>
            <td class="hidden tabular-nums text-muted lg:table-cell">{held}</td>
            <td>
                <div class="flex flex-wrap justify-end gap-2">
                    {(!user.guest).then(|| view! { <RoleButton user=user.clone() acts/> })}
                    {(!you).then(|| view! { <StateButton user=user.clone() acts/> })}
                </div>
            </td>
        </tr>
    }
}

const fn role_words(role: SystemRole) -> &'static str {
    match role {
        SystemRole::Admin => "an administrator",
        SystemRole::User => "an ordinary user",
    }
}

const fn state_words(state: UserState) -> &'static str {
    match state {
        UserState::Active => "active",
        UserState::Disabled => "deactivated",
    }
}

/// Without script the button acts at once: every change here can be taken back.
#[component]
fn RoleButton(user: AdminUser, acts: Acts) -> impl IntoView {
    let (to, verb) = match user.system_role {
        SystemRole::Admin => (SystemRole::User, "Demote"),
        SystemRole::User => (SystemRole::Admin, "Promote"),
    };
    let confirm = use_confirm();
    let (id, name) = (StoredValue::new(user.id.to_string()), user.name.clone());
    let label = format!("{verb} {name}");
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let body = match to {
            SystemRole::Admin => "They will manage the people of this installation and read its audit log.",
            SystemRole::User => "They lose the pages of the administration at once.",
        };
        confirm.ask(ConfirmSpec::new(format!("{verb} {name}?"), verb).body(body), move || {
            acts.role.dispatch(SetUserRole { id: id.get_value(), role: to });
        });
    };
    view! {
        <ActionForm action=acts.role>
            <input type="hidden" name="id" value=user.id.to_string()/>
            <input type="hidden" name="role" value=role_name(to)/>
            <Button submit=true size=Size::Sm attr:aria-label=label on:click=ask>{verb}</Button>
        </ActionForm>
    }
}

#[component]
fn StateButton(user: AdminUser, acts: Acts) -> impl IntoView {
    let (to, verb) = match user.state {
        UserState::Active => (UserState::Disabled, "Deactivate"),
        UserState::Disabled => (UserState::Active, "Activate"),
    };
    let confirm = use_confirm();
    let (id, name) = (StoredValue::new(user.id.to_string()), user.name.clone());
    let label = format!("{verb} {name}");
    let ask = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        let spec = match to {
            UserState::Disabled => ConfirmSpec::new(format!("Deactivate {name}?"), verb)
                .body("Every session ends at once, and API keys stop working. Nothing is deleted.")
                .danger(),
            UserState::Active => {
                ConfirmSpec::new(format!("Activate {name}?"), verb).body("They can sign in again, and their API keys work again.")
            }
        };
        confirm.ask(spec, move || {
            acts.state.dispatch(SetUserState { id: id.get_value(), state: to });
        });
    };
    view! {
        <ActionForm action=acts.state>
            <input type="hidden" name="id" value=user.id.to_string()/>
            <input type="hidden" name="state" value=to.as_str()/>
            <Button submit=true size=Size::Sm attr:aria-label=label on:click=ask>{verb}</Button>
        </ActionForm>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_stand_encoded_in_the_address() {
        assert_eq!(href(&UserQuery::default(), None), "/admin/users");
        let wanted = UserQuery { q: Some("a b".into()), role: Some("admin".into()), state: None, limit: None, cursor: None };
        assert_eq!(href(&wanted, Some("x=")), "/admin/users?q=a%20b&role=admin&cursor=x%3D");
    }
}
