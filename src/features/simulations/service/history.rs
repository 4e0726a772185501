//! The list of simulations: search in what was said, filters, order, tags.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use crate::core::ids::SimulationId;
use crate::core::permission::Permission;
use crate::core::{AppError, ListQuery, Page, Result};
use crate::features::simulations::store::history::{self as store, Filter, Listed, Order, Words};
use crate::features::simulations::store::simulations as rows;
use crate::features::simulations::types::{FoundLine, HistoryItem, HistoryQuery, Simulation, State, TagsInput};
use crate::server::ctx::{Ctx, WorkspaceId};
use crate::server::paging::{self, Cursor};

use super::shown;

/// Most words of a search.
const WORDS: usize = 8;
/// Characters of the key under which a word stands in the index.
const KEY_CHARS: usize = 3;
/// Candidates and lines that a search looks at in one go.
const BATCH: u32 = 200;
/// Goes of one search: a search that finds little in very much ends and gives a cursor.
const GOES: usize = 30;
/// Characters of a found line around the word.
const SHOWN: usize = 160;

/// A page of the list.
pub async fn list(ctx: &Ctx, query: &HistoryQuery) -> Result<Page<HistoryItem>> {
    let ws = ctx.require(Permission::Read)?;
    let limit = paging::limit(query.limit)?;
    let filter = filter(query)?;
    let search = words(ctx, query.q.as_deref()).await?;
    let name = name(query, &filter);
    let after = Cursor::read(&name, query.cursor.as_deref())?.map(|cursor| cursor.after);
    let order = filter.order;
    match search {
        Asked::Nothing => {
            let found = store::page(&ctx.state.db, &ws, &filter, after.as_deref(), limit + 1).await?;
            let page = paging::page(&name, found, limit, |listed| listed.place(order));
            Ok(page.map(|listed| HistoryItem { simulation: shown(ctx, listed.row), found: None }))
        }
        Asked::NoWord => Ok(Page { items: Vec::new(), limit, next_cursor: None, total: Some(0) }),
        Asked::For(_) if order.is_by_title() => {
            Err(AppError::field("sort", "A search is sorted by -created_at or created_at. Leave the search out to sort by title."))
        }
        Asked::For(words) => searched(ctx, &ws, &Search { filter, words, limit, name }, after).await,
    }
}

/// The plain list, as the other parts of the product ask for it.
pub async fn plain(ctx: &Ctx, query: &ListQuery) -> Result<Page<Simulation>> {
    let ListQuery { limit, cursor, q, sort } = query.clone();
    let page = list(ctx, &HistoryQuery { limit, cursor, q, sort, ..HistoryQuery::default() }).await?;
    Ok(page.map(|item| item.simulation))
}

/// These simulations, in the order in which they are named; others are left out.
pub async fn named(ctx: &Ctx, ids: &[SimulationId]) -> Result<Vec<Simulation>> {
    let ws = ctx.require(Permission::Read)?;
    if ids.len() > 500 {
        return Err(AppError::field("ids", "Must have at most 500 entries."));
    }
    let names: Vec<String> = ids.iter().map(|id| id.as_str().to_owned()).collect();
    let found = store::among(&ctx.state.db, &ws, &filter(&HistoryQuery::default())?, &names).await?;
    let mut found: HashMap<String, Listed> = found.into_iter().map(|listed| (listed.row.id.clone(), listed)).collect();
    Ok(names.iter().filter_map(|id| found.remove(id)).map(|listed| shown(ctx, listed.row)).collect())
}

/// Replaces the tags, also while it runs.
pub async fn set_tags(ctx: &Ctx, id: &SimulationId, input: TagsInput) -> Result<Simulation> {
    let ws = ctx.require(Permission::Write)?;
    let tags = input.clean()?;
    if !store::set_tags(&ctx.state.db, &ws, id, &tags).await? {
        return Err(AppError::not_found("simulation"));
    }
    let row = rows::find(&ctx.state.db, &ws, id).await?;
    row.map(|row| shown(ctx, row)).ok_or_else(|| AppError::not_found("simulation"))
}

/// What a search is for.
enum Asked {
    Nothing,
    /// Something without letters and digits: it stands nowhere.
    NoWord,
    For(Words),
}

async fn words(ctx: &Ctx, q: Option<&str>) -> Result<Asked> {
    let Some(q) = q.map(str::trim).filter(|q| !q.is_empty()) else { return Ok(Asked::Nothing) };
    let text: String = q.chars().take(200).collect();
    let mut found = store::words(&ctx.state.db, &text).await?;
    found.retain(|word| !word.is_empty());
    found.truncate(WORDS);
    let Some(longest) = found.iter().max_by_key(|word| word.len()) else { return Ok(Asked::NoWord) };
    let key = longest.chars().take(KEY_CHARS).collect::<String>();
    Ok(Asked::For(Words { key, needles: found.iter().map(|word| format!(" {word}")).collect() }))
}

fn filter(query: &HistoryQuery) -> Result<Filter> {
    let order = match query.sort.as_deref().filter(|sort| !sort.is_empty()) {
        None => Order::Newest,
        Some(sort) => Order::ALL
            .into_iter()
            .find(|order| order.as_str() == sort)
            .ok_or_else(|| AppError::field("sort", "Use -created_at, created_at, title or -title."))?,
    };
    let given = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let state = match given(&query.state) {
        None => String::new(),
        Some(state) => {
            State::parse(&state)
                .ok_or_else(|| AppError::field("state", "Use draft, queued, running, paused, finished, stopped or failed."))?;
            state
        }
    };
    let keys =
        [("tag", given(&query.tag)), ("agent", given(&query.agent)), ("model", given(&query.model)), ("language", given(&query.language))];
    let keys = keys.into_iter().filter_map(|(name, value)| Some(format!("{name}:{}", value?.to_lowercase()))).collect();
    let from = day("from", given(&query.from), 0)?.map(|at| first_id(&at)).unwrap_or_default();
    let until = day("until", given(&query.until), 1)?.map_or_else(|| "~".to_owned(), |at| first_id(&at));
    Ok(Filter { order, state, keys, from, until })
}

/// The beginning of a day, or of the one after.
fn day(field: &str, text: Option<String>, plus: u64) -> Result<Option<DateTime<Utc>>> {
    let Some(text) = text else { return Ok(None) };
    let day = NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().and_then(|day| day.checked_add_days(chrono::Days::new(plus)));
    let day = day.ok_or_else(|| AppError::field(field, "Write the day as 2026-11-20."))?;
    Ok(Some(day.and_time(NaiveTime::MIN).and_utc()))
}

/// Below every id that was made at this time or later: ids begin with the milliseconds since 1970.
fn first_id(at: &DateTime<Utc>) -> String {
    format!("{:012x}", at.timestamp_millis().max(0))
}

/// Everything that a cursor depends on.
fn name(query: &HistoryQuery, filter: &Filter) -> String {
    let q = query.q.as_deref().unwrap_or("").trim().to_lowercase();
    format!("simulations {} {} {:?} {} {} {q}", filter.order.as_str(), filter.state, filter.keys, filter.from, filter.until)
        .replace('\n', " ")
}

/// A search with everything it needs.
struct Search {
    filter: Filter,
    words: Words,
    limit: u32,
    name: String,
}

/// What one go finds: ids in order, each with a line where a line was found, and where to go on.
struct Candidates {
    ids: Vec<String>,
    lines: HashMap<String, FoundLine>,
    next: Option<String>,
}

async fn searched(ctx: &Ctx, ws: &WorkspaceId, search: &Search, after: Option<String>) -> Result<Page<HistoryItem>> {
    let oldest = search.filter.order == Order::Oldest;
    let mut at = after.unwrap_or_else(|| if oldest { String::new() } else { "~".to_owned() });
    let mut items: Vec<HistoryItem> = Vec::new();
    let wanted = search.limit as usize;
    for _ in 0..GOES {
        let Candidates { ids, mut lines, next } = candidates(ctx, ws, search, &at).await?;
        let rows = store::among(&ctx.state.db, ws, &search.filter, &ids).await?;
        let mut rows: HashMap<String, Listed> = rows.into_iter().map(|listed| (listed.row.id.clone(), listed)).collect();
        for id in ids {
            let Some(listed) = rows.remove(&id) else { continue };
            if items.len() == wanted {
                let last = items.last().map(|item| item.simulation.id.to_string()).unwrap_or_default();
                return Ok(Page { items, limit: search.limit, next_cursor: Some(Cursor::write(&search.name, &last)), total: None });
            }
            items.push(HistoryItem { simulation: shown(ctx, listed.row), found: lines.remove(&id) });
        }
        match next {
            Some(next) => at = next,
            None => return Ok(Page { items, limit: search.limit, next_cursor: None, total: None }),
        }
    }
    Ok(Page { items, limit: search.limit, next_cursor: Some(Cursor::write(&search.name, &at)), total: None })
}

/// Merges what stands in heads and in lines; both come in the order of the list.
async fn candidates(ctx: &Ctx, ws: &WorkspaceId, search: &Search, at: &str) -> Result<Candidates> {
    let order = search.filter.order;
    let db = &ctx.state.db;
    let heads = store::heads(db, ws, &search.words, order, at, BATCH).await?;
    let hits = store::lines(db, ws, &search.words, order, at, BATCH).await?;
    // Beyond the end of a full batch the other list can't be trusted to be complete.
    let mut ends = Vec::new();
    if heads.len() == BATCH as usize {
        ends.extend(heads.last().cloned());
    }
    if hits.len() == BATCH as usize {
        ends.extend(hits.last().map(|hit| hit.sim.clone()));
    }
    let descending = order.is_descending();
    let next = if descending { ends.into_iter().max() } else { ends.into_iter().min() };
    let within = |id: &str| next.as_deref().is_none_or(|end| if descending { id >= end } else { id <= end });
    let mut found: BTreeMap<String, Option<FoundLine>> = heads.into_iter().filter(|id| within(id)).map(|id| (id, None)).collect();
    for hit in hits {
        if within(&hit.sim) {
            let line = || FoundLine { seq: hit.seq, speaker: hit.speaker_name.clone(), text: excerpt(&hit.text, &search.words) };
            found.entry(hit.sim.clone()).or_insert_with(|| Some(line()));
        }
    }
    let mut ids: Vec<String> = found.keys().cloned().collect();
    if descending {
        ids.reverse();
    }
    let lines = found.into_iter().filter_map(|(id, line)| Some((id, line?))).collect();
    Ok(Candidates { ids, lines, next })
}

/// The part of a line around the first word that was looked for.
fn excerpt(text: &str, words: &Words) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= SHOWN {
        return text;
    }
    let lower = text.to_lowercase();
    let byte = words.needles.iter().filter_map(|needle| lower.find(needle.trim())).min().unwrap_or(0);
    let place = lower.get(..byte).map_or(0, |head| head.chars().count());
    let start = place.saturating_sub(SHOWN / 3).min(chars.len() - SHOWN);
    let cut: String = chars.iter().skip(start).take(SHOWN).collect();
    let (before, after) = (if start > 0 { "…" } else { "" }, if start + SHOWN < chars.len() { "…" } else { "" });
    format!("{before}{}{after}", cut.trim())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    #[test]
    fn days_become_bounds_of_ids() {
        let at = Utc.with_ymd_and_hms(2026, 11, 20, 0, 0, 0).unwrap();
        let query = HistoryQuery { from: Some("2026-11-20".into()), until: Some("2026-11-20".into()), ..HistoryQuery::default() };
        let filter = filter(&query).unwrap();
        let id = format!("{:012x}7abc", at.timestamp_millis() + 5);
        assert!(filter.from.as_str() < id.as_str() && id.as_str() < filter.until.as_str());
        let next = format!("{:012x}7abc", at.timestamp_millis() + 86_400_000);
        assert!(next.as_str() > filter.until.as_str());
    }

    #[test]
    fn what_makes_no_sense_is_named() {
        let cases = [
            ("sort", HistoryQuery { sort: Some("tokens".into()), ..HistoryQuery::default() }),
            ("state", HistoryQuery { state: Some("asleep".into()), ..HistoryQuery::default() }),
            ("from", HistoryQuery { from: Some("yesterday".into()), ..HistoryQuery::default() }),
            ("until", HistoryQuery { until: Some("2026-02-31".into()), ..HistoryQuery::default() }),
        ];
        for (field, query) in cases {
            assert!(filter(&query).unwrap_err().fields.contains_key(field), "{field}");
        }
    }

    #[test]
    fn an_excerpt_shows_the_word() {
        let long = format!("{} the harbour gate {}", "word ".repeat(80), "word ".repeat(80));
        let shown = excerpt(&long, &Words { key: "har".into(), needles: vec![" harbour".into()] });
        assert!(shown.contains("harbour") && shown.chars().count() <= SHOWN + 2, "{shown}");
        assert!(shown.starts_with('…') && shown.ends_with('…'));
    }
}
