//! `/workspaces`: the visitor's workspaces, making one, and invitations to their address.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_meta::Title;

use crate::core::ListQuery;
use crate::features::home::{Typed, use_session};
use crate::features::workspaces::rpc::{CreateWorkspace, SwitchWorkspace, list_workspaces, my_invitations};
use crate::features::workspaces::types::{MAX_NAME, MyInvitation, Workspace};
use crate::ui::*;

/// Workspaces on the page: as many as one person can have.
const SHOWN: u32 = 100;

/// All workspaces of the visitor.
#[component]
pub fn WorkspacesPage() -> impl IntoView {
    let query = || ListQuery { limit: Some(SHOWN), sort: Some("created_at".to_owned()), ..ListQuery::default() };
    let workspaces = Resource::new(|| (), move |()| list_workspaces(query()));
    let invitations = Resource::new(|| (), |()| my_invitations());
    let session = use_session();
    let guest = session.as_ref().is_some_and(|session| session.user.guest);
    let current = StoredValue::new(session.map(|session| session.workspace.id).unwrap_or_default());
    view! {
        <Title text="Workspaces"/>
        <PageHeader title="Workspaces" description="Everything you make belongs to a workspace, and only its members see it."/>
        <Transition fallback=|| ()>
            {move || Suspend::new(async move { invitations.await.ok().filter(|list| !list.is_empty()).map(for_you) })}
        </Transition>
        <Transition fallback=|| view! { <SkeletonRows rows=3/> }>
            {move || Suspend::new(async move {
                match workspaces.await {
                    Ok(page) => table(page.items, &current.get_value()),
                    Err(error) => view! { <InlineError error retry=Callback::new(move |()| workspaces.refetch())/> }.into_any(),
                }
            })}
        </Transition>
        {if guest {
            view! { <Banner>"A guest has one private workspace. Make an account to have shared ones."</Banner> }.into_any()
        } else {
            view! { <CreateForm/> }.into_any()
        }}
    }
}

fn for_you(list: Vec<MyInvitation>) -> impl IntoView {
    let rows = list
        .into_iter()
        .map(|invitation| {
            let href = format!("/invitations/{}", invitation.id);
            view! {
                <li class="flex flex-wrap items-center gap-3">
                    <span class="min-w-0 flex-1 break-words">
                        {invitation.invited_by}" invites you to "<strong>{invitation.workspace}</strong>" as "{invitation.role.label().to_lowercase()}"."
                    </span>
                    <LinkButton href size=Size::Sm variant=Variant::Primary>"See invitation"</LinkButton>
                </li>
            }
        })
        .collect_view();
    view! {
        <Section title="Invitations for you">
            <Card><ul class="flex flex-col gap-3">{rows}</ul></Card>
        </Section>
    }
}

fn table(workspaces: Vec<Workspace>, current: &str) -> AnyView {
    let rows = workspaces.into_iter().map(|workspace| row(workspace, current)).collect_view();
    view! {
        <Table caption="Your workspaces">
            <thead>
                <tr>
                    <th scope="col">"Workspace"</th>
                    <th scope="col">"Your role"</th>
                    <th scope="col" class="hidden sm:table-cell">"Since"</th>
                    <th scope="col"><span class="sr-only">"Action"</span></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(workspace: Workspace, current: &str) -> impl IntoView + use<> {
    let here = workspace.id == current;
    let label = format!("Switch to {}", workspace.name);
    let action = if here {
        view! { <LinkButton href="/settings/workspace" size=Size::Sm icon="settings">"Settings"</LinkButton> }.into_any()
    } else {
        view! {
            <form method="post" action=SwitchWorkspace::url()>
                <input type="hidden" name="id" value=workspace.id/>
                <input type="hidden" name="next" value="/home"/>
                <Button submit=true size=Size::Sm attr:aria-label=label>"Switch"</Button>
            </form>
        }
        .into_any()
    };
    view! {
        <tr>
            <th scope="row" class="font-normal">
                <span class="flex flex-wrap items-center gap-x-2 gap-y-1">
                    <span class="font-medium break-words">{workspace.name}</span>
                    {workspace.personal.then(|| view! { <Badge>"Personal"</Badge> })}
                    {here.then(|| view! { <Badge tone=Tone::Success>"Open"</Badge> })}
                </span>
            </th>
            <td>{workspace.role.label()}</td>
            <td class="hidden text-muted sm:table-cell"><Timestamp at=workspace.created_at/></td>
            <td class="text-right">{action}</td>
        </tr>
    }
}

#[component]
fn CreateForm() -> impl IntoView {
    let error = action_error(ServerAction::<CreateWorkspace>::new());
    let name = Typed::of(CreateWorkspace::url()).or("name", "");
    view! {
        <Section title="New workspace" description="You become its owner, and can invite others then.">
            <div class="max-w-form">
                <Card>
                    <form method="post" action=CreateWorkspace::url() class="flex flex-col gap-4">
                        <FormError error id="create-error"/>
                        <Field name="name" label="Name of the workspace" errors=error required=true>
                            <Input value=name autocomplete="off" maxlength=MAX_NAME as u32/>
                        </Field>
                        <div><Button submit=true variant=Variant::Primary icon="plus">"Create workspace"</Button></div>
                    </form>
                </Card>
            </div>
        </Section>
    }
}
