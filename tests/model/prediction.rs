//! Prediction intervals: what one further time would show.

use crate::runner::{say, small};
use beian_sim::experiment;
use beian_sim::measures::{Groups, Level, Measure, Results};
use beian_sim::scenario;

fn results(seed: u64, replications: u32, level: f64) -> Results {
    let text = format!(
        "run.length = '4d'\nrun.warm_up = '1d'\nrun.seed = {seed}\nrun.replications = {replications}\n\
         arrivals.filings_per_day = 120\nrun.level = {level}"
    );
    let scenario = scenario::from_text("short", &text).unwrap().scenario;
    experiment::run(&scenario, &Default::default()).unwrap()
}

#[test]
fn predictions_cover_further_replications_as_often_as_they_say() {
    let level = 0.8;
    let further = results(99, 60, level);
    for name in ["filings", "returned", "messages_queued", "return_rate"] {
        let measure = Measure::named(name).unwrap();
        let (mut within, mut all) = (0.0, 0.0);
        // Each interval is of replications of its own; the further ones are shared.
        for seed in 1..=25 {
            let own = results(seed, 8, level);
            assert_eq!(own.level, Level::new(level).unwrap());
            let interval = own.predicted(measure, Groups::NATION).unwrap();
            for summary in further.summaries(Groups::NATION) {
                let value = measure.value(summary).unwrap();
                all += 1.0;
                within += f64::from((interval.low..=interval.high).contains(&value));
            }
        }
        let covered: f64 = within / all;
        // 25 intervals whose coverage varies by about 0.13 each, over 60 shared values: an error of 0.06. Those of
        // means would cover a third.
        assert!((covered - level).abs() < 0.12, "{name}: {covered}");
    }
}

#[test]
fn run_says_what_one_month_would_show() {
    let folder = small("");
    let run = |more: &[&str]| {
        let all = [&["run", "x.toml", "--out", "out", "--force"], more].concat();
        say(&folder, &all)
    };
    let said = run(&[
        "--replications=5",
        "--horizon=30d",
        "--predict=returned@zj",
        "--predict=return_rate",
        "--level=0.9",
        "--json",
        "--quiet",
    ]);
    assert_eq!(said.code, Some(0), "{}", said.error);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let [returned, _] = &json["predictions"].as_array().unwrap()[..] else {
        panic!("two predictions: {json}");
    };
    assert_eq!(returned["days"], 30.0);
    assert_eq!(returned["level"], 0.9);
    let number = |name: &str| returned[name].as_f64().unwrap();
    let (low, high) = (number("predicted_low"), number("predicted_high"));
    assert!(low < number("mean") && number("mean") < high);
    assert_eq!((low.fract(), high.fract()), (0.0, 0.0));
    // The table has the same.
    let table = std::fs::read_to_string(folder.path().join("out/measures.csv")).unwrap();
    let row = table
        .lines()
        .find(|line| line.starts_with("province,zj,returned,"));
    let ends: Vec<f64> = row
        .unwrap()
        .rsplit(',')
        .take(2)
        .map(|end| end.parse().unwrap())
        .collect();
    assert_eq!(ends, [high, low]);
    let said = run(&["--replications=5", "--predict=returned@zj"]);
    assert!(
        said.out.contains("95 % prediction intervals"),
        "{}",
        said.out
    );
    // One replication has none, and what means nothing is refused.
    let said = run(&["--replications=1", "--predict=returned"]);
    assert!(said.out.contains("needs two replications"), "{}", said.out);
    for (bad, why) in [
        ("--predict=returns", "there is no measure 'returns'"),
        ("--predict=returned@xx", "no group 'xx'"),
        ("--horizon=soon", "--horizon 'soon'"),
        ("--horizon=0s", "at least 1min"),
    ] {
        let said = run(&[bad]);
        assert_eq!(said.code, Some(2), "{bad}");
        assert!(said.error.contains(why), "{}", said.error);
    }
}

#[test]
fn drawn_assumptions_make_a_prediction_wider() {
    let folder = small("");
    let said = say(
        &folder,
        &[
            "run",
            "x.toml",
            "--out=out",
            "--replications=5",
            "--predict=returned",
            "--predict=filings",
            "--ensemble=12",
            "--json",
            "--quiet",
        ],
    );
    assert_eq!(said.code, Some(0), "{}", said.error);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let [returned, filings] = &json["predictions"].as_array().unwrap()[..] else {
        panic!("two predictions: {json}");
    };
    let width = |of: &serde_json::Value, what: &str| {
        of[format!("{what}_high")].as_f64().unwrap() - of[format!("{what}_low")].as_f64().unwrap()
    };
    assert!(width(returned, "drawn") > 1.5 * width(returned, "predicted"));
    // No assumption moves the number of filings: what is left is chance, and that draws have two replications
    // where the scenario has five.
    let wider = width(filings, "drawn") / width(filings, "predicted");
    let expected = (1.5_f64 / 1.2).sqrt();
    assert!((wider - expected).abs() < 0.05, "{wider}");
    let table = std::fs::read_to_string(folder.path().join("out/uncertainty.csv")).unwrap();
    let row = table
        .lines()
        .find(|line| line.starts_with("nation,all,returned,"))
        .unwrap();
    let ends: Vec<f64> = row
        .rsplit(',')
        .take(2)
        .map(|end| end.parse().unwrap())
        .collect();
    assert_eq!(returned["drawn_high"].as_f64(), Some(ends[0]));
    assert_eq!(returned["drawn_low"].as_f64(), Some(ends[1]));
}

#[test]
fn a_warm_up_that_is_too_short_is_said() {
    let folder = small("");
    let run = |warm_up: &str, more: &[&str]| {
        let set = format!("--set=run.warm_up={warm_up}");
        let all = [
            "run",
            "x.toml",
            "--out",
            "out",
            "--force",
            "--set=run.length=42d",
            &set,
        ];
        let said = say(&folder, &[&all[..], more].concat());
        assert_eq!(said.code, Some(0), "{}", said.error);
        said.error
    };
    // Audits take ten working days: those in hand rise for two weeks.
    let audits = ["--set=authority.audit={ uniform = { min = \"79h\", max = \"81h\" } }"];
    let short = run("1d", &audits);
    assert!(short.contains("audits in hand settle after"), "{short}");
    assert!(short.contains("a longer run.warm_up helps"), "{short}");
    let table = std::fs::read_to_string(folder.path().join("out/warm_up.csv")).unwrap();
    let row = table
        .lines()
        .find(|line| line.starts_with("audits_in_hand,24,"))
        .unwrap();
    let after: u64 = row.split(',').nth(2).unwrap().parse().unwrap();
    assert!((10 * 24..=16 * 24).contains(&after), "{row}");
    let long = run("21d", &audits);
    assert!(!long.contains("MSER-5"), "{long}");
    // A surge moves the load anyway.
    let surge = run(
        "1d",
        &[
            audits[0],
            "--set=arrivals.surges=[{ from = \"2019-03-20\", to = \"2019-03-22\", factor = 3.0 }]",
        ],
    );
    assert!(!surge.contains("MSER-5"), "{surge}");
}
