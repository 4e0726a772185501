//! `/shared/{token}`: a conversation as somebody without an account reads it.

use leptos::prelude::*;
use leptos_meta::{Meta, Title};
use leptos_router::hooks::use_params_map;

use crate::core::AppError;
use crate::core::format::count;
use crate::features::home::request;
use crate::features::simulations::rpc::view_shared;
use crate::features::simulations::types::{MessageKind, SharedConversation, SharedLine, SharedPerson, seat_of};
use crate::ui::*;

/// The page of a link. It asks once and holds nothing by which more could be asked for.
#[component]
pub fn SharedPage() -> impl IntoView {
    let params = use_params_map();
    let token = Memo::new(move |_| params.with(|p| p.get("token")).unwrap_or_default());
    let shared = Resource::new_blocking(move || token.get(), view_shared);
    view! {
        <Meta name="robots" content="noindex, nofollow, noarchive"/>
        <Meta name="referrer" content="no-referrer"/>
        <Suspense fallback=|| ()>
            {move || Suspend::new(async move {
                match shared.await {
                    Ok(shared) => view! { <Conversation shared/> }.into_any(),
                    Err(error) => view! { <Gone error/> }.into_any(),
                }
            })}
        </Suspense>
    }
}

#[component]
fn Gone(error: AppError) -> impl IntoView {
    request::answer_with(error.code);
    view! {
        <Title text="No conversation here"/>
        <AuthFrame brand=|| view! { <Wordmark/> }>
            <h1 id="page-title" tabindex="-1" class="text-title">"No conversation here"</h1>
            <p class="text-read">{error.message}</p>
            <LinkButton href="/">"What is Colloquy?"</LinkButton>
        </AuthFrame>
    }
}

#[component]
fn Conversation(shared: SharedConversation) -> impl IntoView {
    let SharedConversation { title, question, participants, lines, expires_at, .. } = shared;
    let people = participants.clone().into_iter().map(member).collect_view();
    let said = count(lines.len(), "line", "lines");
    let turns = lines.into_iter().map(|line| spoken(line, &participants)).collect_view();
    view! {
        <Title text=title.clone()/>
        <main class="mx-auto max-w-page px-4 py-8" id="main">
            <p class="mb-6"><Wordmark/></p>
            <h1 id="page-title" tabindex="-1" class="text-title break-words" dir="auto">{title}</h1>
            <p class="mt-2 text-meta text-muted">
                "A simulated conversation: no real people were asked. "{said}". This link is good until "<Timestamp at=expires_at/>"."
            </p>
            <section class="my-6 rounded-lg border border-border bg-surface p-4" aria-label="The question">
                <p class="text-meta font-medium text-muted">"The question"</p>
                <p class="mt-1 text-section font-semibold break-words" dir="auto">{question}</p>
            </section>
            <section class="mb-6" aria-label="Panel">
                <h2 class="mb-2 text-section font-semibold">"Panel"</h2>
                <ul class="grid gap-3 sm:grid-cols-2" role="list">{people}</ul>
            </section>
            <h2 class="mb-2 text-section font-semibold">"Transcript"</h2>
            <Transcript id="transcript" label="Transcript">{turns}</Transcript>
        </main>
    }
}

fn member(person: SharedPerson) -> impl IntoView {
    view! {
        <li class="flex items-center gap-3">
            <Avatar seed=person.avatar_seed name=person.name.clone() decorative=true seat=seat_of(&person.id)/>
            <span class="min-w-0"><span class="block font-medium">{person.name}</span><span class="block text-meta text-muted">{person.profession}</span></span>
        </li>
    }
}

fn spoken(line: SharedLine, people: &[SharedPerson]) -> impl IntoView + use<> {
    let kind = match line.kind {
        MessageKind::Agent => TurnKind::Agent,
        MessageKind::Observer => TurnKind::Observer,
        MessageKind::Scene => TurnKind::Scene,
        MessageKind::System => TurnKind::System,
    };
    let person = people.iter().find(|person| person.id == line.speaker_id);
    let seed = person.map(|person| person.avatar_seed.clone()).unwrap_or_default();
    let meta = person.map(|person| person.profession.clone()).unwrap_or_default();
    view! { <Turn id=format!("m{}", line.seq) kind name=line.speaker seed seat=seat_of(&line.speaker_id) meta text=line.text/> }
}
