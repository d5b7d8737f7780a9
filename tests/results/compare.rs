//! Comparing tables with a reference.

use std::fs;
use std::path::Path;

use crate::synthetic::{manifest, small_tables};
use beian_sim::folder::ResultsFolder;
use beian_sim::regression::{Error, Tolerances, What, compare};
use tempfile::TempDir;

fn exact() -> Tolerances {
    Tolerances::default()
}

/// A reference of small results.
fn reference() -> TempDir {
    let place = tempfile::tempdir().unwrap();
    let tables = small_tables(0);
    let folder = ResultsFolder::new(&tables, &manifest()).write(&place.path().join("ref"), false);
    folder.unwrap();
    place
}

fn edit(folder: &Path, file: &str, change: impl Fn(&str) -> String) {
    let path = folder.join(file);
    let text = fs::read_to_string(&path).unwrap();
    let changed = change(&text);
    assert_ne!(text, changed);
    fs::write(path, changed).unwrap();
}

/// What differs in one file after an edit of the reference.
fn after(file: &str, change: impl Fn(&str) -> String, tolerances: &[&str]) -> Vec<What> {
    let place = reference();
    let folder = place.path().join("ref");
    edit(&folder, file, change);
    let tolerances = Tolerances::parse(tolerances).unwrap();
    let found = compare(&small_tables(0), &folder, &tolerances).unwrap();
    assert!(found.list.iter().all(|difference| difference.file == file));
    found
        .list
        .into_iter()
        .map(|difference| difference.what)
        .collect()
}

#[test]
fn equal_tables_do_not_differ() {
    let place = reference();
    let folder = place.path().join("ref");
    fs::write(folder.join("manifest.json"), "{}").unwrap();
    assert!(
        compare(&small_tables(0), &folder, &exact())
            .unwrap()
            .is_empty()
    );
}

#[test]
fn a_changed_cell_is_named_by_its_row_and_column() {
    let found = after(
        "measures.csv",
        |text| {
            text.replace(
                "nation,all,filings,number,406.000",
                "nation,all,filings,number,407.000",
            )
        },
        &[],
    );
    let [
        What::Cell {
            row,
            column,
            reference,
            now,
        },
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!(row, "group_by=nation group=all measure=filings");
    assert_eq!(
        (column.as_str(), reference.as_str(), now.as_str()),
        ("value", "407.000", "406.000")
    );
    assert_eq!(
        found[0].to_string(),
        "group_by=nation group=all measure=filings: value is 406.000, in the reference 407.000"
    );
}

#[test]
fn a_tolerance_holds_for_its_measure_alone() {
    let change = |text: &str| {
        text.replace(
            "nation,all,filings,number,406.000",
            "nation,all,filings,number,407.000",
        )
    };
    assert!(after("measures.csv", change, &["filings=1"]).is_empty());
    assert!(after("measures.csv", change, &["filings=1%"]).is_empty());
    assert_eq!(after("measures.csv", change, &["filings=0.9"]).len(), 1);
    assert_eq!(after("measures.csv", change, &["filings=0.1%"]).len(), 1);
    assert_eq!(after("measures.csv", change, &["submissions=1"]).len(), 1);
}

#[test]
fn a_tolerance_for_a_measure_holds_for_its_interval_and_sets_its_parts_aside() {
    let place = reference();
    let folder = place.path().join("ref");
    // Other counts everywhere: with tolerances wide enough only what has none is left.
    let now = small_tables(1);
    let all = compare(&now, &folder, &exact()).unwrap();
    let rate = |what: &What| matches!(what, What::Cell { row, .. } if row.ends_with("measure=return_rate"));
    assert!(all.list.iter().any(|d| rate(&d.what)));
    let wide = Tolerances::parse(&["return_rate=0.05"]).unwrap();
    let rest = compare(&now, &folder, &wide).unwrap();
    assert!(!rest.list.iter().any(|d| rate(&d.what)));
    assert!(!rest.is_empty());
}

#[test]
fn a_tolerance_for_a_column_holds_for_its_interval_too() {
    let change = |text: &str| {
        let old = "nation,all,1,0.800995,";
        let (before, rest) = text.split_once(old).unwrap();
        let (low, rest) = rest.split_once(',').unwrap();
        let low: f64 = low.parse().unwrap();
        format!("{before}nation,all,1,0.800000,{:.6},{rest}", low - 0.001)
    };
    assert_eq!(after("survival.csv", change, &[]).len(), 2);
    assert!(after("survival.csv", change, &["complete_share=0.002"]).is_empty());
}

#[test]
fn missing_and_new_rows_columns_and_files_are_found() {
    let found = after("page_peaks.csv", |text| format!("{text}zz,3\n"), &[]);
    assert_eq!(found, [What::MissingRow("province=zz".into())]);
    let found = after("page_peaks.csv", |text| text.replace("tj,25\n", ""), &[]);
    assert_eq!(found, [What::NewRow("province=tj".into())]);
    let rename = |text: &str| text.replace("busiest_hour_acts", "acts");
    let found = after("page_peaks.csv", rename, &[]);
    assert_eq!(
        found,
        [
            What::MissingColumn("acts".into()),
            What::NewColumn("busiest_hour_acts".into())
        ]
    );
    let found = after("page_peaks.csv", |text| text.replace("province", "p"), &[]);
    assert_eq!(found.len(), 2);
    let place = reference();
    let folder = place.path().join("ref");
    fs::rename(folder.join("pages.csv"), folder.join("sides.csv")).unwrap();
    let text = compare(&small_tables(0), &folder, &exact())
        .unwrap()
        .text(5);
    assert!(text.contains("pages.csv: 1 difference\n  not in the reference"));
    assert!(text.contains("sides.csv: 1 difference\n  in the reference, but not made"));
}

#[test]
fn another_order_or_other_quotes_are_a_difference_of_form() {
    let found = after("page_peaks.csv", |text| text.replace("tj", "\"tj\""), &[]);
    assert_eq!(found, [What::Form]);
    let found = after("page_peaks.csv", |text| text.replace('\n', "\r\n"), &[]);
    assert_eq!(found, [What::Form]);
}

#[test]
fn the_list_stops_after_the_first_of_a_file_and_counts_the_rest() {
    let place = reference();
    let text = compare(&small_tables(3), &place.path().join("ref"), &exact())
        .unwrap()
        .text(2);
    let measures: Vec<_> = text.lines().take(4).collect();
    assert!(measures[0].starts_with("measures.csv: "));
    assert!(measures[1].starts_with("  group_by=nation group=all measure="));
    assert!(measures[3].starts_with("  and ") && measures[3].ends_with(" more"));
}

#[test]
fn a_broken_reference_is_an_error_with_file_and_line() {
    let broken = |bytes: &[u8]| {
        let place = reference();
        let folder = place.path().join("ref");
        fs::write(folder.join("page_peaks.csv"), bytes).unwrap();
        let error = compare(&small_tables(0), &folder, &exact()).unwrap_err();
        assert_eq!(error.exit_code(), 2);
        error.to_string()
    };
    let ragged = broken(b"province,busiest_hour_acts\ntj\n");
    assert!(
        ragged.contains("page_peaks.csv, line 2: 1 fields where the header has 2"),
        "{ragged}"
    );
    let utf8 = broken(b"province,busiest_hour_acts\nt\xff,2\n");
    assert!(utf8.contains("line 2: it is not UTF-8"), "{utf8}");
    let twice = broken(b"province,busiest_hour_acts\ntj,2\ntj,3\n");
    assert!(
        twice.contains("line 3: a second row of province=tj"),
        "{twice}"
    );
    let columns = broken(b"province,province\ntj,tj\n");
    assert!(columns.contains("line 1: a second column 'province'"));
    assert!(broken(b"").contains("the file is empty"));
}

#[test]
fn without_a_reference_the_error_says_how_to_make_one() {
    let place = tempfile::tempdir().unwrap();
    for folder in [place.path().to_owned(), place.path().join("none")] {
        let error = compare(&small_tables(0), &folder, &exact()).unwrap_err();
        assert!(matches!(error, Error::NoReference(_)));
        assert!(error.to_string().contains("--update"));
    }
}
