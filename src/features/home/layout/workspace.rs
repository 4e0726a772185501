//! The workspace at the top of the sidebar, and the way to another.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use crate::features::auth::types::{SessionView, WorkspaceChoice};
use crate::features::workspaces::rpc::SwitchWorkspace;
use crate::ui::*;

/// The name of the workspace, with a menu that leads to the others and to its settings.
#[component]
pub fn WorkspaceSwitch(session: SessionView) -> impl IntoView {
    let SessionView { workspace, workspaces, .. } = session;
    let current = workspace.id.clone();
    let forms = workspaces.iter().filter(|choice| choice.id != current).map(|choice| switch_form(choice.id.clone())).collect_view();
    let entries = workspaces.into_iter().map(|choice| entry(&current, choice)).collect_view();
    let label = format!("Workspace: {}. Switch", workspace.name);
    let trigger = move || {
        view! {
            <Current workspace=workspace.clone()/>
            <Icon name="chevron-down" class="ml-auto text-subtle"/>
        }
    };
    view! {
        <Menu id="workspace-menu" label trigger align=Align::Start>
            <MenuLabel>"Workspaces"</MenuLabel>
            {entries}
            <MenuDivider/>
            <MenuLink href="/settings/workspace" icon="settings">"Workspace settings"</MenuLink>
            <MenuLink href="/workspaces" icon="plus">"All workspaces, new one"</MenuLink>
        </Menu>
        {forms}
    }
}

fn form_id(workspace: &str) -> String {
    format!("workspace-{workspace}")
}

/// A plain form: everything on the page belongs to the workspace, so the next page is loaded anew.
fn switch_form(id: String) -> impl IntoView + use<> {
    let form = form_id(&id);
    view! {
        <form id=form method="post" action=SwitchWorkspace::url() hidden>
            <input type="hidden" name="id" value=id/>
            <input type="hidden" name="next" value="/home"/>
        </form>
    }
}

fn entry(current: &str, choice: WorkspaceChoice) -> AnyView {
    if choice.id == current {
        return view! { <MenuLink href="/home" icon="check">{choice.name}<span class="sr-only">" (current)"</span></MenuLink> }.into_any();
    }
    let form = form_id(&choice.id);
    view! { <MenuButton submit=true form icon="layers">{choice.name}</MenuButton> }.into_any()
}

#[component]
fn Current(workspace: WorkspaceChoice) -> impl IntoView {
    view! {
        <span class="flex min-w-0 flex-col">
            <span class="truncate font-medium text-fg">{workspace.name}</span>
            <span class="text-meta text-muted">{workspace.role.label()}</span>
        </span>
    }
}
