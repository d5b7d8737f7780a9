//! `inputs`: from a record to a scenario.

use std::path::{Path, PathBuf};

use clap::Args;

use super::session::{Session, arguments, command, interrupted, load, print, results_folder};
use super::{Error, Exit, Global};
use crate::datasets::{Tables, input_tables};
use crate::diagnostics::{Fault, Faults, MachineFailure};
use crate::event_log::{Record, read_record};
use crate::folder::{Ended, Manifest, ResultsFolder, Simulated};
use crate::inputs::{Inputs, RecordKind};
use crate::measures::Level;
use crate::scenario::{self, Arrivals, Loaded, RulesAlone, rules_alone};
use crate::terminal;

/// Make a scenario from what was recorded: an event log, or acts.
///
/// What the record shows of the scenario's fields is estimated, each with its interval: arrivals by hour and weekday,
/// shares, delays (as empirical files, with the forms fitted to them), losses, how people respond. What it does not show
/// is listed, with the reason, and stays as in the base. The result is a scenario, inputs.toml, that every command takes.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim run scenarios/baseline.toml --replications 1 --events events.parquet
  beian-sim inputs events.parquet --out recorded
  beian-sim run recorded/inputs.toml

The record is an event log with the columns that run --events writes (CSV, compressed or not, or Parquet; needed
are case:concept:name, concept:name, time:timestamp, province, type, submission, leader and carrier), or acts
in the form that replay reads, which are put through the rules of the base.")]
pub struct InputsArgs {
    /// The record: an event log, or recorded acts.
    record: PathBuf,
    /// The scenario from which everything comes that the record does not show [default: the built-in baseline].
    #[arg(long, value_name = "SCENARIO")]
    base: Option<PathBuf>,
    /// Write the likeliest fitted form of a delay in place of its empirical file.
    #[arg(long)]
    fitted: bool,
    /// The confidence level of intervals, such as 0.9, in place of the base's run.level [default: 0.95].
    #[arg(long, value_name = "SHARE")]
    level: Option<f64>,
    /// Where the results go [default: results/runs/inputs- and the record's name, numbered where that is taken].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace earlier results in the folder.
    #[arg(long)]
    force: bool,
}

/// The scenario in the folder, and its base there.
const INPUTS: &str = "inputs.toml";
const BASE: &str = "scenario.toml";

/// Runs the command.
///
/// # Errors
/// A record that is none, with all of its faults; a base whose arrivals are a file's; a folder that may not be written.
pub fn run(args: &InputsArgs, global: &Global) -> Result<Exit, Error> {
    let (mut base, rules) = base(args)?;
    if let Some(share) = args.level {
        base.scenario.run.level = Level::new(share).ok_or_else(|| {
            let (minimum, maximum) = (Level::MINIMUM, Level::MAXIMUM);
            Error::input(format!("--level {share}: from {minimum} to {maximum}"))
        })?;
    }
    let record = args
        .record
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let stem = record
        .split('.')
        .next()
        .filter(|stem| !stem.is_empty())
        .unwrap_or("record");
    let name = format!("inputs-{stem}");
    let folder = results_folder(args.out.as_ref(), &name, args.force)?;
    let session = Session::begin(global);
    let calendars = &base.scenario.calendars;
    let read = read_record(&args.record, calendars, &rules, &interrupted);
    let Some(Record { seen, unknown }) = read.map_err(Error::Faults)? else {
        return Err(Error::Interrupted);
    };
    let mut inputs = Inputs::of(seen, &base.scenario, args.fitted);
    if let Some((count, first)) = unknown {
        inputs.cautions.push(format!(
            "{count} events are none that an event log has, such as \"{first}\"; they are left out"
        ));
    }
    let kept = inputs.kept_by_provinces(&base.as_read);
    if let Some(first) = kept.first() {
        let of = kept.len();
        inputs.cautions.push(format!("the base sets {of} of these fields for provinces themselves, where they stay, such as {first}"));
    }
    let text = inputs.scenario(&record, &base.scenario.title, &base.as_read);
    let files = inputs.csv_files();
    check(&base, &text, &files)?;
    let tables = Tables {
        list: input_tables(&inputs),
    };
    let command = command("inputs", again(args), Ended::Whole);
    let mut manifest = Manifest::of(command, &base, &[], Simulated::default(), None);
    manifest.title = format!("Inputs from {record}");
    manifest.name = name;
    let read = manifest.read(&args.record);
    read.map_err(|error| {
        Error::input(format!(
            "{}: cannot be read again: {error}",
            args.record.display()
        ))
    })?;
    let mut results = ResultsFolder::new(&tables, &manifest).file(INPUTS, text.as_bytes());
    for (name, bytes) in &files {
        results = results.file(name, bytes);
    }
    results.write(&folder, args.force)?;
    if global.json {
        print(&format!("{}\n", terminal::inputs::json(&inputs)))?;
    } else if !global.quiet {
        print(&terminal::inputs::text(&inputs, &record))?;
    }
    for caution in &inputs.cautions {
        session.say(&format!("warning: {caution}"));
    }
    if inputs.seen.cut && inputs.seen.kind == RecordKind::EventLog {
        session
            .say("filings were under way when the record ended: their durations count as cut off");
    }
    session.say(&format!("results in {}", folder.display()));
    session.say(&format!(
        "the scenario is {}",
        folder.join(INPUTS).display()
    ));
    Ok(Exit::Done)
}

/// What everything comes from that the record does not show, and its rules for recorded acts.
fn base(args: &InputsArgs) -> Result<(Loaded, RulesAlone), Error> {
    let Some(path) = &args.base else {
        let base = scenario::baseline(Path::new("baseline.toml")).map_err(Error::Faults)?;
        return Ok((base, RulesAlone::default()));
    };
    let base = load(path, &[])?;
    if matches!(base.scenario.arrivals, Arrivals::File(_)) {
        return Err(Error::input(format!(
            "--base {}: its arrivals come from a file; take one with rates, which the record gives",
            path.display()
        )));
    }
    let rules = rules_alone(path).map_err(Error::Faults)?;
    Ok((base, rules))
}

/// Reads the scenario as it will stand in the folder: it must be one.
fn check(base: &Loaded, text: &str, files: &[(&'static str, Vec<u8>)]) -> Result<(), Error> {
    let failed = |path: &Path| {
        let failure = MachineFailure::of("cannot write in", path);
        move |error| Error::Machine(failure(error).to_string())
    };
    let place = tempfile::tempdir().map_err(failed(&std::env::temp_dir()))?;
    let files = files.iter().map(|(name, bytes)| (*name, bytes.as_slice()));
    let texts = [(BASE, base.as_toml.as_bytes()), (INPUTS, text.as_bytes())];
    for (name, bytes) in files.chain(texts) {
        let file = place.path().join(name);
        let folder = file.parent().unwrap_or(place.path());
        std::fs::create_dir_all(folder).map_err(failed(place.path()))?;
        std::fs::write(&file, bytes).map_err(failed(place.path()))?;
    }
    let unfit = |faults: Faults| {
        let named =
            |fault: Fault| Fault::of_file(INPUTS, fault.message.clone()).of_field(fault.field);
        Error::Faults(faults.map(named))
    };
    scenario::load(&place.path().join(INPUTS), &[])
        .map(drop)
        .map_err(unfit)
}

/// The arguments that make the folder's tables again, where the record still stands.
fn again(args: &InputsArgs) -> Vec<String> {
    let record = std::path::absolute(&args.record).unwrap_or_else(|_| args.record.clone());
    let mut again = arguments(["inputs", &record.to_string_lossy(), "--base", BASE]);
    if args.fitted {
        again.push("--fitted".to_owned());
    }
    if let Some(level) = args.level {
        again.extend(["--level".to_owned(), level.to_string()]);
    }
    again
}
