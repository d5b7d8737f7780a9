//! Scenarios that stand in a program instead of a file.

use std::path::Path;

use super::data::GivenFiles;
use super::sources::{self, ReadFile};
use super::tree::{Node, Value};
use super::{Loaded, checked};
use crate::diagnostics::{Fault, Faults, SourceText};

/// Reads and checks a scenario from its text; what it does not say is as in the built-in baseline.
/// `name` is what a file's name without its ending would be, and stands in errors.
///
/// ```
/// let text = "rules.window = '24h'\nrun.replications = 2";
/// let short = beian_sim::scenario::from_text("short", text)?;
/// assert_eq!(short.scenario.run.replications, 2);
///
/// let faults = beian_sim::scenario::from_text("short", "rules.windw = '24h'").unwrap_err();
/// assert!(faults.to_string().contains("did you mean rules.window?"));
/// # Ok::<(), beian_sim::scenario::Faults>(())
/// ```
///
/// # Errors
/// All faults of the text and of the data files that it names; that it is based on anything but
/// `baseline.toml`.
pub fn from_text(name: &str, text: &str) -> Result<Loaded, Faults> {
    from_texts(name, text, &[], &[])
}

/// The same with the data files that the text names (those that are not given are read from the disk), and
/// overrides such as `rules.window=24h` laid over it.
///
/// ```
/// let text = "arrivals.file = 'filings.csv'";
/// let filings = b"time,province,type\n2019-03-04T09:00:00,zj,\n";
/// let overrides = ["run.start=2019-03-04".to_owned()];
/// beian_sim::scenario::from_texts("filed", text, &[("filings.csv", filings)], &overrides)?;
/// # Ok::<(), beian_sim::scenario::Faults>(())
/// ```
///
/// # Errors
/// Those of [`from_text`], and all faults of the overrides.
pub fn from_texts(
    name: &str,
    text: &str,
    files: &[(&str, &[u8])],
    overrides: &[String],
) -> Result<Loaded, Faults> {
    let node = Node::parse(&SourceText::new(name, text))?;
    if let Some(base) = node.field("based_on")
        && !matches!(&base.value, Value::Text(file) if file == "baseline.toml")
    {
        let message = "a text is based on \"baseline.toml\" alone";
        return Err(Fault::at(base.place.clone(), "based_on", message).into());
    }
    let mut sources = sources::baseline()?;
    sources
        .files
        .push(ReadFile::of(name, text.as_bytes().into(), name.into()));
    sources.layers.push(name.to_owned());
    sources.tree.lay_over(&node, "");
    sources::lay_overrides(&mut sources.tree, overrides)?;
    sources.given = GivenFiles::some(files);
    checked(Path::new(name), sources)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_what_differs_from_the_baseline() {
        let baseline = super::super::baseline(Path::new("baseline.toml")).unwrap();
        let text = "based_on = \"baseline.toml\"\nrun.seed = 5";
        let read = from_text("five", text).unwrap();
        assert_eq!(read.scenario.name, "five");
        let differences = super::super::differences(&baseline, &read);
        let fields: Vec<&str> = differences.iter().map(|one| one.field.as_str()).collect();
        assert_eq!(fields, ["run.seed"]);
        assert_eq!(
            read.files.last(),
            Some(&ReadFile::of("five", text.as_bytes().into(), "five".into()))
        );
    }

    #[test]
    fn a_text_is_based_on_nothing_but_the_baseline() {
        let faults = from_text("mine", "title = \"x\"\nbased_on = \"noon.toml\"").unwrap_err();
        let said = faults.to_string();
        assert!(said.starts_with("mine:2:12: based_on: "), "{said}");
        assert_eq!(
            from_text("mine", "title = ")
                .unwrap_err()
                .iter()
                .next()
                .map(Fault::line),
            Some(1)
        );
    }

    #[test]
    fn an_override_finds_names_with_points_in_them_the_longest_first() {
        let hours = "days = ['tue']\nhours = [['09:00', '17:00']]\n";
        let week = format!("[calendars.9]\n{hours}[calendars.\"9.to.5\"]\n{hours}");
        let days = |path: &str, of: &str| {
            let overrides = [format!("calendars.{path}=['mon']")];
            let read = from_texts("week", &week, &[], &overrides).unwrap();
            read.as_read["calendars"][of]["days"].clone()
        };
        let (set, kept) = (serde_json::json!(["mon"]), serde_json::json!(["tue"]));
        assert_eq!(days("9.to.5.days", "9.to.5"), set);
        assert_eq!(days("9.to.5.days", "9"), kept);
        assert_eq!(days("\"9.to.5\".days", "9.to.5"), set);
        assert_eq!(days("9.days", "9"), set);
        assert_eq!(days("9.days", "9.to.5"), kept);
    }
}
