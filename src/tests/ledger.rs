//! SECURITY.md: thirty rows, and every test it names is there.

use std::fs;
use std::path::Path;

const ROWS: usize = 30;

/// Cells of the table's rows: number, rule, tests.
fn rows() -> Vec<(usize, String, String)> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("SECURITY.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [number, rule, tests] = cells.as_slice() else { return None };
            Some((number.parse().ok()?, (*rule).to_owned(), (*tests).to_owned()))
        })
        .collect()
}

/// `file::test` between backticks.
fn named(tests: &str) -> Vec<(&str, &str)> {
    tests.split('`').skip(1).step_by(2).map(|name| name.rsplit_once("::").unwrap_or_else(|| panic!("{name} names no test"))).collect()
}

#[test]
fn the_ledger_has_every_row_once_and_each_says_what_holds_it() {
    let rows = rows();
    assert_eq!(rows.iter().map(|row| row.0).collect::<Vec<_>>(), (1..=ROWS).collect::<Vec<_>>());
    for (number, rule, tests) in rows {
        assert!(!rule.is_empty(), "row {number} has no rule");
        assert!(!named(&tests).is_empty() || tests.starts_with("not built yet"), "row {number} names no test");
    }
}

#[test]
fn every_test_of_the_ledger_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (number, _, tests) in rows() {
        for (file, test) in named(&tests) {
            let folder = if file.ends_with(".ts") { "" } else { "src" };
            let text = fs::read_to_string(root.join(folder).join(file)).unwrap_or_else(|error| panic!("row {number}: {file}: {error}"));
            let declared = if file.ends_with(".ts") { format!("test(\"{test}\"") } else { format!("fn {test}()") };
            assert!(text.contains(&declared), "row {number}: {file} has no test {test}");
        }
    }
}
