//! The log as a file.

use serde_json::Value;

use super::service::{Format, stamp};
use super::types::AuditEntry;

const COLUMNS: [&str; 12] =
    ["id", "at", "actor_kind", "actor", "actor_name", "via", "action", "target", "workspace_id", "address", "before", "after"];

/// A part of the file; the first one of a table begins with the names of its columns.
pub fn write(entries: impl Iterator<Item = AuditEntry>, format: Format, first: bool) -> String {
    match format {
        Format::JsonLines => entries.filter_map(|entry| serde_json::to_string(&entry).ok()).map(|line| line + "\n").collect(),
        Format::Csv => table(entries, first),
    }
}

fn table(entries: impl Iterator<Item = AuditEntry>, first: bool) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    // Writing into memory can't fail.
    if first {
        let _ = table.write_record(COLUMNS);
    }
    for entry in entries {
        let json = |state: Option<Value>| state.map(|state| state.to_string()).unwrap_or_default();
        let cells = [
            entry.id,
            stamp(entry.at),
            entry.actor.kind,
            entry.actor.id.unwrap_or_default(),
            entry.actor.name,
            entry.actor.via.unwrap_or_default(),
            entry.action,
            entry.target,
            entry.workspace_id.unwrap_or_default(),
            entry.address,
            json(entry.before),
            json(entry.after),
        ];
        let _ = table.write_record(cells.map(harmless));
    }
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// Spreadsheets run what begins like a formula; an apostrophe in front makes it a text.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use serde_json::json;

    use super::*;
    use crate::features::audit::types::AuditActor;

    fn entry(name: &str) -> AuditEntry {
        AuditEntry {
            id: "1".into(),
            at: DateTime::UNIX_EPOCH,
            actor: AuditActor { kind: "user".into(), id: Some("u".into()), name: name.into(), via: None },
            action: "session.begin".into(),
            target: "session:s".into(),
            workspace_id: None,
            address: "127.0.0.1".into(),
            request_id: "r".into(),
            before: None,
            after: Some(json!({ "a": "x, \"y\"" })),
        }
    }

    #[test]
    fn a_table_has_one_head_and_runs_no_formula() {
        let text = write([entry("=HYPERLINK(\"http://evil\")"), entry("Ada\nLovelace")].into_iter(), Format::Csv, true);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), COLUMNS.len());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(rows.len(), 2);
        assert_eq!(&rows[0][4], "'=HYPERLINK(\"http://evil\")");
        assert_eq!(&rows[1][4], "Ada\nLovelace");
        assert_eq!(&rows[0][11], r#"{"a":"x, \"y\""}"#);
        assert!(!write([entry("Ada")].into_iter(), Format::Csv, false).contains("actor_kind"));
    }

    #[test]
    fn lines_are_json() {
        let text = write([entry("Ada"), entry("Bob")].into_iter(), Format::JsonLines, true);
        let names: Vec<String> = text.lines().map(|line| serde_json::from_str::<AuditEntry>(line).unwrap().actor.name).collect();
        assert_eq!(names, ["Ada", "Bob"]);
    }
}
