//! What is in a file: how many can be taken, what is wrong with which row, what is there already, and the
//! choice of rows.

use leptos::prelude::*;

use crate::core::format::count;
use crate::features::agents::fields::label_of;
use crate::features::agents::rpc::{DiscardImportForm, ImportAgentsForm};
use crate::features::agents::transfer::{ImportPreview, ImportReport, Place, PreviewRow, RowNote, SHOWN_ROWS, StagedImport};
use crate::ui::*;

/// Errors and notes that are listed; the number of the others is said.
const LISTED: usize = 100;

/// The file that waits. `gone` is called when it was forgotten: the address stays the same then.
#[component]
pub(super) fn Preview(file: StagedImport, gone: Callback<()>) -> impl IntoView {
    let import = ServerAction::<ImportAgentsForm>::new();
    let discard = ServerAction::<DiscardImportForm>::new();
    let error = action_error(import);
    Effect::new(move |_| {
        if matches!(discard.value().get(), Some(Ok(()))) {
            gone.run(());
        }
    });
    let StagedImport { token, file, problem, preview } = file;
    let title = if file.is_empty() { "Your file".to_owned() } else { file };
    let token_to_drop = token.clone();
    let body = match (problem, preview) {
        (_, Some(preview)) => view! { <Found preview token import/> }.into_any(),
        (problem, None) => {
            let sentence = problem.unwrap_or_else(|| "This file can’t be read. Choose another one.".to_owned());
            view! { <Banner tone=Tone::Danger title="This file can’t be imported">{sentence}</Banner> }.into_any()
        }
    };
    view! {
        <Section title>
            <FormError error/>
            <div class="flex flex-col gap-4">
                {body}
                <ActionForm action=discard>
                    <input type="hidden" name="token" value=token_to_drop/>
                    <Button submit=true variant=Variant::Ghost icon="trash" pending=discard.pending()>"Forget this file"</Button>
                </ActionForm>
            </div>
        </Section>
    }
}

#[component]
fn Found(preview: ImportPreview, token: String, import: ServerAction<ImportAgentsForm>) -> impl IntoView {
    let ImportPreview { report, rows, good } = preview;
    let is_short = report.rows as usize <= SHOWN_ROWS;
    let many = report.rows as usize;
    view! {
        {summary(&report)}
        {notes("Rows with errors", "These rows can’t be imported; the others can.", Tone::Danger, report.errors, true)}
        {notes("Changed to fit", "Imported as well, but not exactly as in the file.", Tone::Info, report.notes, false)}
        <ActionForm action=import attr:class="flex flex-col gap-4">
            <input type="hidden" name="import[token]" value=token/>
            {if is_short {
                ().into_any()
            } else {
                view! {
                    <Field name="import[range]" key="rows" label="Rows to import" required=true hint=format!("Of {many} rows, for example 1-40,52. Below are the first {SHOWN_ROWS}.")>
                        <Textarea value=good rows=2/>
                    </Field>
                }
                .into_any()
            }}
            <ul class="max-h-96 divide-y divide-border overflow-y-auto rounded-lg border border-border bg-surface" role="list" aria-label="Rows of the file" tabindex="0">
                {rows.into_iter().map(|row| preview_row(row, is_short)).collect_view()}
            </ul>
            <div><Button submit=true variant=Variant::Primary icon="check" pending=import.pending()>
                {if is_short { "Import the chosen rows" } else { "Import these rows" }}
            </Button></div>
        </ActionForm>
    }
}

fn summary(report: &ImportReport) -> impl IntoView + use<> {
    let wrong: std::collections::BTreeSet<u32> = report.errors.iter().map(|note| note.row).collect();
    let facts = [
        (Tone::Success, report.created as usize, "ready to import", "ready to import"),
        (Tone::Warning, report.duplicates.len(), "duplicate", "duplicates"),
        (Tone::Danger, wrong.len(), "row with errors", "rows with errors"),
    ];
    let badges = facts
        .into_iter()
        .filter(|(_, n, _, _)| *n > 0)
        .map(|(tone, n, one, many)| view! { <li><Badge tone>{count(n, one, many)}</Badge></li> })
        .collect_view();
    let read = report.encoding.as_ref().map(|name| format!(" Read as {name}: check the letters with accents."));
    view! {
        <div class="flex flex-col gap-2">
            <p>{report.format.label()}", "{count(report.rows as usize, "row", "rows")}"."{read}</p>
            <ul class="flex flex-wrap gap-2" role="list" aria-label="What is in the file">{badges}</ul>
        </div>
    }
}

fn notes(title: &'static str, lead: &'static str, tone: Tone, notes: Vec<RowNote>, open: bool) -> Option<AnyView> {
    let more = notes.len().saturating_sub(LISTED);
    let rows = notes.iter().take(LISTED).map(|note| {
        let field = label_of(&note.field).to_owned();
        view! {
            <tr>
                <th scope="row" class="ui-num">{note.row}</th>
                <td class="text-muted">{field}</td>
                <td class="wrap-anywhere">{note.message.clone()}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    (!notes.is_empty()).then(|| {
        view! {
            <Disclosure summary=format!("{title} ({})", notes.len()) open>
                <div class="flex flex-col gap-2 pt-2 text-fg">
                    <Banner tone>{lead}</Banner>
                    <Table caption=title>
                        <thead><tr><th scope="col" class="ui-num">"Row"</th><th scope="col">"Field"</th><th scope="col">"What"</th></tr></thead>
                        <tbody>{rows}</tbody>
                    </Table>
                    {(more > 0).then(|| view! { <p class="text-muted">{format!("And {more} more.")}</p> })}
                </div>
            </Disclosure>
        }
        .into_any()
    })
}

fn preview_row(row: PreviewRow, with_box: bool) -> impl IntoView {
    let label = format!("Import row {}: {}", row.row, row.name);
    let number = row.row.to_string();
    let is_good = !row.has_errors;
    let ticked = is_good && row.duplicate.is_none();
    let chooser = (with_box && is_good).then(|| {
        view! { <Checkbox name="import[rows][]" value=number.clone() label=label.clone() checked=ticked class="[&>span]:sr-only"/> }
    });
    let state = match (row.has_errors, row.duplicate) {
        (true, _) => Some((Tone::Danger, "Has errors")),
        (false, Some(Place::Workspace)) => Some((Tone::Warning, "Is there already")),
        (false, Some(Place::File)) => Some((Tone::Warning, "Twice in the file")),
        (false, None) => None,
    };
    let line = [row.archetype, row.work].into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", ");
    let name = if row.name.is_empty() { "(no name)".to_owned() } else { row.name };
    view! {
        <li class="flex flex-wrap items-center gap-3 px-4 py-2">
            <span class="w-6 shrink-0">{chooser}</span>
            <span class="w-10 shrink-0 text-meta tabular-nums text-subtle">{number}</span>
            <div class="min-w-0 flex-1 basis-40">
                <p class="truncate font-medium"><bdi>{name}</bdi></p>
                <p class="truncate text-meta text-muted">{line}</p>
            </div>
            {state.map(|(tone, word)| view! { <Badge tone>{word}</Badge> })}
        </li>
    }
}
