//! Everything of a persona in readable parts; empty ones are left out.

use leptos::prelude::*;

use super::{href, words};
use crate::features::agents::types::{BigFive, Persona, SpeakingStyle, domain_name};
use crate::ui::*;

/// Picture, archetype, profession, domain: what stands below the heading.
pub(super) fn introduction(p: &Persona, picture: String) -> impl IntoView + use<> {
    let what = [p.profession.as_str(), p.employer.as_str()].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
    let domain_label = domain_name(&p.domain).to_owned();
    let domain = href("/library", &[("domain", if p.domain == "general" { "" } else { &p.domain })]);
    view! {
        <div class="flex items-center gap-4">
            <Avatar seed=p.seed() picture name=p.name.clone() size=AvatarSize::Xl decorative=true/>
            <div class="flex min-w-0 flex-col items-start gap-1 wrap-anywhere">
                <p class="text-section font-medium">{p.archetype.clone()}</p>
                {(!what.is_empty()).then(|| view! { <p class="text-muted">{what}</p> })}
                <a href=domain class="hover:underline"><Badge tone=Tone::Primary>{domain_label}</Badge></a>
            </div>
        </div>
    }
}

/// The persona in two columns; `aside` stands at the end of the second.
pub(super) fn description(p: Persona, instructions: String, aside: AnyView) -> impl IntoView {
    let stance = (!p.stance.is_empty()).then(|| {
        panel(
            "Opening position",
            view! { <blockquote class="border-l-2 border-primary pl-3 text-read">"“"{p.stance}"”"</blockquote> }.into_any(),
        )
    });
    view! {
        <div class="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
            <div class="flex min-w-0 flex-col gap-4">
                {stance}
                {text("Background", p.background)}
                {character(p.big_five, p.traits)}
                {list("Expertise", p.expertise)}
                <div class="grid items-start gap-4 sm:grid-cols-2">{list("Goals", p.goals)}{list("Values", p.values)}</div>
                {text("Inner contradiction", p.contradiction)}
                <div class="grid items-start gap-4 sm:grid-cols-2">
                    {list("Doesn’t know, and says so", p.knowledge_limits)}
                    {list("Fails to see", p.blind_spots)}
                </div>
                {text("Instructions", instructions)}
            </div>
            <div class="flex min-w-0 flex-col gap-4">
                {voice(p.style, p.push_back)}
                {facts(&[
                    ("Pronouns", p.pronouns),
                    ("Age", number(p.age)),
                    ("Experience", years(p.experience_years)),
                    ("Lives in", p.residence),
                    ("Nationality", p.nationality),
                    ("Languages", p.languages.join(", ")),
                ])}
                {tags(p.tags)}
                {aside}
            </div>
        </div>
    }
}

/// A part with its own heading.
pub(super) fn panel(title: &'static str, content: AnyView) -> AnyView {
    view! {
        <section class="flex min-w-0 flex-col gap-2 rounded-lg border border-border bg-surface p-4">
            <h2 class="text-base">{title}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// Names and values; those without a value are left out.
pub(super) fn definitions(rows: Vec<(&'static str, AnyView)>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div class="flex flex-wrap justify-between gap-x-4"><dt class="text-muted">{name}</dt><dd class="min-w-0 wrap-anywhere">{value}</dd></div> })
        .collect_view();
    view! { <dl class="flex flex-col gap-1.5">{rows}</dl> }.into_any()
}

fn text(title: &'static str, body: String) -> Option<AnyView> {
    (!body.is_empty()).then(|| panel(title, view! { <p class="text-read whitespace-pre-line wrap-anywhere">{body}</p> }.into_any()))
}

fn list(title: &'static str, entries: Vec<String>) -> Option<AnyView> {
    (!entries.is_empty()).then(|| panel(title, bullets(entries, false)))
}

fn bullets(entries: Vec<String>, quoted: bool) -> AnyView {
    let rows = entries
        .into_iter()
        .map(|entry| if quoted { format!("“{entry}”") } else { entry })
        .map(|entry| view! { <li class="wrap-anywhere">{entry}</li> })
        .collect_view();
    view! { <ul class="list-disc space-y-1 pl-5 marker:text-subtle">{rows}</ul> }.into_any()
}

fn voice(style: SpeakingStyle, push_back: u8) -> AnyView {
    let rows = vec![
        ("Tone", words::step(&words::FORMALITY, style.formality).into_any()),
        ("Length", words::step(&words::VERBOSITY, style.verbosity).into_any()),
        ("Share of the talk", words::talkativeness(style.talkativeness).into_any()),
        ("Disagreement", words::step(&words::PUSH_BACK, push_back).into_any()),
    ];
    let part = |title: &'static str, entries: Vec<String>, quoted: bool| {
        (!entries.is_empty()).then(|| view! { <h3 class="mt-2 text-muted">{title}</h3>{bullets(entries, quoted)} })
    };
    let content = view! {
        {definitions(rows)}
        {part("Typical moves", style.moves, false)}
        {part("Says", style.phrases, true)}
        {part("Would never say", style.never, true)}
    };
    panel("Voice", content.into_any())
}

fn character(five: BigFive, traits: Vec<String>) -> AnyView {
    let items = [
        ("Openness", five.openness),
        ("Conscientiousness", five.conscientiousness),
        ("Extraversion", five.extraversion),
        ("Agreeableness", five.agreeableness),
        ("Neuroticism", five.neuroticism),
    ];
    let items = items.into_iter().map(|(name, value)| (name.to_owned(), f64::from(value))).collect();
    let traits = (!traits.is_empty()).then(|| bullets(traits, false));
    panel("Character", view! { {traits}<Bars title="Personality, 0 to 100; 50 is average" items full=100.0/> }.into_any())
}

fn facts(rows: &[(&'static str, String)]) -> Option<AnyView> {
    let rows: Vec<_> = rows.iter().filter(|(_, value)| !value.is_empty()).map(|(name, value)| (*name, value.clone().into_any())).collect();
    (!rows.is_empty()).then(|| panel("Person", definitions(rows)))
}

fn tags(tags: Vec<String>) -> Option<AnyView> {
    let links = |tag: String| {
        let address = href("/library", &[("tag", &tag)]);
        view! { <li class="flex max-w-full"><a href=address class="min-w-0 hover:underline"><Badge>{tag}</Badge></a></li> }
    };
    (!tags.is_empty()).then(|| {
        panel("Tags", view! { <ul class="flex flex-wrap gap-1.5" role="list">{tags.into_iter().map(links).collect_view()}</ul> }.into_any())
    })
}

/// Nought means "not said".
fn number(n: u8) -> String {
    if n == 0 { String::new() } else { n.to_string() }
}

fn years(n: u8) -> String {
    if n == 0 { String::new() } else { crate::core::format::count(usize::from(n), "year", "years") }
}
