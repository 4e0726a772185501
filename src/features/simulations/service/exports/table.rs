//! The transcript as a table.

use chrono::SecondsFormat;

use crate::features::simulations::types::{FileMessage, SimulationFile};

const COLUMNS: [&str; 11] = ["seq", "turn", "round", "kind", "speaker_id", "speaker", "to", "text", "language", "tokens", "created_at"];

/// One row a line of the transcript, after RFC 4180.
pub(super) fn csv(file: &SimulationFile) -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    // Writing into memory can't fail.
    let _ = table.write_record(COLUMNS);
    for line in &file.messages {
        let _ = table.write_record(cells(line).map(harmless));
    }
    String::from_utf8(table.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn cells(line: &FileMessage) -> [String; 11] {
    [
        line.seq.to_string(),
        line.turn.to_string(),
        line.round.to_string(),
        line.kind.as_str().to_owned(),
        line.speaker_id.clone(),
        line.speaker.clone(),
        line.to.join(" "),
        line.text.clone(),
        line.language.clone(),
        line.tokens.to_string(),
        line.created_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
    ]
}

/// Spreadsheets run what begins like a formula, also behind white space; an apostrophe in front makes it a text.
fn harmless(cell: String) -> String {
    let risky = |text: &str| text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if risky(&cell) || risky(cell.trim_start()) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_texts() {
        for bad in ["=1+1", "+49", "-2", "@SUM(A1)", "\t=1", "  =1", "\r=1", "＝1"] {
            assert!(harmless(bad.to_owned()).starts_with('\''), "{bad}");
        }
        assert_eq!(harmless("We agree = yes".to_owned()), "We agree = yes");
    }
}
