//! The simulated world against closed forms: the table of `docs/validation.md`, row by row.
//!
//! `RENEW_DOCUMENTS=1 cargo test --test model theory` writes the table as it is now.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use crate::plain_world::*;
use beian_sim::chance::Shape;
use beian_sim::clock::{DAY, HOUR, Instant, MINUTE};
use beian_sim::measures::{
    AUDITS_IN_HAND_MEAN, ENTRY_SUCCESS_RATE, FILINGS, Groups, LANE_WAIT_MEAN, Level, Measure,
    RETURN_RATE, Results, SUBMISSIONS_NEEDED, SUCCESS_RATE, TIME_TO_VERIFY_MEAN,
    TIME_TO_VERIFY_P95, Unit,
};
use beian_sim::rules::Province;
use beian_sim::scenario::{Arrivals, Population, Scenario, Surge};
use rand_distr::Gamma;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// What theory says, and what was simulated.
struct Row {
    what: &'static str,
    form: &'static str,
    unit: Unit,
    theory: f64,
    /// What the formula nearest to it would say that is wrong here.
    wrong: f64,
    simulated: f64,
    /// Its 99.9 % interval: of so many rows, one of 95 % would miss now and then.
    interval: (f64, f64),
}

/// Replications of each.
const REPLICATIONS: u32 = 30;

/// From the first code sent to the visit: 10 s to the phone, 2 min until it is noticed; and a minute for the entry.
const BESIDE: f64 = 10.0 + 120.0 + 60.0;

fn world(filings_per_day: f64, days: i64) -> Scenario {
    let mut scenario = plain(poisson(filings_per_day), days);
    scenario.run.replications = REPLICATIONS;
    scenario.run.level = Level::new(0.999).unwrap();
    scenario.policy.automatic_resend_days = 0;
    scenario
}

fn population(scenario: &mut Scenario) -> &mut Population {
    &mut Arc::make_mut(&mut scenario.provinces[0].populations)[0]
}

/// A row of a measure of the nation.
fn row(
    (what, form): (&'static str, &'static str),
    (results, measure): (&Results, &Measure),
    theory: f64,
    wrong: f64,
) -> Row {
    let found = results.estimate(measure, Groups::NATION).unwrap();
    let interval = found.interval.unwrap();
    Row {
        what,
        form,
        unit: measure.unit,
        theory,
        wrong,
        simulated: found.value,
        interval: (interval.low, interval.high),
    }
}

/// A lane that sends one message a minute, at such a load.
fn lane(what: &'static str, load: f64) -> Row {
    let mut scenario = world(1_440.0 * load, 60);
    scenario.run.warm_up = 2 * DAY;
    scenario.provinces[0].lane_rates = [Some(1.0); 4];
    let form = "Pollaczek and Khinchine: ρ / (2 (1 − ρ)) services";
    let services = load / (1.0 - load);
    row(
        (what, form),
        (&run(&scenario), &LANE_WAIT_MEAN),
        30.0 * services,
        60.0 * services,
    )
}

fn auditors() -> Row {
    let mut scenario = world(2.0 * 144.0, 100);
    scenario.run.warm_up = 5 * DAY;
    let authority = &mut scenario.provinces[0].authority;
    authority.auditors = Some(3);
    authority.audit_work = drawn(Shape::Exponential((10 * MINUTE) as f64));
    // Erlang's C is 4/9 of two loads on three auditors, Erlang's B 4/19.
    let what = (
        "Audits in hand, 3 auditors at a load of 2 (M/M/3)",
        "a + C(3, a) ρ / (1 − ρ), Erlang's C",
    );
    let in_hand = |waits: f64| 2.0 + waits * 2.0;
    row(
        what,
        (&run(&scenario), &AUDITS_IN_HAND_MEAN),
        in_hand(4.0 / 9.0),
        in_hand(4.0 / 19.0),
    )
}

/// Filings of a base, with those of one surge added and some dropped by another.
fn filings() -> [Row; 2] {
    let mut scenario = world(40.0, 4);
    scenario.run.replications = 1_000;
    let Arrivals::Poisson(poisson) = &mut scenario.arrivals else {
        unreachable!("they are Poisson");
    };
    let at = |days: f64| {
        Instant::parse("2019-03-11")
            .unwrap()
            .after((days * DAY as f64) as i64)
    };
    let surge = |from: f64, to: f64, factor: f64| Surge {
        from: at(from),
        to: at(to),
        factor,
        provinces: [true; Province::COUNT],
    };
    poisson.surges = vec![surge(1.0, 3.0, 3.0), surge(2.0, 4.0, 0.5)];
    let results = run(&scenario);
    // Factors of the four days: 1, 3, 1.5, 0.5. As if they did not multiply: 1, 3, 2.5, 0.5.
    let what = (
        "Filings of four days, with a surge that adds and one that drops",
        "superposition and thinning of Poisson processes: λ Σ f",
    );
    let count = row(what, (&results, &FILINGS), 40.0 * 6.0, 40.0 * 7.0);
    let each: Vec<f64> = (results.summaries(Groups::NATION))
        .map(|summary| FILINGS.value(summary).unwrap())
        .collect();
    let n = each.len() as f64;
    let mean = each.iter().sum::<f64>() / n;
    let squares: f64 = each.iter().map(|count| (count - mean).powi(2)).sum();
    let chi = ChiSquared::new(n - 1.0).unwrap();
    let [low, high] = [0.9995, 0.0005].map(|share| squares / mean / chi.inverse_cdf(share));
    let dispersion = Row {
        what: "Variance of that number, by its mean",
        form: "1, of any Poisson number",
        unit: Unit::Number,
        theory: 1.0,
        // Were each filing that a surge adds a copy of one of the base.
        wrong: 40.0 * (1.0 + 9.0 + 2.25 + 0.5) / 240.0,
        simulated: squares / (n - 1.0) / mean,
        interval: (low, high),
    };
    [count, dispersion]
}

/// The time to verify where people take so long after they have noticed.
fn acting(shape: Shape) -> Scenario {
    let mut scenario = world(400.0, 10);
    population(&mut scenario).people.act_promptly = drawn(shape);
    scenario
}

fn two_leaders() -> Row {
    let mut scenario = acting(Shape::Exponential(HOUR as f64));
    // New filings, each of two people.
    population(&mut scenario).type_share = [1.0; 7];
    let what = (
        "Time to verify, two leaders who take an hour each, exponential",
        "order statistics: the later of two takes 1 + ½ means",
    );
    let hours = |hours: f64| hours * 3_600.0 + BESIDE;
    row(
        what,
        (&run(&scenario), &TIME_TO_VERIFY_MEAN),
        hours(1.5),
        hours(1.0),
    )
}

fn moments() -> [Row; 2] {
    let hours = |hours: f64| hours * 3_600.0 + BESIDE;
    let median = HOUR as f64;
    let lognormal = acting(Shape::Lognormal { median, sigma: 0.8 });
    let mean = row(
        (
            "Time to verify, who takes a lognormal time (median 1 h, σ 0.8)",
            "mean exp(σ² / 2) medians",
        ),
        (&run(&lognormal), &TIME_TO_VERIFY_MEAN),
        hours(0.32f64.exp()),
        hours(1.0),
    );
    let gamma = acting(Shape::Gamma(Gamma::new(2.0, HOUR as f64 / 2.0).unwrap()));
    let p95 = row(
        (
            "95 % of times to verify, who takes a gamma time (mean 1 h, shape 2)",
            "quantile 4.7439 of the gamma distribution, half hours",
        ),
        (&run(&gamma), &TIME_TO_VERIFY_P95),
        hours(4.743_864_5 / 2.0),
        hours(20f64.ln()),
    );
    [mean, p95]
}

fn entries() -> Row {
    let mut scenario = world(400.0, 10);
    let people = people(&mut scenario);
    (people.slip_graphic, people.entries_per_visit) = (0.2, 1_000);
    let what = (
        "Entries that verify, one in five fails the graphic verification",
        "geometric retries: 1 / (1 − p) entries each",
    );
    row(
        what,
        (&run(&scenario), &ENTRY_SUCCESS_RATE),
        0.8,
        1.0 - 0.2 * 0.2,
    )
}

/// Four in ten messages are lost, seven in ten applicants come again, three submissions at the most.
fn returns() -> [Row; 3] {
    let mut scenario = world(600.0, 20);
    let population = population(&mut scenario);
    population.carriers[2].loss = 0.4;
    population.resubmission.after_timeout = 0.7;
    population.resubmission.most_submissions = 3;
    let results = run(&scenario);
    let (r, again) = (0.4, 0.4f64 * 0.7);
    let verified = |most: i32| (1.0 - r) * (1.0 - again.powi(most)) / (1.0 - again);
    let needed = |most: i32| {
        let each = (1..=most).map(|k| f64::from(k) * (1.0 - r) * again.powi(k - 1));
        each.sum::<f64>() / verified(most)
    };
    let chain = "a chain of returns: (1 − r) Σ (r a)^k, k below 3";
    [
        row(
            ("Submissions returned, of a message that is lost", "r"),
            (&results, &RETURN_RATE),
            r,
            r * 0.7,
        ),
        row(
            ("Filings verified in the end", chain),
            (&results, &SUCCESS_RATE),
            verified(3),
            verified(1_000),
        ),
        row(
            ("Submissions of a filing verified", "the mean of that chain"),
            (&results, &SUBMISSIONS_NEEDED),
            needed(3),
            needed(2),
        ),
    ]
}

fn all() -> Vec<Row> {
    let mut all = vec![
        lane("Wait in a lane at half its rate (M/D/1)", 0.5),
        lane("Wait in a lane at 0.8 of its rate (M/D/1)", 0.8),
        auditors(),
    ];
    all.extend(filings());
    all.extend([two_leaders(), entries()]);
    all.extend(moments());
    all.extend(returns());
    all
}

fn written(unit: Unit, value: f64) -> String {
    match unit {
        Unit::Share => format!("{:.2} %", value * 100.0),
        Unit::Seconds => format!("{value:.1} s"),
        _ => format!("{value:.3}"),
    }
}

fn table(rows: &[Row]) -> String {
    let mut text =
        "| what | theory | | simulated | 99.9 % interval |\n| --- | --- | ---: | ---: | ---: |\n"
            .to_owned();
    for row in rows {
        let [theory, simulated, low, high] =
            [row.theory, row.simulated, row.interval.0, row.interval.1]
                .map(|value| written(row.unit, value));
        text += &format!(
            "| {} | {} | {theory} | {simulated} | {low} to {high} |\n",
            row.what, row.form
        );
    }
    text
}

const BEGIN: &str = "<!-- theory -->\n";
const END: &str = "<!-- /theory -->\n";

#[test]
fn theory_lies_within_what_is_simulated_and_a_wrong_formula_does_not() {
    let rows = all();
    for row in &rows {
        let (low, high) = row.interval;
        let holds = |value: f64| (low..=high).contains(&value);
        assert!(
            holds(row.theory),
            "{}: {} is not in {low} to {high}",
            row.what,
            row.theory
        );
        assert!(
            !holds(row.wrong),
            "{}: {} is in {low} to {high}",
            row.what,
            row.wrong
        );
        // So narrow that one that is off by a tenth would be seen.
        let wide = (high - low) / 2.0;
        assert!(wide < 0.2 * row.theory, "{}: {low} to {high}", row.what);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/validation.md");
    let page = fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (known, after) = rest.split_once(END).unwrap();
    let table = table(&rows);
    if std::env::var_os("RENEW_DOCUMENTS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(
        known, table,
        "`RENEW_DOCUMENTS=1 cargo test --test model theory` writes it anew"
    );
}
