//! Where along a lever targets begin to hold.

use crate::runner::{described, say, small};

#[test]
fn find_says_where_a_target_begins_to_hold() {
    let folder = small("");
    let find = |until: &str, out: &str| {
        let lever = "people.responds.attentive=0..1";
        say(
            &folder,
            &[
                "find", "x.toml", "--lever", lever, "--until", until, "--out", out,
            ],
        )
    };
    let said = find("return_rate<=0.4", "a");
    assert_eq!(said.code, Some(0), "{}", said.error);
    assert!(
        said.out
            .starts_with("return_rate<=0.4 from people.responds.attentive = 0."),
        "{}",
        said.out
    );
    described(&folder.path().join("a"));
    let said = find("return_rate<=0.0001", "b");
    assert_eq!(said.code, Some(1));
    assert!(said.out.contains("out of reach"), "{}", said.out);
    assert_eq!(find("return_rate=0.1", "c").code, Some(2));
    assert_eq!(find("return_rates<=0.1", "d").code, Some(2));
    assert_eq!(find("return_rate@xx<=0.1", "d").code, Some(2));
}

#[test]
fn find_takes_several_levers_and_targets_and_says_how_far_off_it_may_be() {
    let folder = small("");
    let levers = [
        "--lever=people.expecting=0.5,1",
        "--lever=people.responds.attentive=0..1",
    ];
    let find = |more: &[&str]| {
        let all = [
            &["find", "x.toml", "--force", "--out", "a"],
            &levers[..],
            more,
        ]
        .concat();
        say(&folder, &all)
    };
    let both = [
        "--until=return_rate<=0.5",
        "--until=messages_per_check<=9",
        "--json",
    ];
    let said = find(&both);
    assert_eq!(said.code, Some(0), "{}", said.error);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let lines = json["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["set"]["people.expecting"], "1");
    for line in lines {
        let from = &line["stretches"][0]["from"];
        let number = |of: &serde_json::Value| of.as_str().unwrap().parse::<f64>().unwrap();
        let (fails, holds) = (number(&from["fails_at"]), number(&from["holds_at"]));
        assert!(fails < holds && holds - fails <= 0.005, "{line}");
        assert_eq!(from["target"], "return_rate<=0.5");
        // With two replications the answer is far less sure than the bisection is fine.
        let [low, high] = [0, 1].map(|end| from["interval"][end].as_str());
        let width = high.map_or(1.0, |high| high.parse().unwrap())
            - low.map_or(0.0, |low| low.parse::<f64>().unwrap());
        assert!(width > holds - fails, "{line}");
    }
    described(&folder.path().join("a"));
    let found = std::fs::read_to_string(folder.path().join("a/found.csv")).unwrap();
    assert_eq!(found.lines().count(), 1 + 2 * 2, "{found}");
    assert!(folder.path().join("a/report.html").is_file());
    // Both at once are out of reach; by itself each would be reached.
    let said = find(&["--until=return_rate<=0.5", "--until=return_rate>=0.6"]);
    assert_eq!(said.code, Some(1), "{}", said.error);
    assert!(
        said.out.contains("are together out of reach"),
        "{}",
        said.out
    );
    // One replication has an interval of proportions alone; what has none is said.
    let said = find(&[
        "--until=messages_per_check<=1.9",
        "--set=run.replications=1",
    ]);
    assert!(
        said.error.contains("is not known: more replications"),
        "{}",
        said.error
    );
    // What the levers may not be.
    for (lever, why) in [
        ("people.prompt=0.1,0.2", "the last is searched along"),
        ("people.expecting=0.5..1", "is given twice"),
        ("people.prompt=0..7", "people.prompt: 7 where"),
    ] {
        let said = find(&["--lever", lever, "--until=return_rate<=0.5"]);
        assert_eq!(said.code, Some(2), "{lever}");
        assert!(said.error.contains(why), "{}", said.error);
    }
}
