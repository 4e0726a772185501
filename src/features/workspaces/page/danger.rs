//! Leaving, handing over and deleting a workspace. Plain forms: the next page is another workspace's.

use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::words::member_refused;
use crate::core::ListQuery;
use crate::core::permission::{Permission, Role};
use crate::features::workspaces::rpc::{DeleteWorkspace, LeaveWorkspace, TransferWorkspace, list_members};
use crate::features::workspaces::types::Member;
use crate::ui::*;

/// Members in the choice of a new owner.
const CHOICES: u32 = 100;
const LABELS: [(&str, &str); 2] = [("user_id", "New owner"), ("confirm", "Name of the workspace")];

/// The section with what can't be taken back.
#[component]
pub(super) fn DangerZone(id: String, name: String, role: Role) -> impl IntoView {
    let owns = role.allows(Permission::Own);
    let transfer = owns.then(|| view! { <TransferForm id=id.clone() name=name.clone()/> });
    let delete = owns.then(|| view! { <DeleteForm id=id.clone() name=name.clone()/> });
    view! {
        <Section title="Leave, hand over, delete">
            <div class="flex max-w-form flex-col gap-4">
                <LeaveForm id=id.clone() name=name.clone()/>
                {transfer}
                {delete}
            </div>
        </Section>
    }
}

/// Without script the button leaves at once: somebody can invite the person again.
#[component]
fn LeaveForm(id: String, name: String) -> impl IntoView {
    let error = action_error_as(ServerAction::<LeaveWorkspace>::new(), member_refused);
    let confirm = use_confirm();
    let sure = StoredValue::new(false);
    let ask = move |event: leptos::ev::SubmitEvent| {
        if sure.get_value() {
            return;
        }
        event.prevent_default();
        let question = ConfirmSpec::new(format!("Leave “{name}”?"), "Leave workspace")
            .body("You lose access at once. What you made stays with the workspace. To come back, somebody has to invite you.")
            .danger();
        confirm.ask(question, move || {
            sure.set_value(true);
            browser::submit_form("leave-workspace");
        });
    };
    view! {
        <Card title="Leave" description="What you made stays with the workspace.">
            <FormError error id="leave-error"/>
            <form id="leave-workspace" method="post" action=LeaveWorkspace::url() on:submit=ask>
                <input type="hidden" name="id" value=id/>
                <Button submit=true icon="log-out">"Leave workspace"</Button>
            </form>
        </Card>
    }
}

/// The field in which the name is typed.
fn typed_name(name: &str, key: &'static str, errors: Signal<Option<crate::core::AppError>>) -> AnyView {
    let label = format!("Type “{name}” to confirm");
    view! { <Field name="confirm" key label errors required=true><Input autocomplete="off"/></Field> }.into_any()
}

/// The message of `confirm` under a key of its own: two forms of the page have such a field.
fn keyed(error: Signal<Option<crate::core::AppError>>, key: &'static str) -> Signal<Option<crate::core::AppError>> {
    Signal::derive(move || {
        let mut error = error.get()?;
        if let Some(messages) = error.fields.remove("confirm") {
            error.fields.insert(key.to_owned(), messages);
        }
        Some(error)
    })
}

#[component]
fn TransferForm(id: String, name: String) -> impl IntoView {
    let error = keyed(action_error_as(ServerAction::<TransferWorkspace>::new(), member_refused), "confirm-transfer");
    let workspace = StoredValue::new(id.clone());
    let query = || ListQuery { limit: Some(CHOICES), sort: Some("name".to_owned()), ..ListQuery::default() };
    let members = Resource::new(|| (), move |()| list_members(workspace.get_value(), query()));
    let (name, id) = (StoredValue::new(name), StoredValue::new(id));
    view! {
        <Transition fallback=|| ()>
            {move || Suspend::new(async move {
                let others: Vec<Member> = members.await.map(|page| page.items).unwrap_or_default().into_iter().filter(|m| !m.you && m.role != Role::Owner).collect();
                if others.is_empty() {
                    return ().into_any();
                }
                let choices = others.into_iter().map(|m| SelectOption::new(m.user_id.to_string(), format!("{} ({})", m.name, m.email))).collect::<Vec<_>>();
                let mut labels = LABELS.to_vec();
                labels.push(("confirm-transfer", "Name of the workspace"));
                view! {
                    <Card title="Hand over" description="The member becomes an owner, you become an administrator.">
                        <form method="post" action=TransferWorkspace::url() class="flex flex-col gap-4">
                            <FormError error labels id="transfer-error"/>
                            <input type="hidden" name="id" value=id.get_value()/>
                            <Field name="user_id" label="New owner" errors=error required=true><Select options=choices/></Field>
                            {typed_name(&name.get_value(), "confirm-transfer", error)}
                            <div><Button submit=true variant=Variant::Danger>"Hand over workspace"</Button></div>
                        </form>
                    </Card>
                }
                .into_any()
            })}
        </Transition>
    }
}

#[component]
fn DeleteForm(id: String, name: String) -> impl IntoView {
    let error = keyed(action_error_as(ServerAction::<DeleteWorkspace>::new(), member_refused), "confirm-delete");
    let labels = vec![("confirm-delete", "Name of the workspace")];
    view! {
        <Card title="Delete" description="Agents, simulations, documents and jobs go with it, for everybody and for good. Export what you want to keep.">
            <form method="post" action=DeleteWorkspace::url() class="flex flex-col gap-4">
                <FormError error labels id="delete-error"/>
                <input type="hidden" name="id" value=id/>
                {typed_name(&name, "confirm-delete", error)}
                <div><Button submit=true variant=Variant::Danger icon="trash">"Delete workspace"</Button></div>
            </form>
        </Card>
    }
}
