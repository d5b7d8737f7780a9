//! Reading stays linear in what a scenario holds: thousands of segments, outages and surges are read
//! among the other tests, and provinces share what does not differ.

use std::fmt::Write as _;
use std::sync::Arc;

use beian_sim::scenario::{Scenario, load};

fn loaded(text: &str) -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    std::fs::write(&path, text).unwrap();
    load(&path, &[]).unwrap().scenario
}

fn segments(count: usize) -> String {
    let share = 1.0 / count as f64;
    let mut text = String::new();
    for n in 0..count {
        let _ = writeln!(
            text,
            "[[segments]]\nname = \"s{n}\"\nshare = {share:.9}\nfilings = {{ same_person = 0.3 }}\n\
             people = {{ prompt = 0.8, act_later = {{ lognormal = {{ median = \"3h\", p95 = \"10h\" }} }} }}",
        );
    }
    text
}

#[test]
fn five_thousand_segments_are_read_and_shared_by_the_provinces() {
    let mut text = segments(5_000);
    text += "[province.xj]\nauthority = { auditors = 2 }\n[province.zj]\npeople = { attentive = 0.25 }\n";
    let scenario = loaded(&text);
    let of = |code: &str| {
        let found = scenario
            .provinces
            .iter()
            .find(|p| p.province.code() == code);
        &found.unwrap().populations
    };
    assert_eq!(of("xj").len(), 5_000);
    assert!(Arc::ptr_eq(of("xj"), of("sd")), "auditors are no people");
    assert!(!Arc::ptr_eq(of("zj"), of("sd")));
    for (code, attentive) in [("zj", 0.25), ("sd", 0.75)] {
        let last = &of(code)[4_999];
        assert_eq!(last.people.attentive, attentive);
        assert_eq!((last.people.prompt, last.same_person), (0.8, 0.3));
    }
}

#[test]
fn a_segments_field_is_laid_over_a_provinces_and_that_over_the_general_one() {
    let scenario = loaded(
        "[people]\nprompt = 0.1\nattentive = 0.1\nexpecting = 0.1\n\
         [[segments]]\nname = \"a\"\nshare = 1\npeople = { prompt = 0.3 }\n\
         carriers = { mobile = { share = 0.55 }, telecom = { share = 0.22 } }\n\
         [province.zj]\npeople = { prompt = 0.2, attentive = 0.2 }\n",
    );
    for province in &scenario.provinces {
        let population = &province.populations[0];
        let people = &population.people;
        let found = (people.prompt, people.attentive, people.expecting);
        match province.province.code() {
            "zj" => assert_eq!(found, (0.3, 0.2, 0.1)),
            _ => assert_eq!(found, (0.3, 0.1, 0.1)),
        }
        assert!((population.carrier_share[2] - 0.97).abs() < 1e-12);
    }
}

#[test]
fn ten_thousand_outages_and_surges_are_read() {
    let mut text = String::new();
    for n in 0..10_000 {
        let _ = writeln!(
            text,
            "[[outages]]\nwhat = \"page\"\nfrom = \"{n}min\"\nto = \"{}min\"\n\
             [[arrivals.surges]]\nfrom = \"{n}min\"\nto = \"{}min\"\nfactor = 1.1\nprovinces = [\"zj\"]",
            n + 5,
            n + 5,
        );
    }
    let scenario = loaded(&text);
    assert_eq!(scenario.outages.len(), 10_000);
    let start = scenario.run.start.start();
    assert_eq!(scenario.outages[9_999].from, start.after(9_999 * 60_000));
}

#[test]
fn thousands_of_faults_are_told_up_to_a_number() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.toml");
    let outage = "[[outages]]\nwhat = \"page\"\nfrom = \"2d\"\nto = \"1d\"\n";
    std::fs::write(&path, outage.repeat(5_000)).unwrap();
    let faults = load(&path, &[]).unwrap_err();
    assert_eq!(faults.count(), 5_000);
    let text = faults.to_string();
    assert!(text.ends_with("and 4980 more faults"), "{text}");
    assert!(text.lines().nth(1).unwrap().contains("x.toml:5:"), "{text}");
}
