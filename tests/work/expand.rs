//! Finished work grows by replications, draws, points and steps, and what is done is not done again.
#![cfg(unix)]

use crate::kept::{records, reference, same_results, scenarios, words};
use crate::runner::{done, refused};

/// Work grows from one command line to another, one step after the other.
fn grows(lines: &[&str]) {
    let folder = scenarios();
    let mut before = records(&folder, "work");
    for (place, line) in lines.iter().enumerate() {
        let reference = reference(&folder, &format!("{line} --force"));
        let how = if place == 0 { "" } else { "--expand" };
        let kept = format!("{line} --unit 1500 --work work {how} --out out --force --quiet");
        done(&folder, &words(&kept));
        same_results(&reference, &folder.path().join("out"));
        let after = records(&folder, "work");
        assert!(after.len() > before.len(), "{line}");
        for (record, file) in &before {
            assert_eq!(after[record], *file, "{line}: done twice");
        }
        before = after;
        done(
            &folder,
            &["merge", "work", "--out", "out", "--force", "--quiet"],
        );
        same_results(&reference, &folder.path().join("out"));
    }
}

#[test]
fn by_replications() {
    // Units of three replications: earlier plans end within one.
    grows(&[
        "run x.toml --replications 2",
        "run x.toml --replications 4",
        "run x.toml --replications 5",
        "run x.toml --replications 11",
    ]);
    grows(&[
        "compare x.toml y.toml --set run.replications=2",
        "compare x.toml y.toml --set run.replications=5",
    ]);
}

#[test]
fn by_draws() {
    grows(&[
        "run x.toml --ensemble 2",
        "run x.toml --ensemble 4",
        "run x.toml --ensemble 4 --ensemble-replications 4",
        "run x.toml --ensemble 5 --ensemble-replications 5 --replications 3",
    ]);
}

#[test]
fn by_points_and_steps() {
    grows(&[
        "sweep x.toml --vary rules.window=24h,36h",
        "sweep x.toml --vary rules.window=24h,30h,36h",
        "sweep x.toml --vary rules.window=24h,30h,36h --set run.replications=3",
    ]);
    grows(&[
        "sweep x.toml --design sobol --points 2 --vary people.prompt=0.3..0.8",
        "sweep x.toml --design sobol --points 4 --vary people.prompt=0.3..0.8",
    ]);
    grows(&["load x.toml --multiply 1,4", "load x.toml --multiply 1,2,4"]);
}

#[test]
fn and_by_nothing_else() {
    let folder = scenarios();
    let say = |line: &str| {
        refused(
            &folder,
            &words(&format!("{line} --work work --expand --out none")),
        )
        .error
    };
    let none = say("run x.toml");
    assert!(
        none.contains("work holds no work that could grow"),
        "{none}"
    );
    done(
        &folder,
        &words("run x.toml --replications 3 --ensemble 3 --work work --quiet"),
    );
    for (line, told) in [
        (
            "run x.toml --replications 4 --ensemble 3 --set rules.window=24h",
            "scenario.x.rules.window: \"48h\" there, \"24h\" here",
        ),
        (
            "run x.toml --replications 2 --ensemble 3",
            "holds more than that already:\n  scenario.x.run.replications: 3 there, 2 here",
        ),
        (
            "run x.toml --replications 3 --ensemble 2",
            "option.ensemble: 3 there, 2 here",
        ),
        (
            "run x.toml --replications 4 --ensemble 3 --resend-effect",
            "option.resend_effect: false there, true here",
        ),
    ] {
        let error = say(line);
        assert!(error.contains(told), "{line}: {error}");
    }
}
