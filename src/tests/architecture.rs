//! The invariants of ARCHITECTURE.md, read off the source text. Each check names file, line and
//! what to do; exceptions are written down here, with their reason, and nowhere else.

use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

mod colours;

/// Most lines of a file; aim for 300. Data in Rust form and these outliers may have more.
const MAX_LINES: usize = 400;
const LONG_FILES: &[(&str, &str)] = &[("tests/coverage/rest.rs", "a line for every operation of the API")];

/// Invariant 3: where `cfg(feature = …)` may stand besides `lib.rs`, `main.rs` and each `mod.rs`.
const GATED: &[(&str, &str)] = &[
    ("app/parts.rs", "parts of the client that are files of their own only in builds that cut it up"),
    ("core/error.rs", "the server describes error codes in OpenAPI"),
    ("ui/browser.rs", "the browser's side of a few calls"),
    ("ui/live.rs", "the browser's event source"),
];

/// Invariant 6: where the system's clock, randomness and tasks may be used directly.
const DIRECT: &[(&str, &str, &str)] = &[
    ("server/clock.rs", "Utc::now", "the one place that asks the system"),
    ("server/db/mod.rs", "rand::random", "pauses between tries; no result depends on them"),
    ("server/db/mod.rs", "tokio::spawn", "a write outlives its caller and ends by itself"),
    ("server/shutdown.rs", "tokio::spawn", "waits for the end of the process"),
    ("server/run.rs", "Uuid::new_v4", "names the process in leases"),
    ("server/outbound/mod.rs", "Client::builder", "the one place that makes HTTP clients"),
];

struct Source {
    /// Relative to `src`, with slashes.
    path: String,
    text: String,
}

impl Source {
    fn is_test(&self) -> bool {
        let p = &self.path;
        p.starts_with("tests/") || p.contains("/tests/") || p.ends_with("tests.rs")
    }

    /// Lines of the product with their numbers: no comments, nothing below a `mod tests`.
    fn code(&self) -> Vec<(usize, &str)> {
        let until = self.text.find("#[cfg(test)]\nmod tests {").unwrap_or(self.text.len());
        let lines = self.text[..until].lines().enumerate();
        lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(index, line)| (index + 1, line)).collect()
    }

    fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap()
    }

    /// The feature and the path inside its folder.
    fn in_feature(&self) -> Option<(&str, &str)> {
        self.path.strip_prefix("features/")?.split_once('/')
    }

    /// Whether this is the role's file, or in the folder of that name.
    fn has_role(&self, roles: &[&str]) -> bool {
        let Some((_, inside)) = self.in_feature() else { return false };
        roles.iter().any(|role| inside == format!("{role}.rs") || inside.starts_with(&format!("{role}/")))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

fn sources() -> Vec<Source> {
    let src = root().join("src");
    let mut found = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let relative = path.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
                found.push(Source { path: relative, text: fs::read_to_string(&path).unwrap() });
            }
        }
    }
    assert!(found.len() > 100, "the walk found only {} files", found.len());
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

/// Lines of product code that match, as sentences.
fn lines_with(files: &[Source], pattern: &str, concerns: impl Fn(&Source) -> bool) -> Vec<String> {
    let pattern = Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.is_test() && concerns(file)) {
        for (number, line) in file.code() {
            if pattern.is_match(line) {
                found.push(format!("src/{}:{number}: {}", file.path, line.trim()));
            }
        }
    }
    found
}

fn none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}\n  {}", found.join("\n  "));
}

const SURREALQL: &str = r"\b(SELECT .*FROM|CREATE (ONLY|type::)|UPDATE (ONLY|type::)|UPSERT |DELETE [a-z_]+ WHERE|DELETE type::|INSERT INTO|RELATE |DEFINE (TABLE|FIELD|INDEX)|type::record)\b|\.sql\(";

#[test]
fn surrealql_stands_only_in_stores() {
    let home = |file: &Source| file.has_role(&["store"]) || file.path.starts_with("server/db/") || is_platform_store(file);
    none("1. SurrealQL stands only in stores, schema files and server/db.", &lines_with(&sources(), SURREALQL, |file| !home(file)));
}

/// Stores of the platform's own tables.
fn is_platform_store(file: &Source) -> bool {
    matches!(file.path.as_str(), "server/events/store.rs" | "server/jobs/store.rs" | "server/mail/store.rs")
}

#[test]
fn the_search_for_surrealql_finds_some() {
    let found = lines_with(&sources(), SURREALQL, |file| file.has_role(&["store"]));
    assert!(found.len() > 30, "only {} lines: the pattern is too narrow", found.len());
}

#[test]
fn values_are_bound_and_never_formatted_in() {
    // The database layer takes only `'static` texts (`concat!` of literals is one); what could still
    // make one out of values is leaking.
    let found = lines_with(&sources(), r"Box::leak|\.leak\(\)|\.sql\(&?format!", |_| true);
    none("1. Values are bound, never formatted in.", &found);
    let db = fs::read_to_string(root().join("src/server/db/mod.rs")).unwrap();
    assert!(db.contains("pub fn sql(&self, text: &'static str)"), "the text of a unit must be 'static");
    assert!(db.contains("pub(super) async fn script(&self, text: &'static str)"), "scripts must be 'static and inside server/db");
}

#[test]
fn entry_points_never_name_a_store() {
    let entry = |file: &Source| file.has_role(&["api", "rpc", "live", "jobs", "page"]);
    none(
        "2. api, rpc, live, jobs and page call services, never a store.",
        &lines_with(&sources(), r"\bstore(::|\b.*\buse\b)|use .*\bstore\b", entry),
    );
}

#[test]
fn features_never_name_another_features_store() {
    let mut found = Vec::new();
    let pattern = Regex::new(r"features::([a-z_]+)::store\b").unwrap();
    for file in sources().iter().filter(|file| !file.is_test()) {
        let own = file.in_feature().map_or("", |(feature, _)| feature);
        for (number, line) in file.code() {
            if pattern.captures_iter(line).any(|hit| &hit[1] != own) {
                found.push(format!("src/{}:{number}: {}", file.path, line.trim()));
            }
        }
        // The gate itself: a store that others can't see can't be named.
        if file.in_feature().is_some_and(|(_, inside)| inside == "mod.rs") && file.text.contains("pub mod store;") {
            found.push(format!("src/{}: `mod store` must be private", file.path));
        }
    }
    none("2. A feature never names another feature's store.", &found);
}

#[test]
fn feature_gates_stand_in_few_places() {
    let allowed = |file: &Source| {
        matches!(file.path.as_str(), "lib.rs" | "main.rs")
            || (file.path.starts_with("features/") && file.file_name() == "mod.rs")
            || GATED.iter().any(|(path, _)| *path == file.path)
    };
    none(
        "3. cfg(feature = …) stands only on `mod` lines of a feature and in the written list.",
        &lines_with(&sources(), r#"cfg!?\((.*\W)?feature\s*="#, |f| !allowed(f)),
    );
}

#[test]
fn stores_take_the_workspace() {
    // Reads and writes of tenant tables. What the engine and the jobs do is by an id that came out
    // of a row of their own; those functions say so in their names' list here.
    const BY_OWN_ID: &[&str] = &[
        "features/simulations/store/turns.rs",
        "features/simulations/store/simulations.rs: head",
        "features/simulations/store/simulations.rs: plan",
        "features/simulations/store/messages.rs: range",
        // Reads no table.
        "features/simulations/store/history.rs: words",
        // The secret of the link is the right.
        "features/simulations/store/shares.rs: by_token",
        "features/simulations/store/shares.rs: conversation",
        // Clears away what is past its time, of all workspaces.
        "features/agents/store/trash.rs: purge",
        "features/agents/store/imports/taking.rs: left_over",
        "features/agents/store/imports/taking.rs: forget_old",
        // Brings rows of older programs up to date, of all workspaces.
        "features/agents/store/reindex.rs",
    ];
    // People, their sessions and keys, and the log of acts belong to no workspace or to all; what is
    // purged belongs to nobody any more.
    const OF_NO_WORKSPACE: &[&str] = &[
        "features/account/",
        "features/admin/",
        "features/audit/",
        "features/auth/",
        "features/avatars/",
        "features/keys/",
        "features/purge/",
        "features/workspaces/",
    ];
    let concerned = |file: &Source| file.has_role(&["store"]) && !OF_NO_WORKSPACE.iter().any(|own| file.path.starts_with(own));
    let pattern = Regex::new(r"(?s)pub (?:\(super\) )?async fn ([a-z_]+)(?:<[^>]*>)?\((.*?)\)\s*(?:->|\{)").unwrap();
    let (mut found, mut good) = (Vec::new(), 0);
    for file in sources().iter().filter(|file| !file.is_test() && concerned(file)) {
        for hit in pattern.captures_iter(&file.text) {
            let named = format!("{}: {}", file.path, &hit[1]);
            let exempt = BY_OWN_ID.iter().any(|entry| *entry == file.path || *entry == named);
            match hit[2].contains("WorkspaceId") || exempt {
                true => good += 1,
                false => found.push(named),
            }
        }
    }
    none("4. Store functions that touch tenant data take a WorkspaceId.", &found);
    assert!(good > 25, "only {good} store functions found: the pattern is too narrow");
    let ctx = fs::read_to_string(root().join("src/server/ctx.rs")).unwrap();
    assert!(ctx.contains("pub struct WorkspaceId(String)"), "only server::ctx may make a WorkspaceId");
}

#[test]
fn time_ids_and_randomness_come_from_the_context() {
    const PATTERNS: &[&str] = &[
        "Utc::now",
        "Local::now",
        "SystemTime::now",
        "Uuid::new_v4",
        "Uuid::now_v7",
        "rand::rng",
        "rand::random",
        "tokio::spawn",
        "thread::spawn",
        "thread::sleep",
        "Client::new",
        "Client::builder",
        "reqwest::get",
        "env::var",
    ];
    let mut found = Vec::new();
    for pattern in PATTERNS {
        let expression = format!(r"\b{}\b", regex::escape(pattern));
        let is_exempt = |file: &Source| DIRECT.iter().any(|(path, what, _)| *path == file.path && what == pattern);
        found.extend(lines_with(&sources(), &expression, |file| !is_exempt(file)).into_iter().filter(|line| !line.contains("rand::rngs")));
    }
    none("6. Time, ids, randomness, tasks and settings come from Ctx or AppState.", &found);
}

#[test]
fn every_written_exception_is_still_needed() {
    let files = sources();
    let text = |path: &str| files.iter().find(|file| file.path == path).map(|file| file.text.as_str()).unwrap_or("");
    let mut stale: Vec<String> = Vec::new();
    stale.extend(DIRECT.iter().filter(|(path, what, _)| !text(path).contains(what)).map(|(path, what, _)| format!("{path}: {what}")));
    stale.extend(
        LONG_FILES.iter().filter(|(path, _)| text(path).lines().count() <= MAX_LINES).map(|(path, _)| format!("{path}: is short enough")),
    );
    stale.extend(GATED.iter().filter(|(path, _)| !text(path).contains("feature =")).map(|(path, _)| format!("{path}: has no gate")));
    none("Exceptions that nothing needs any more.", &stale);
}

#[test]
fn shared_code_names_no_server_crate() {
    let shared = |file: &Source| {
        let p = file.path.as_str();
        p.starts_with("core/")
            || p.starts_with("ui/")
            || p == "app.rs"
            || file.has_role(&["types", "rpc", "page", "form"]) && p != "features/simulations/form.rs"
    };
    // OpenAPI descriptions of shared types are the exception: attributes that only the server reads.
    let found = lines_with(
        &sources(),
        r"\b(surrealdb|axum|tokio|tokio_util|reqwest|tower|tower_http|hyper|utoipa|sqlx|leptos_axum)(::|\b\s*;)",
        shared,
    );
    let found: Vec<String> = found
        .into_iter()
        .filter(|line| !line.contains(r#"cfg_attr(feature = "ssr","#))
        .filter(|line| !(line.contains("/rpc.rs:") && line.contains("leptos_axum::redirect")))
        .collect();
    none("7. Shared code names no type of a server crate.", &found);
}

#[test]
fn server_only_crates_are_optional() {
    // Without `ssr` the WASM graph has only what isn't optional.
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut found = Vec::new();
    for name in
        ["surrealdb", "axum", "reqwest", "tokio", "tokio-util", "tower", "tower-http", "leptos_axum", "utoipa", "argon2", "async-openai"]
    {
        let line = manifest.lines().find(|line| line.starts_with(&format!("{name} = "))).unwrap_or("");
        if !line.contains("optional = true") {
            found.push(format!("{name}: {line}"));
        }
    }
    let hydrate = manifest.lines().find(|line| line.starts_with("hydrate = ")).unwrap();
    if ["tokio", "axum", "surrealdb", "reqwest"].iter().any(|name| hydrate.contains(name)) {
        found.push(hydrate.to_owned());
    }
    none("7. The browser's build has no server crate.", &found);
}

#[test]
fn files_are_short() {
    let long = |file: &&Source| file.text.lines().count() > MAX_LINES && !LONG_FILES.iter().any(|(path, _)| *path == file.path);
    let found: Vec<String> =
        sources().iter().filter(long).map(|file| format!("src/{}: {} lines", file.path, file.text.lines().count())).collect();
    none("Files have at most 400 lines (aim for 300).", &found);
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let found = lines_with(&sources(), r"#!?\[(allow|expect)\(", |_| true)
        .into_iter()
        .filter(|line| line.contains("allow(") || (line.contains("expect(") && line.contains(")]") && !line.contains("reason")));
    none("A lint is expected, with its reason.", &found.collect::<Vec<_>>());
}

#[test]
fn every_feature_is_on_the_map() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md is missing");
    let folders = fs::read_dir(root().join("src/features")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let found: Vec<String> = folders
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .filter(|name| !map.contains(&format!("{name}/")) && !map.contains(&format!("`{name}`")))
        .collect();
    none("Every feature folder is named in ARCHITECTURE.md.", &found);
}

#[test]
fn every_feature_with_routes_or_tables_is_in_the_lists() {
    let lists = fs::read_to_string(root().join("src/features/mod.rs")).unwrap();
    let mut found = Vec::new();
    for entry in fs::read_dir(root().join("src/features")).unwrap() {
        let path = entry.unwrap().path();
        let Some(name) = path.file_name().map(|n| n.to_string_lossy().into_owned()).filter(|_| path.is_dir()) else { continue };
        let has_api = path.join("api.rs").exists() || path.join("api").exists();
        if has_api && !lists.contains(&format!("{name}::api::router()")) {
            found.push(format!("{name}: its routes are not in the router"));
        }
        if path.join("schema.surql").exists() && !lists.contains(&format!("include_str!(\"{name}/schema.surql\")")) {
            found.push(format!("{name}: its schema is not applied"));
        }
        if !lists.contains(&format!("pub mod {name};")) {
            found.push(format!("{name}: is not compiled"));
        }
    }
    none("Every feature is in the lists of features/mod.rs.", &found);
}
