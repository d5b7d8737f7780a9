//! The pages for analysts stay true: the tutorial's commands print what it shows, and the method
//! has every assumption with the baseline's figure.

use std::path::Path;

use crate::console::run_all;
use beian_sim::scenario::{self, as_toml};

fn docs() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs")
}

#[test]
fn every_command_of_the_tutorial_prints_what_it_shows() {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("scenarios");
    std::fs::create_dir(&to).unwrap();
    for entry in std::fs::read_dir(docs().join("../scenarios")).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, to.join(path.file_name().unwrap())).unwrap();
    }
    let commands = run_all(&docs().join("tutorial.md"), folder.path());
    assert!(commands >= 8, "{commands}");
    // What the figure's script reads.
    for (file, columns) in [
        (
            "day/comparison.csv",
            "variant,group_by,group,measure,unit,base,value,difference,ci_low,ci_high",
        ),
        ("windows/points.csv", "point,field,value"),
        (
            "windows/sweep.csv",
            "point,group_by,group,measure,unit,value,ci_low,ci_high",
        ),
        (
            "firm/uncertainty_differences.csv",
            "variant,group_by,group,measure,unit,median,low_50,high_50,low_80,high_80,low_95,high_95",
        ),
    ] {
        let text = std::fs::read_to_string(folder.path().join("results/runs").join(file)).unwrap();
        assert!(
            text.starts_with(columns),
            "{file}: {:?}",
            text.lines().next()
        );
    }
}

/// Fields that are no assumption about the world.
const NO_ASSUMPTION: &[&str] = &[
    "title",
    "description",
    "based_on",
    "run.seed",
    "run.replications",
    "run.level",
    "arrivals.file",
    "arrivals.surges",
    "segments",
    "outages",
    "thresholds",
    "uncertain",
];

#[test]
fn the_method_has_every_assumption_with_its_figure_and_source() {
    let method = std::fs::read_to_string(docs().join("method.md")).unwrap();
    for field in scenario::fields() {
        let start = format!("| `{}` | ", field.path);
        let row = method.lines().find(|line| line.starts_with(&start));
        if NO_ASSUMPTION.contains(&field.path) {
            assert_eq!(row, None, "{} is no assumption", field.path);
            continue;
        }
        let row = row.unwrap_or_else(|| panic!("{} is not in the method", field.path));
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, figure, _, source] = cells[..] else {
            panic!("{row}");
        };
        let value = scenario::default(field.path);
        let value = value.map_or("none".to_owned(), |value| as_toml(&value));
        if figure.starts_with('[') {
            assert!(value.len() > 100, "{row}: {value}");
        } else {
            assert_eq!(figure, format!("`{value}`"), "{row}");
        }
        assert!(!source.is_empty(), "{row}: no source");
    }
}

/// The name of a heading in links.
fn anchor(heading: &str) -> String {
    let text = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = text
        .chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[test]
fn links_among_the_pages_lead_somewhere() {
    let pages = [
        "README.md",
        "data.md",
        "event-log.md",
        "method.md",
        "questions.md",
        "tutorial.md",
        "validation.md",
        "reference/fields.md",
        "reference/measures.md",
        "reference/tables.md",
        "../README.md",
    ];
    let mut links = 0;
    for page in pages {
        let path = docs().join(page);
        let text = std::fs::read_to_string(&path).unwrap();
        for target in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            if target.contains("://") || file.is_empty() {
                continue;
            }
            links += 1;
            let file = path.parent().unwrap().join(file);
            assert!(file.exists(), "{page}: {target}");
            if !heading.is_empty() {
                let text = std::fs::read_to_string(&file).unwrap();
                let mut headings = text.lines().filter(|line| line.starts_with('#'));
                assert!(
                    headings.any(|line| anchor(line) == heading),
                    "{page}: {target}"
                );
            }
        }
    }
    assert!(links >= 10, "{links}");
}
