//! `core-peers ENGINE DAYS SEED`: the core of the model on another engine; prints one line of JSON.

mod model;
mod nexosim;
mod simrs;

/// What a run found.
pub struct Ran {
    engine: &'static str,
    filings: u64,
    returned: u64,
    /// Of the simulation alone.
    seconds: f64,
}

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, engine, days, seed] = &arguments[..] else {
        panic!("core-peers nexosim|simrs DAYS SEED");
    };
    let (days, seed) = (days.parse().expect("days"), seed.parse().expect("a seed"));
    let ran = match engine.as_str() {
        "nexosim" => nexosim::run(days, seed).expect("the simulation runs"),
        "simrs" => simrs::run(days, seed),
        other => panic!("no engine '{other}'"),
    };
    let Ran {
        engine,
        filings,
        returned,
        seconds,
    } = ran;
    println!(
        "{{\"engine\": \"{engine}\", \"filings\": {filings}, \"returned\": {returned}, \"seconds\": {seconds}}}"
    );
}
