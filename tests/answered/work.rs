//! What the program reads of work that it kept: the plan, and what was found in a unit.

use std::path::Path;
use std::sync::LazyLock;

use beian_sim::commands::Cli;
use beian_sim::datasets::RunTables;
use beian_sim::experiment::{Options, PartFound, Plan, PlanResults, Unit};
use beian_sim::journal::Written;
use beian_sim::pages;
use beian_sim::scenario::{Loaded, from_text};
use clap::Parser;

/// `plan.json`. One that is read can be written, and what was written is read as the same; the command that it names is
/// answered.
pub fn plan(bytes: &[u8]) {
    let path = Path::new("plan.json");
    let written = match Written::parse(path, bytes) {
        Ok(written) => written,
        Err(error) => {
            assert!(!error.to_string().is_empty());
            assert_eq!(error.exit_code(), 2);
            return;
        }
    };
    let again = Written::parse(path, &written.bytes().unwrap()).unwrap();
    assert_eq!(again, written);
    let words = written.asked.iter().map(String::as_str);
    if let Err(error) = Cli::try_parse_from(std::iter::once("beian-sim").chain(words)) {
        assert!(!error.to_string().is_empty());
    }
    let plan = Plan::of(&SMALL.scenario);
    for ends in [&written.ends, &written.ends_of_draws] {
        let units = plan.units(written.unit, ends);
        let follows = |two: &[Unit]| two[0].from < two[0].to && two[0].to == two[1].from;
        assert!(units.windows(2).all(follows), "{units:?}");
    }
}

static SMALL: LazyLock<Loaded> = LazyLock::new(|| {
    let text = "run = { length = '3d', warm_up = '1d', replications = 3 }\n\
                arrivals.filings_per_day = 300";
    let mut small = from_text("small", text).unwrap();
    small.scenario.provinces.truncate(2);
    small
});

/// The second and third of three replications.
const LATER: Unit = Unit { from: 1, to: 3 };

/// What the first replication of a small scenario comes to.
fn begun(plan: &Plan) -> PlanResults {
    static FIRST: LazyLock<PlanResults> = LazyLock::new(|| found(Unit { from: 0, to: 1 }));
    let mut begun = plan.nothing_yet();
    begun.arms.clone_from(&FIRST.arms);
    begun
}

/// What a unit of the small scenario comes to.
fn found(unit: Unit) -> PlanResults {
    let plan = Plan::of(&SMALL.scenario);
    plan.run_unit(unit, &Options::default()).unwrap()
}

/// The results of a unit, as a record holds them after its digest: what is taken in can be told. Beyond numbers of a
/// million millions, which only a forger writes, what is taken in is what the record says.
pub fn record(bytes: &[u8]) {
    let Ok(part) = postcard::from_bytes::<PartFound>(bytes) else {
        return;
    };
    if !serde_json::to_value(&part).is_ok_and(|part| is_small(&part)) {
        return;
    }
    let plan = Plan::of(&SMALL.scenario);
    for with_load in [true, false] {
        let mut all = begun(&plan);
        if !plan.take_in(&mut all, LATER, part.clone(), with_load) {
            continue;
        }
        let results = &all.arms[0].results;
        let tables = RunTables::of(&SMALL.scenario, results);
        assert!(!tables.files().list.is_empty());
        let page = pages::run(&SMALL, results, &tables, None, None);
        assert!(page.ends_with("</html>"), "{page}");
    }
}

fn is_small(value: &serde_json::Value) -> bool {
    match value {
        serde_json::Value::Number(number) => number.as_f64().is_some_and(|n| n.abs() < 1e12),
        serde_json::Value::Array(list) => list.iter().all(is_small),
        serde_json::Value::Object(fields) => fields.values().all(is_small),
        _ => true,
    }
}

/// The records that the fuzzer starts from, with the load by the hour and without.
pub fn records() -> [Vec<u8>; 2] {
    [true, false]
        .map(|with_load| postcard::to_stdvec(&PartFound::of(found(LATER), with_load)).unwrap())
}
