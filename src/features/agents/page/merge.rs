//! Two people changed the same version: field by field, whose text is kept.

use leptos::prelude::*;
use leptos_meta::Title;

use super::id_param;
use crate::features::agents::conflict::{Conflict, FieldConflict, Side};
use crate::features::agents::fields::LISTS;
use crate::features::agents::rpc::{DiscardDraftForm, MergeAgentForm, get_conflict};
use crate::features::home::PageError;
use crate::ui::*;

/// `/agents/{id}/merge`
#[component]
pub fn MergeAgentPage() -> impl IntoView {
    let id = id_param();
    let conflict = Resource::new(move || id.get(), get_conflict);
    let merge = ServerAction::<MergeAgentForm>::new();
    // Others were quicker once more: the page shows what they have now.
    Effect::new(move |_| {
        if matches!(merge.value().get(), Some(Ok(true))) {
            conflict.refetch();
        }
    });
    view! {
        <Transition fallback=|| view! { <SkeletonText lines=8/> }>
            {move || Suspend::new(async move {
                match conflict.await {
                    Ok(conflict) => view! { <Choices conflict merge/> }.into_any(),
                    Err(error) => {
                        let back = format!("/agents/{}", id.get_untracked());
                        view! { <PageError error title="Merge" back back_label="Open the agent"/> }.into_any()
                    }
                }
            })}
        </Transition>
    }
}

#[component]
fn Choices(conflict: Conflict, merge: ServerAction<MergeAgentForm>) -> impl IntoView {
    let error = action_error(merge);
    let pending: Signal<bool> = merge.pending().into();
    let Conflict { id, name, theirs, fields } = conflict;
    let both = fields.iter().filter(|field| field.both).count();
    let title = format!("Merge changes of {name}");
    let of_form = id.clone();
    let lead = if fields.is_empty() {
        "Your text and theirs say the same by now. Save to go on.".to_owned()
    } else if both == 0 {
        "Somebody else saved a newer version while you were typing. Your changes and theirs don’t touch the same fields: save to keep both."
            .to_owned()
    } else {
        "Somebody else saved a newer version while you were typing. Nothing of yours is lost: choose field by field.".to_owned()
    };
    view! {
        <Title text=title.clone()/>
        <PageHeader title description=lead/>
        <FormError error/>
        <ActionForm action=merge attr:class="flex flex-col gap-6">
            <input type="hidden" name="merge[id]" value=of_form/>
            <input type="hidden" name="merge[theirs]" value=theirs.to_string()/>
            {fields.into_iter().map(choice).collect_view()}
            <div class="sticky bottom-0 z-10 -mx-1 flex flex-wrap gap-2 border-t border-border bg-bg px-1 py-3">
                <Button submit=true variant=Variant::Primary icon="check" name="merge[then]" value="save" pending=pending>"Save the merged agent"</Button>
                <Button submit=true icon="edit" name="merge[then]" value="edit" pending=pending>"Edit it further"</Button>
            </div>
        </ActionForm>
        <Discard id/>
    }
}

/// The sides of a field as cards to choose from.
fn choice(field: FieldConflict) -> impl IntoView {
    let (tone, word) = match (field.both, field.proposed) {
        (true, _) => (Tone::Warning, "Both changed it"),
        (false, Side::Theirs) => (Tone::Neutral, "Only they changed it"),
        (false, _) => (Tone::Neutral, "Only you changed it"),
    };
    let is_list = LISTS.contains(&field.key.as_str());
    let side = |side: Side, label: &str, text: &str| RadioOption::new(side.as_str(), label).hint(shown(text, is_list));
    let mut options = vec![side(Side::Mine, "Mine", &field.mine), side(Side::Theirs, "Theirs", &field.theirs)];
    options.extend(field.base.as_deref().map(|base| side(Side::Base, "As it was before", base)));
    let name = format!("merge[choice][{}]", field.key);
    view! {
        <section class="flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-surface p-4 wrap-anywhere">
            <div><Badge tone>{word}</Badge></div>
            <RadioCards name legend=field.label options value=field.proposed.as_str() columns=3/>
        </section>
    }
}

/// A text in a card; lists with their entries behind one another.
fn shown(text: &str, is_list: bool) -> String {
    match text {
        "" => "(empty)".to_owned(),
        text if is_list => text.lines().collect::<Vec<_>>().join(" · "),
        text => text.to_owned(),
    }
}

/// Drops what was typed.
#[component]
fn Discard(id: String) -> impl IntoView {
    let discard = ServerAction::<DiscardDraftForm>::new();
    let error = action_error(discard);
    view! {
        <FormError error id="discard-error"/>
        <ActionForm action=discard>
            <input type="hidden" name="id" value=id/>
            <Button submit=true variant=Variant::Ghost icon="trash" pending=discard.pending()>"Keep theirs, drop mine"</Button>
        </ActionForm>
    }
}
