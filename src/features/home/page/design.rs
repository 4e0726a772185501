//! `/design`: every component in every state. In development builds only; the address exists in
//! all builds, so that the list of routes is the same.

use leptos::prelude::*;
use leptos_meta::Title;

use super::problem::NotFoundPage;
use crate::features::agents::candidate::Candidate;
use crate::features::agents::rpc::list_candidates;
use crate::ui::*;

/// The components, or "not found" in a release.
#[component]
pub fn DesignPage() -> impl IntoView {
    if !cfg!(debug_assertions) {
        return view! { <NotFoundPage/> }.into_any();
    }
    provide_toasts();
    provide_confirm();
    provide_palette();
    view! {
        <Title text="Design system"/>
        <main id="main" tabindex="-1" class="flex flex-col gap-6 p-4 sm:p-6">
            <PageHeader title="Design system" description="Every component in every state, in both themes."/>
            <Showcase/>
            <Faces/>
            <ToastHost/>
            <ConfirmHost/>
        </main>
    }
    .into_any()
}

/// Everybody of the library, to see whether their drawings differ; for whoever is signed in.
#[component]
fn Faces() -> impl IntoView {
    let people = Resource::new(|| (), |()| list_candidates());
    view! {
        <Section title="Avatars of the library">
            <Transition fallback=|| view! { <SkeletonText lines=4/> }>
                {move || Suspend::new(async move {
                    match people.await {
                        Ok(people) => ["light", "dark"].into_iter().map(|theme| sheet(theme, &people)).collect_view().into_any(),
                        Err(error) => view! { <InlineError error/> }.into_any(),
                    }
                })}
            </Transition>
        </Section>
    }
}

fn sheet(theme: &'static str, people: &[Candidate]) -> impl IntoView + use<> {
    let one = |person: &Candidate| view! { <li title=person.name.clone()><Avatar seed=person.seed.clone() name=person.name.clone() size=AvatarSize::Lg/></li> };
    let faces = people.iter().filter(|person| person.value.starts_with("library:")).map(one).collect_view();
    view! { <ul data-theme=theme class="bg-bg flex flex-wrap gap-2 rounded-lg border border-border p-4" role="list" aria-label=format!("{theme} theme")>{faces}</ul> }
}
