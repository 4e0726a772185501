//! `/settings/activity` and `/admin/audit`: the log of acts, for the person it concerns and for
//! administrators.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use serde_json::Value;

use super::rpc::{list_activity, list_audit};
use super::types::{ActivityQuery, AuditEntry, AuditQuery, lines, title};
use crate::core::{AppError, Page};
use crate::features::admin::page::AdminTabs;
use crate::features::auth::page::SettingsTabs;
use crate::features::home::address::encode;
use crate::ui::*;

/// The visitor's recent acts.
#[component]
pub fn ActivityPage() -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|q| q.get("cursor")).filter(|c| !c.is_empty()));
    let page = Resource::new(move || cursor.get(), |cursor| list_activity(ActivityQuery { cursor, limit: None }));
    view! {
        <Title text="Recent security activity"/>
        <PageHeader title="Recent security activity" description="What you did and what was done to your account. If something here wasn't you, end your sessions, revoke your keys and change your password."/>
        <SettingsTabs current="/settings/activity"/>
        <Transition fallback=|| view! { <SkeletonRows rows=8/> }>
            {move || Suspend::new(async move {
                let further = cursor.get_untracked().is_some();
                entries(page.await, "/settings/activity", &[], further, false, Callback::new(move |()| page.refetch()))
            })}
        </Transition>
    }
}

/// Names of the filters, as they stand in the address.
const FILTERS: [&str; 5] = ["actor", "action", "target", "from", "until"];

/// The filters of the address.
fn wanted(get: impl Fn(&str) -> Option<String>) -> AuditQuery {
    let text = |name: &str| get(name).map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
    // A date field gives a day; it begins at midnight UTC.
    let time = |name: &str| text(name).and_then(|day| format!("{day}T00:00:00Z").parse().ok());
    AuditQuery {
        cursor: text("cursor"),
        actor: text("actor"),
        action: text("action"),
        target: text("target"),
        from: time("from"),
        until: time("until"),
        ..AuditQuery::default()
    }
}

/// The log of the installation.
#[component]
pub fn AuditPage() -> impl IntoView {
    let query = use_query_map();
    let wanted = Memo::new(move |_| query.with(|q| wanted(|name| q.get(name))));
    let page = Resource::new(move || wanted.get(), list_audit);
    let filters =
        move || query.with(|q| FILTERS.iter().filter_map(|name| Some((*name, q.get(name).filter(|v| !v.is_empty())?))).collect::<Vec<_>>());
    view! {
        <Title text="Audit log"/>
        <PageHeader title="Audit log" description="Who did what in this installation. Rows can't be changed or deleted."/>
        <AdminTabs current="/admin/audit"/>
        <Filters/>
        <Transition fallback=|| view! { <SkeletonRows rows=8/> }>
            {move || Suspend::new(async move {
                let further = wanted.with_untracked(|w| w.cursor.is_some());
                entries(page.await, "/admin/audit", &leptos::prelude::untrack(filters), further, true, Callback::new(move |()| page.refetch()))
            })}
        </Transition>
    }
}

#[component]
fn Filters() -> impl IntoView {
    let query = use_query_map();
    let value = move |name: &'static str| query.with_untracked(|q| q.get(name)).unwrap_or_default();
    view! {
        <form method="get" action="/admin/audit" role="search" class="mb-4 flex flex-wrap items-end gap-3">
            <Field name="actor" label="Id of the person"><Input value=value("actor") size=Size::Sm/></Field>
            <Field name="action" label="Action" hint="session.begin, or session. for all of them"><Input value=value("action") size=Size::Sm/></Field>
            <Field name="target" label="Target" hint="user:…, workspace:…"><Input value=value("target") size=Size::Sm/></Field>
            <Field name="from" label="From day"><Input kind="date" value=value("from") size=Size::Sm/></Field>
            <Field name="until" label="Before day"><Input kind="date" value=value("until") size=Size::Sm/></Field>
            <Button submit=true size=Size::Sm icon="filter">"Filter"</Button>
            <LinkButton href="/api/v1/admin/audit?format=csv" size=Size::Sm icon="download" attr:download="audit.csv" attr:rel="external">"All as CSV"</LinkButton>
        </form>
    }
}

/// Address of the list with these filters, behind this cursor.
fn href(path: &str, filters: &[(&str, String)], cursor: Option<&str>) -> String {
    let mut pairs: Vec<String> = filters.iter().map(|(name, value)| format!("{name}={}", encode(value))).collect();
    pairs.extend(cursor.map(|cursor| format!("cursor={}", encode(cursor))));
    if pairs.is_empty() { path.to_owned() } else { format!("{path}?{}", pairs.join("&")) }
}

fn entries(
    page: Result<Page<AuditEntry>, AppError>,
    path: &str,
    filters: &[(&str, String)],
    further: bool,
    whole: bool,
    retry: Callback<()>,
) -> AnyView {
    let page = match page {
        Ok(page) => page,
        Err(error) => return view! { <InlineError error retry/> }.into_any(),
    };
    if page.items.is_empty() {
        return view! { <EmptyState icon="clock" title="Nothing here" body="No act matches." compact=true/> }.into_any();
    }
    let next = page.next_cursor.as_deref().map(|cursor| href(path, filters, Some(cursor)));
    let newer = further.then(|| href(path, filters, None));
    let rows = page.items.into_iter().map(|entry| row(entry, whole)).collect_view();
    view! {
        <ul class="divide-y divide-border rounded-lg border border-border bg-surface">{rows}</ul>
        <Pagination newer=newer next=next newer_label="Newest" next_label="Older"/>
    }
    .into_any()
}

/// Symbol and tone: what people should look at stands out.
fn look(action: &str) -> (&'static str, Tone) {
    match action.split('.').next().unwrap_or_default() {
        _ if matches!(action, "session.refuse" | "session.reuse" | "passkey.copy_suspected" | "passkey.refuse" | "user.disable") => {
            ("alert", Tone::Warning)
        }
        "key" | "passkey" | "password" => ("key", Tone::Info),
        "workspace" | "member" | "invitation" => ("users", Tone::Neutral),
        "user" | "setup" => ("shield", Tone::Info),
        _ => ("user", Tone::Neutral),
    }
}

fn row(entry: AuditEntry, whole: bool) -> impl IntoView + use<> {
    let (icon, tone) = look(&entry.action);
    let words = title(&entry.action).to_owned();
    let by = who(&entry, whole);
    let place = (!entry.address.is_empty()).then(|| format!(" · from {}", entry.address));
    let target = whole.then(
        || view! { <span class="block break-all font-mono text-meta text-subtle">{format!("{} · {}", entry.action, entry.target)}</span> },
    );
    let details = details(entry.before.as_ref(), entry.after.as_ref());
    view! {
        <li class="flex flex-wrap items-start gap-x-4 gap-y-1 px-4 py-3">
            <Badge tone icon class="mt-0.5">{words}</Badge>
            <div class="min-w-0 flex-1 basis-64">
                <p class="text-muted">{by}{place}</p>
                {target}
                {details}
            </div>
            <span class="text-meta text-subtle"><Timestamp at=entry.at/></span>
        </li>
    }
}

/// Who did it; on one's own page only when it was somebody or something else.
fn who(entry: &AuditEntry, whole: bool) -> String {
    let actor = &entry.actor;
    let by_key = if actor.via.is_some() { " with an API key" } else { "" };
    match actor.kind.as_str() {
        "operator" => "By whoever runs this installation".to_owned(),
        "anonymous" => "Somebody who wasn't signed in".to_owned(),
        _ if actor.name.is_empty() => format!("By a person{by_key}"),
        _ if whole => format!("{}{by_key}", actor.name),
        _ => format!("By {}{by_key}", actor.name),
    }
}

fn details(before: Option<&Value>, after: Option<&Value>) -> Option<AnyView> {
    let part = |name: &'static str, state: Option<&Value>| {
        let shown = state.map(lines).filter(|lines| !lines.is_empty())?;
        Some(view! {
            <div class="min-w-0">
                <dt class="font-medium">{name}</dt>
                {shown.into_iter().map(|line| view! { <dd class="break-words text-muted">{line}</dd> }).collect_view()}
            </div>
        })
    };
    let (before, after) = (part("Before", before), part("After", after));
    (before.is_some() || after.is_some()).then(|| {
        view! {
            <details class="mt-1">
                <summary class="w-fit cursor-pointer text-meta text-muted hover:text-fg">"Details"</summary>
                <dl class="mt-1 grid gap-3 text-meta sm:grid-cols-2">{before}{after}</dl>
            </details>
        }
        .into_any()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_kept_from_page_to_page() {
        let filters = [("action", "session.".to_owned()), ("actor", "a b".to_owned())];
        assert_eq!(href("/admin/audit", &filters, Some("x=")), "/admin/audit?action=session.&actor=a%20b&cursor=x%3D");
        assert_eq!(href("/settings/activity", &[], None), "/settings/activity");
    }

    #[test]
    fn a_day_is_a_time_and_nonsense_is_none() {
        let asked =
            wanted(|name| (name == "from").then(|| "2026-11-20".to_owned()).or_else(|| (name == "until").then(|| "soon".to_owned())));
        assert_eq!(asked.from.map(|at| at.to_rfc3339()), Some("2026-11-20T00:00:00+00:00".to_owned()));
        assert_eq!(asked.until, None);
    }
}
