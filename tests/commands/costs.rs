//! Costs: prices on what other tables count, which move none of it.

use std::collections::BTreeMap;
use std::fs;

use crate::runner::{described, done, refused, say, small, tables, write};
use tempfile::TempDir;

/// Trouble of every kind, in two segments.
const TROUBLED: &str = "handsets = { intercepting = 0.2, out_of_coverage = 0.2 }
people = { wrong_certificate = 0.3, sees_mistake = 0.1 }
resubmission = { after_timeout = 0.6 }
carriers = { mobile = { share = 0.4 }, mvno = { share = 0.21 } }
segments = [{ name = \"one\", share = 0.4 }, { name = \"other\", share = 0.6 }]
";

/// Prices that tell one another apart.
const COSTS: &str = "[costs]
return_provider_minutes = 10
return_authority_minutes = 4
page_act = 0.5
delay_day = 100
wage_hour = 90
message = { telecom = 1, unicom = 2, mobile = 4, mvno = 8 }
";

const CARRIERS: [(&str, f64); 4] = [
    ("telecom", 1.0),
    ("unicom", 2.0),
    ("mobile", 4.0),
    ("mvno", 8.0),
];

const REPLICATIONS: f64 = 2.0;

type Row = BTreeMap<String, String>;

fn rows(text: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// The tables of a run of a scenario with prices, and its event log.
fn with_costs() -> (TempDir, BTreeMap<String, String>) {
    let folder = small(&format!("{TROUBLED}{COSTS}"));
    let run = ["run", "x.toml", "--out", "r", "--events", "x.csv"];
    done(&folder, &run);
    described(&folder.path().join("r"));
    let tables = tables(&folder.path().join("r"));
    (folder, tables)
}

/// A measure of a group.
fn figure(tables: &BTreeMap<String, String>, by: &str, group: &str, measure: &str) -> f64 {
    let rows = rows(&tables["measures.csv"]);
    let found = rows
        .iter()
        .find(|row| row["group_by"] == by && row["group"] == group && row["measure"] == measure);
    let row = found.unwrap_or_else(|| panic!("no {measure} of {group}"));
    row["value"].parse().unwrap()
}

/// A column of the rows that are chosen, summed.
fn sum(table: &str, column: &str, choose: impl Fn(&Row) -> bool) -> f64 {
    let rows = rows(table);
    let chosen = rows.iter().filter(|row| choose(row));
    chosen.map(|row| row[column].parse::<f64>().unwrap()).sum()
}

/// What the files have three decimals of is the same.
#[track_caller]
fn same(a: f64, b: f64) {
    assert!(
        (a - b).abs() < 0.02 && a > 0.0,
        "{a} and {b} are not the same"
    );
}

#[test]
fn each_cost_is_its_price_on_what_another_table_counts() {
    let (folder, tables) = with_costs();
    let of = |row: &Row, by: &str, group: &str| row["group_by"] == by && row["group"] == group;
    let sent = |carrier: &str| {
        let table = &tables["messages.csv"];
        sum(table, "messages", |row| {
            of(row, "carrier", carrier) && row["fate"] == "sent"
        })
    };
    let mut all = 0.0;
    for (carrier, price) in CARRIERS {
        let cost = sent(carrier) * price / REPLICATIONS;
        same(figure(&tables, "carrier", carrier, "cost_messages"), cost);
        all += cost;
    }
    same(figure(&tables, "nation", "all", "cost_messages"), all);
    for (by, group) in [
        ("nation", "all"),
        ("province", "zj"),
        ("filing_type", "new_filing"),
        ("carrier", "mobile"),
        ("segment", "other"),
    ] {
        let returned = sum(&tables["reasons.csv"], "returned", |row| {
            of(row, by, group) && row["submissions"] == "all"
        });
        let hours = returned / REPLICATIONS / 60.0;
        let [provider, authority, page, total, each] = [
            "cost_returns_provider",
            "cost_returns_authority",
            "cost_page_acts",
            "cost_total",
            "cost_per_filing_verified",
        ]
        .map(|measure| figure(&tables, by, group, measure));
        same(provider, hours * 10.0 * 90.0);
        same(authority, hours * 4.0 * 90.0);
        let acts = sum(&tables["entries.csv"], "count", |row| of(row, by, group));
        same(page, acts / REPLICATIONS * 0.5);
        let [messages, delay] =
            ["cost_messages", "cost_delay"].map(|measure| figure(&tables, by, group, measure));
        same(total, messages + provider + authority + page + delay);
        let verified = rows(&tables["measures.csv"]);
        let verified = verified
            .iter()
            .find(|row| of(row, by, group) && row["measure"] == "success_rate");
        let verified: f64 = verified.unwrap()["numerator"].parse().unwrap();
        same(each, total * REPLICATIONS / verified);
    }
    let log = fs::read_to_string(folder.path().join("x.csv")).unwrap();
    for (by, province) in [("nation", "all"), ("province", "zj")] {
        let days = days_of_delay(&log, |row| by == "nation" || row["province"] == province);
        let cost = days / REPLICATIONS * 100.0;
        same(figure(&tables, by, province, "cost_delay"), cost);
    }
}

/// Days from the first receipt of each counted filing with a check until it is verified or given up,
/// as the event log has them.
fn days_of_delay(log: &str, choose: impl Fn(&Row) -> bool) -> f64 {
    let mut received: BTreeMap<String, f64> = BTreeMap::new();
    let mut days = 0.0;
    let of_interest = rows(log)
        .into_iter()
        .filter(|row| row["counted"] == "true" && choose(row));
    for row in of_interest {
        let at: jiff::Timestamp = row["time:timestamp"].parse().unwrap();
        let at = at.as_millisecond() as f64 / 86_400e3;
        let filing = row["case:concept:name"].clone();
        match row["concept:name"].as_str() {
            "receives submission" => {
                received.entry(filing).or_insert(at);
            }
            "has the check complete" | "gives up" => days += at - received[&filing],
            _ => {}
        }
    }
    days
}

#[test]
fn the_groups_of_a_breakdown_add_up_to_the_nation() {
    let (_, tables) = with_costs();
    let rows = rows(&tables["measures.csv"]);
    for measure in [
        "cost_messages",
        "cost_returns_provider",
        "cost_returns_authority",
        "cost_page_acts",
        "cost_delay",
        "cost_total",
    ] {
        let nation = figure(&tables, "nation", "all", measure);
        for by in ["province", "filing_type", "carrier", "segment"] {
            let groups = rows
                .iter()
                .filter(|row| row["group_by"] == by && row["measure"] == measure);
            let values: Vec<f64> = groups.map(|row| row["value"].parse().unwrap()).collect();
            assert!(values.len() > 1, "{by}");
            same(values.iter().sum(), nation);
        }
    }
}

#[test]
fn costs_change_no_history() {
    let (with, priced) = with_costs();
    let without = small(TROUBLED);
    let run = ["run", "x.toml", "--out", "r", "--events", "x.csv"];
    let said = done(&without, &run);
    assert!(!said.contains("yuan") && !said.contains("Costs"), "{said}");
    let plain = tables(&without.path().join("r"));
    assert_eq!(
        priced.keys().collect::<Vec<_>>(),
        plain.keys().collect::<Vec<_>>()
    );
    let mut costs = 0;
    for (name, table) in &plain {
        assert!(!table.contains("cost_"), "{name}");
        let lines = priced[name].split_inclusive('\n');
        let (of_costs, others): (Vec<&str>, Vec<&str>) =
            lines.partition(|line| line.starts_with("cost_") || line.contains(",cost_"));
        assert_eq!(others.concat(), *table, "{name}");
        costs += of_costs.len();
    }
    assert!(costs > 7 * 20, "{costs}");
    let log = |folder: &TempDir| fs::read(folder.path().join("x.csv")).unwrap();
    assert!(log(&with) == log(&without));
}

#[test]
fn costs_are_compared_with_intervals_and_held_to_thresholds() {
    let threshold = "[[thresholds]]\nmeasure = \"cost_total\"\ngroup = \"mobile\"\nmax = 1.5\n";
    let folder = small(&format!("{COSTS}{threshold}"));
    let short = "based_on = \"x.toml\"\nrules = { window = \"12h\" }\n";
    write(&folder, "short.toml", short);
    let compare = ["compare", "x.toml", "short.toml", "--out", "c"];
    let said = say(&folder, &compare);
    assert_eq!(said.code, Some(1), "{}", said.error);
    let crossed = "CROSSED  cost_total of mobile: ";
    assert!(said.out.contains(crossed), "{}", said.out);
    assert!(said.out.contains("at most 1.50 yuan"), "{}", said.out);
    let line = |measure: &str| {
        let start = format!("  {measure} ");
        let line = said.out.lines().find(|line| line.starts_with(&start));
        line.unwrap_or_else(|| panic!("{measure}: {}", said.out))
            .to_owned()
    };
    for measure in [
        "cost_messages",
        "cost_returns_provider",
        "cost_per_filing_verified",
    ] {
        assert!(line(measure).contains(" yuan "), "{}", line(measure));
    }
    let compared = rows(&tables(&folder.path().join("c"))["comparison.csv"]);
    let of_returns = compared
        .iter()
        .find(|row| row["group"] == "all" && row["measure"] == "cost_returns_provider")
        .unwrap();
    let at = |column: &str| of_returns[column].parse::<f64>().unwrap();
    assert_eq!(of_returns["unit"], "yuan");
    assert_eq!(of_returns["pairing"], "paired");
    assert!(at("difference") > 0.0, "a shorter window returns more");
    assert!(at("ci_low") < at("difference") && at("difference") < at("ci_high"));
    let kept = ["--set", "thresholds=[]"];
    done(&folder, &[&compare[..], &kept, &["--force"]].concat());
}

#[test]
fn a_price_is_a_field_as_any_other() {
    let folder = small("");
    let set = [
        "run",
        "x.toml",
        "--set",
        "costs.message.mobile=0.05",
        "--out",
        "r",
    ];
    done(&folder, &set);
    let found = tables(&folder.path().join("r"));
    let all = figure(&found, "nation", "all", "cost_messages");
    same(all, figure(&found, "carrier", "mobile", "cost_messages"));
    same(all, figure(&found, "nation", "all", "cost_total"));
    assert!(!found["measures.csv"].contains("cost_delay"));
    // Twice the price is twice the cost.
    let sweep = "sweep x.toml --measure cost_total --vary costs.delay_day=1,2 --out s";
    let sweep: Vec<&str> = sweep.split(' ').collect();
    done(&folder, &sweep);
    let swept = rows(&tables(&folder.path().join("s"))["sweep.csv"]);
    let value = |point: &str| -> f64 {
        let mut of_point = swept.iter().filter(|row| row["point"] == point);
        let total = of_point.find(|row| row["measure"] == "cost_total" && row["group"] == "all");
        total.unwrap()["value"].parse().unwrap()
    };
    same(value("1") * 2.0, value("2"));
    let uncertain = "costs = { delay_day = 5 }
[[uncertain]]
field = \"costs.delay_day\"
distribution = { uniform = { min = 0, max = 10 } }";
    let folder = small(uncertain);
    let ensemble = ["run", "x.toml", "--ensemble", "8", "--out", "e"];
    done(&folder, &ensemble);
    let spread = rows(&tables(&folder.path().join("e"))["uncertainty.csv"]);
    let delay = spread
        .iter()
        .find(|row| row["group"] == "all" && row["measure"] == "cost_delay")
        .unwrap();
    let [low, high] = ["low_95", "high_95"].map(|end| delay[end].parse::<f64>().unwrap());
    assert!(low * 2.0 < high, "{delay:?}");
}

#[test]
fn prices_out_of_bounds_and_minutes_without_a_wage_are_refused() {
    let folder = small("costs = { return_provider_minutes = 20, page_act = -1, pageact = 1 }");
    let said = refused(&folder, &["validate", "x.toml"]).error;
    for part in [
        "costs.return_provider_minutes: is paid at costs.wage_hour, which is not set",
        "costs.page_act: -1 where a number from 0 to 1000 is expected",
        "did you mean costs.page_act?",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
    let folder = small("province.zj.costs = { page_act = 1 }");
    refused(&folder, &["validate", "x.toml"]);
}
