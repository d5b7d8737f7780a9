//! `new`: a start for a scenario of the user's own.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use clap::Args;

use super::{Error, Exit, Global, load, print};
use crate::scenario::{Loaded, SCHEMA_FILE, as_toml, field_at, section_meaning};

/// Write a commented start for a scenario of your own.
///
/// The file is valid as written, and changes nothing yet: fields that are often changed stand in it
/// behind a #, with their meaning and the value that they have in what it is based on.
#[derive(Args, Debug)]
#[command(after_help = "Examples:
  beian-sim new scenarios/mine.toml
  beian-sim new mine.toml --from scenarios/regime-2020.toml")]
pub struct NewArgs {
    /// The file to write.
    file: PathBuf,
    /// What it is based on: a scenario file, or the name of one beside FILE or in scenarios/.
    #[arg(long, value_name = "SCENARIO", default_value = BASELINE)]
    from: String,
    /// Overwrite FILE if it exists.
    #[arg(long)]
    force: bool,
}

/// The scenario that is built in.
const BASELINE: &str = "baseline";

/// What people ask about first, in the order of a scenario file.
const OFTEN_CHANGED: &[&str] = &[
    "run.length",
    "run.seed",
    "run.replications",
    "arrivals.filings_per_day",
    "filings.same_person",
    "provider.reminder_reach",
    "rules.check_cancel_entity",
    "rules.check_cancel_website",
    "rules.check_cancel_access",
    "rules.code_effective",
    "rules.automatic_resend_at",
    "rules.automatic_resend_days",
    "rules.resends_per_day",
    "rules.resend_least_gap",
    "rules.resend_cancels_earlier",
    "rules.wrong_certificates",
    "rules.window",
    "rules.window_from",
    "authority.auditors",
    "gateway.messages_per_minute",
    "carriers.mvno.reach",
    "handsets.out_of_coverage",
    "handsets.intercepting",
    "people.expecting",
    "people.attentive",
    "people.prompt",
    "people.asks_resend",
    "people.makes_time",
    "people.responds.attentive",
    "people.responds.inattentive",
    "people.responds.reminded",
    "resubmission.after_timeout",
];

/// Runs the command.
///
/// # Errors
/// A base that cannot be read, a file that exists, a folder that cannot be written to.
pub fn run(args: &NewArgs, global: &Global) -> Result<Exit, Error> {
    let (based_on, base) = base(args)?;
    let text = start(&args.file, &based_on, &base);
    write(&args.file, &text, args.force)?;
    let file = args.file.display();
    if global.json {
        return print(&format!(
            "{}\n",
            serde_json::json!({ "scenario": file.to_string(), "based_on": based_on })
        ));
    }
    if global.quiet {
        return Ok(Exit::Done);
    }
    print(&format!(
        "{file}: written, based on {based_on}\nNext: change it, then beian-sim validate {file} and beian-sim run {file}\n"
    ))
}

/// What the file is based on, as it will say, and what that holds.
fn base(args: &NewArgs) -> Result<(String, Loaded), Error> {
    let folder = args.file.parent().unwrap_or(Path::new(""));
    let file = format!("{}.toml", args.from);
    let places = [
        PathBuf::from(&args.from),
        folder.join(&file),
        Path::new("scenarios").join(&file),
    ];
    let found = places.into_iter().find(|path| path.is_file());
    match found {
        Some(path) => Ok((from_folder(folder, &path), load(&path, &[])?)),
        // Nothing lies there: the built-in baseline stands for it.
        None if args.from == BASELINE => {
            let path = folder.join(&file);
            Ok((
                file,
                crate::scenario::baseline(&path).map_err(Error::Faults)?,
            ))
        }
        None => Err(Error::input(format!(
            "--from {}: no such scenario file, and no {file} beside {} or in scenarios/",
            args.from,
            args.file.display()
        ))),
    }
}

/// A path as seen from a folder, with forward slashes.
fn from_folder(folder: &Path, path: &Path) -> String {
    let whole = |path: &Path| {
        let path = if path.as_os_str().is_empty() {
            Path::new(".")
        } else {
            path
        };
        path.canonicalize().unwrap_or_else(|_| path.to_owned())
    };
    let (folder, path) = (whole(folder), whole(path));
    let common = folder
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder.components().skip(common).map(|_| "..".into());
    let down = path.components().skip(common).map(|part| match part {
        Component::Normal(name) => name.to_string_lossy().into_owned(),
        other => other.as_os_str().to_string_lossy().into_owned(),
    });
    up.chain(down).collect::<Vec<String>>().join("/")
}

/// The text of the start.
fn start(file: &Path, based_on: &str, base: &Loaded) -> String {
    let name = file
        .file_stem()
        .map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let mut start = schema_line(file);
    start += &format!(
        "# What differs from {based_on}, and nothing else: a field that is left out has its value there.\n\
         # A line without its first # is in force. The value shown is that of {based_on}.\n\
         # All fields: beian-sim fields. What is measured: beian-sim measures.\n\
         # What nobody knows, for run --ensemble: beian-sim fields uncertain.\n\
         based_on = {}\ntitle = {}\ndescription = {}\n",
        text(based_on),
        text(&name),
        text(&format!("A variant of \"{}\".", base.scenario.title)),
    );
    let mut section = "";
    for path in OFTEN_CHANGED {
        let Some((of, name)) = path.rsplit_once('.') else {
            continue;
        };
        if of != section {
            section = of;
            let meaning = section_meaning(section).unwrap_or_default();
            start += &format!("\n# {meaning}.\n[{section}]\n");
        }
        start += &commented(path, name, base);
    }
    start
}

/// A field behind a #, with what it means.
fn commented(path: &str, name: &str, base: &Loaded) -> String {
    let pointer = format!("/{}", path.replace('.', "/"));
    let (Some(field), Some(value)) = (field_at(path), base.as_read.pointer(&pointer)) else {
        return String::new();
    };
    let unit = match field.kind.unit() {
        "" => field.kind.allowed(),
        unit => format!("{unit}: {}", field.kind.allowed()),
    };
    format!(
        "# {name} = {}   # {} ({unit})\n",
        as_toml(value),
        field.meaning
    )
}

/// The line by which an editor finds the schema, where it lies near; else how to get it.
fn schema_line(file: &Path) -> String {
    let folder = file.parent().unwrap_or(Path::new(""));
    let places = [
        folder.join(SCHEMA_FILE),
        Path::new("scenarios").join(SCHEMA_FILE),
    ];
    match places.iter().find(|path| path.is_file()) {
        Some(path) if path.parent() == Some(folder) => format!("#:schema ./{SCHEMA_FILE}\n"),
        Some(path) => format!("#:schema {}\n", from_folder(folder, path)),
        None => format!(
            "# For an editor that completes and checks: beian-sim schema > {SCHEMA_FILE}, and then here\n\
             # as the first line: #:schema ./{SCHEMA_FILE}\n"
        ),
    }
}

fn write(file: &Path, text: &str, force: bool) -> Result<(), Error> {
    let mut options = OpenOptions::new();
    options.write(true);
    match force {
        true => options.create(true).truncate(true),
        false => options.create_new(true),
    };
    let written = options
        .open(file)
        .and_then(|mut opened| opened.write_all(text.as_bytes()));
    written.map_err(|error| {
        let file = file.display();
        match error.kind() {
            ErrorKind::AlreadyExists => {
                Error::input(format!("{file} exists; --force overwrites it"))
            }
            ErrorKind::NotFound => Error::input(format!("{file}: there is no such folder")),
            _ => Error::Machine(format!("{file} cannot be written: {error}")),
        }
    })
}
