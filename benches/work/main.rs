//! Work that is kept: what the journal costs, how large records are, how fast they are merged, what shares cost,
//! and how all that would scale.
//!
//! `cargo bench --bench work` prints the tables of `docs/scale.md`; `-- journal`, `-- merge`, `-- shards` or `-- scale`
//! one of them. Linux tells what a process took; elsewhere there are no figures.

mod process;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use process::{Took, begin, end, run};

/// How often what is compared is run, one after the other; medians are reported.
const ROUNDS: usize = 7;

type Part = (&'static str, fn(&Path) -> Result<(), String>);

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let asked = |name: &str| {
        let mut names = arguments.iter().filter(|a| !a.starts_with("--")).peekable();
        names.peek().is_none() || names.any(|a| a == name)
    };
    let parts: [Part; 4] = [
        ("journal", journal),
        ("merge", merge),
        ("shards", shards),
        ("scale", scale),
    ];
    for (name, part) in parts.into_iter().filter(|(name, _)| asked(name)) {
        let done = tempfile::tempdir().map_err(|error| error.to_string());
        let done = done.and_then(|folder| {
            let scenarios = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
            let to = folder.path().join("baseline.toml");
            let copied = fs::copy(scenarios.join("baseline.toml"), to);
            copied.map_err(|error| error.to_string())?;
            part(folder.path())
        });
        if let Err(error) = done {
            eprintln!("{name}: {error}");
            return ExitCode::FAILURE;
        }
        println!();
    }
    ExitCode::SUCCESS
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The records of work, the oldest first.
fn records(work: &Path) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut folders = vec![work.join("units")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| error.to_string())? {
            let path = entry.map_err(|error| error.to_string())?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push(path),
            }
        }
    }
    found.sort_by_key(|path| fs::metadata(path).and_then(|file| file.modified()).ok());
    Ok(found)
}

/// Bytes of all records, and how many there are.
fn weight(work: &Path) -> Result<(f64, usize), String> {
    let records = records(work)?;
    let bytes = records.iter().filter_map(|path| fs::metadata(path).ok());
    Ok((bytes.map(|file| file.len() as f64).sum(), records.len()))
}

/// What the journal costs: the same work with and without, on one thread, in turn.
fn journal(folder: &Path) -> Result<(), String> {
    println!(
        "| work, one thread | units | kB a unit | kB a replication | without, CPU s | with | more |"
    );
    println!("|---|---:|---:|---:|---:|---:|---:|");
    let of = [
        ("run baseline.toml", 20),
        ("run baseline.toml --unit 1", 20),
        ("run baseline.toml --resend-effect", 80),
        (
            "sweep baseline.toml --vary rules.window=24h,36h,48h --set run.replications=4",
            16,
        ),
    ];
    for (line, replications) in of {
        let mut rounds: Vec<(f64, f64)> = Vec::new();
        let work = folder.join("work");
        for _ in 0..ROUNDS {
            let _ = fs::remove_dir_all(&work);
            let plain = line.replace(" --unit 1", "");
            let common = "--threads 1 --quiet --force --out out";
            let without = run(folder, &format!("{plain} {common}"))?;
            let with = run(folder, &format!("{line} {common} --work work"))?;
            rounds.push((without.cpu, with.cpu));
        }
        let (bytes, units) = weight(&work)?;
        let without = median(rounds.iter().map(|round| round.0).collect());
        let with = median(rounds.iter().map(|round| round.1).collect());
        let more = median(rounds.iter().map(|round| round.1 / round.0 - 1.0).collect());
        println!(
            "| `{line}` | {units} | {:.1} | {:.1} | {without:.2} | {with:.2} | {:+.1} % |",
            bytes / units as f64 / 1e3,
            bytes / f64::from(replications) / 1e3,
            100.0 * more
        );
    }
    Ok(())
}

/// How fast records are merged, and what memory that takes.
fn merge(folder: &Path) -> Result<(), String> {
    println!("| merged | records | MB | seconds | records a second | peak memory, MB |");
    println!("|---|---:|---:|---:|---:|---:|");
    let small = "--set arrivals.filings_per_day=40 --set run.warm_up=1d --set run.length=8d";
    let merged = |name: &str, line: String| -> Result<(), String> {
        let work = folder.join("work");
        let _ = fs::remove_dir_all(&work);
        run(
            folder,
            &format!("{line} {small} --work work --shard 1/1 --yes"),
        )?;
        let (bytes, records) = weight(&work)?;
        let took = run(folder, "merge work --quiet --force --out out")?;
        println!(
            "| {name} | {records} | {:.1} | {:.2} | {:.0} | {:.0} |",
            bytes / 1e6,
            took.wall,
            records as f64 / took.wall,
            took.peak
        );
        Ok(())
    };
    for replications in [30, 300] {
        let line = format!("run baseline.toml --unit 1 --replications {replications}");
        merged(
            &format!("one scenario, {replications} replications, each a unit"),
            line,
        )?;
    }
    for (points, replications) in [(100, 10), (1000, 1), (1000, 10)] {
        let line = format!(
            "sweep baseline.toml --design lhs --points {points} --vary people.prompt=0.3..0.8 --unit 1 \
             --set run.replications={replications}"
        );
        let name = format!("sweep of {points} points, {replications} units each");
        merged(&name, line)?;
    }
    Ok(())
}

/// A sweep by one process on all cores, and in eight shares of one thread each, at the same time.
fn shards(folder: &Path) -> Result<(), String> {
    let line = "sweep baseline.toml --design lhs --points 15 --vary people.prompt=0.3..0.8 \
                --set run.replications=8 --yes";
    let mut rounds: Vec<[Took; 3]> = Vec::new();
    for _ in 0..3 {
        let _ = fs::remove_dir_all(folder.join("work"));
        let alone = run(folder, &format!("{line} --quiet --force --out out"))?;
        let begun = Instant::now();
        let share = |number: u32| {
            let share = format!("{line} --threads 1 --work work --shard {number}/8");
            begin(folder, &share)
        };
        let shares = (1..=8).map(share).collect::<Result<Vec<_>, _>>()?;
        let mut all = Took {
            wall: 0.0,
            cpu: 0.0,
            peak: 0.0,
        };
        for child in shares {
            let took = end(child, begun)?;
            all.wall = all.wall.max(took.wall);
            all.cpu += took.cpu;
            all.peak = all.peak.max(took.peak);
        }
        let merge = run(folder, "merge work --quiet --force --out out")?;
        rounds.push([alone, all, merge]);
    }
    println!(
        "| a sweep of 16 points, 8 replications each | wall s | CPU s | peak memory of a process, MB |"
    );
    println!("|---|---:|---:|---:|");
    for (place, name) in [
        "one process, all cores",
        "eight shares at once",
        "their merge",
    ]
    .iter()
    .enumerate()
    {
        let of = |read: fn(&Took) -> f64| median(rounds.iter().map(|r| read(&r[place])).collect());
        let (wall, cpu, peak) = (of(|t| t.wall), of(|t| t.cpu), of(|t| t.peak));
        println!("| {name} | {wall:.2} | {cpu:.2} | {peak:.0} |");
    }
    Ok(())
}

/// Points, and replications of each, of the plan that is scaled.
const POINTS: usize = 1000;
const REPLICATIONS: usize = 20;

/// A national year at a thousand points in twenty replications: what a unit, a start and a merge take is measured,
/// the rest is worked out unit by unit.
fn scale(folder: &Path) -> Result<(), String> {
    let year = "--set run.length=365d";
    let line = format!("sweep baseline.toml --vary people.prompt=0.5 {year} --unit 1");
    let work = folder.join("work");
    run(
        folder,
        &format!("{line} --set run.replications=5 --threads 1 --work work --shard 1/1 --yes"),
    )?;
    let (bytes, units) = weight(&work)?;
    let times = records(&work)?
        .iter()
        .map(|path| fs::metadata(path)?.modified())
        .collect::<Result<Vec<_>, _>>();
    let times = times.map_err(|error: std::io::Error| error.to_string())?;
    let took: Vec<f64> = times
        .windows(2)
        .filter_map(|pair| Some(pair[1].duration_since(pair[0]).ok()?.as_secs_f64()))
        .collect();
    let merge = run(folder, "merge work --quiet --force --out out")?;
    let of_record = bytes / units as f64;
    // A share of a plan of so many points that has nothing to do.
    let plan = format!(
        "sweep baseline.toml --design lhs --points {POINTS} --vary people.prompt=0.3..0.8 {year} --yes \
         --set run.replications={REPLICATIONS} --work many --threads 1 --shard 900000/1000000"
    );
    let start = run(folder, &plan)?;
    let reads = reads_a_second(&work, units)?;
    println!(
        "measured: a unit (a national year, one replication) takes {:.2} s of one thread ({:.2} to {:.2}), its record has {:.1} kB;",
        median(took.clone()),
        took.iter().copied().fold(f64::MAX, f64::min),
        took.iter().copied().fold(0.0, f64::max),
        of_record / 1e3
    );
    println!(
        "a share of {POINTS} points begins after {:.2} s; {units} records merge in {:.2} s, {reads:.0} a second without the start and the tables.",
        start.wall, merge.wall
    );
    println!();
    println!(
        "| cores | shares | units of one | work, h | merge, min | records written a second | MB a second |"
    );
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    let all = POINTS * REPLICATIONS;
    for cores in [1, 16, 256, 4096] {
        let longest = (0..cores).map(|share| {
            let own = (share..all).step_by(cores);
            // Units take what those measured took, one after the other.
            let work: f64 = own
                .clone()
                .map(|unit| took[(unit / cores + unit) % took.len()])
                .sum();
            (work, own.count())
        });
        let (work, units) = longest.fold((0.0f64, 0), |(a, n), (b, m)| (a.max(b), n.max(m)));
        let seconds = start.wall + work;
        println!(
            "| {cores} | {cores} | {units} | {:.2} | {:.1} | {:.1} | {:.2} |",
            seconds / 3600.0,
            (merge.wall + all as f64 / reads) / 60.0,
            all as f64 / seconds,
            all as f64 * of_record / seconds / 1e6
        );
    }
    Ok(())
}

/// Records that are checked and taken in a second: the work is told and merged again and again.
fn reads_a_second(work: &Path, units: usize) -> Result<f64, String> {
    use beian_sim::experiment::{Plan, Unit};
    use beian_sim::journal::Journal;
    let journal = Journal::open(work).map_err(|error| error.to_string())?;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/baseline.toml");
    let set = ["run.length=365d", "run.replications=5", "people.prompt=0.5"].map(str::to_owned);
    let loaded = beian_sim::scenario::load(&file, &set).map_err(|error| error.to_string())?;
    let plan = Plan::of(&loaded.scenario);
    let point = journal.point("point: people.prompt=0.5");
    let begun = Instant::now();
    let mut read = 0;
    while begun.elapsed().as_secs_f64() < 2.0 {
        let mut found = plan.nothing_yet();
        for from in 0..5 {
            let unit = Unit { from, to: from + 1 };
            let state = journal
                .state(point, unit)
                .map_err(|error| error.to_string())?;
            let part = journal
                .read(point, unit)
                .map_err(|error| error.to_string())?;
            let part =
                part.map_err(|_| format!("{state:?}: no record of {unit:?} among {units}"))?;
            if !plan.take_in(&mut found, unit, part, false) {
                return Err("the record is of another plan".to_owned());
            }
            read += 1;
        }
    }
    Ok(f64::from(read) / begun.elapsed().as_secs_f64())
}
