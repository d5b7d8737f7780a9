//! How far work is that is kept, as text and as JSON.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::diagnostics::escaped;
use crate::views::format::{count, duration};

/// The most shares that a list of what is missing asks for: what schedulers allow an array by default.
const MOST_SHARES: u64 = 1000;

/// The most records that are named of those that are no good.
const MOST_NAMED: usize = 5;

/// How far work is.
#[derive(Clone, Debug)]
pub struct HowFar {
    command: String,
    folder: PathBuf,
    /// Units looked at so far.
    units: u64,
    /// The places of those that are missing, as runs: the first, and the first after it that is not.
    missing: Vec<(u64, u64)>,
    filings_missing: f64,
    filings_done: u64,
    thread_millis: u64,
    /// Records that are no good, each with what it is.
    pub wrong: Vec<String>,
}

impl HowFar {
    /// The work of a command in a folder, of which nothing was looked at.
    pub fn of(command: &str, folder: &Path) -> Self {
        Self {
            command: command.to_owned(),
            folder: folder.to_owned(),
            units: 0,
            missing: Vec::new(),
            filings_missing: 0.0,
            filings_done: 0,
            thread_millis: 0,
            wrong: Vec::new(),
        }
    }

    /// The next unit is done: so many filings, in so many milliseconds of one thread.
    pub fn done(&mut self, filings: u64, thread_millis: u64) {
        self.units += 1;
        self.filings_done += filings;
        self.thread_millis += thread_millis;
    }

    /// The next unit, of about so many filings, is missing.
    pub fn missing(&mut self, filings: f64) {
        match self.missing.last_mut() {
            Some((_, end)) if *end == self.units => *end += 1,
            _ => self.missing.push((self.units, self.units + 1)),
        }
        self.units += 1;
        self.filings_missing += filings;
    }

    /// Whether nothing is missing.
    pub fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }

    fn number_missing(&self) -> u64 {
        self.missing.iter().map(|(from, to)| to - from).sum()
    }

    /// How long one thread works on what is missing, about, in seconds; `None` where nothing is done that says so.
    fn seconds_left(&self) -> Option<f64> {
        let some = self.filings_done > 0;
        let of_filing = self.thread_millis as f64 / 1e3 / self.filings_done.max(1) as f64;
        some.then_some(of_filing * self.filings_missing)
    }

    /// Into how many shares the units go, one by one where they are few.
    fn shares(&self, of: Option<u32>) -> u64 {
        of.map_or(self.units.clamp(1, MOST_SHARES), u64::from)
    }

    /// Which of so many shares something is missing of, as an option of `sbatch`.
    fn array(&self, of: u64) -> String {
        let mut wanted = vec![false; of as usize];
        for (from, to) in &self.missing {
            // More than once around is all of them.
            for unit in *from..(*to).min(from + of) {
                wanted[(unit % of) as usize] = true;
            }
        }
        let mut ranges: Vec<(usize, usize)> = Vec::new();
        for number in (1..)
            .zip(&wanted)
            .filter(|(_, wanted)| **wanted)
            .map(|(n, _)| n)
        {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == number => *last = number,
                _ => ranges.push((number, number)),
            }
        }
        let each = ranges.iter().map(|(first, last)| match first == last {
            true => first.to_string(),
            false => format!("{first}-{last}"),
        });
        format!("--array={}", each.collect::<Vec<_>>().join(","))
    }
}

/// What status says.
pub fn text(far: &HowFar, of: Option<u32>) -> String {
    let folder = escaped(&far.folder.display().to_string());
    let missing = far.number_missing();
    let mut text = format!(
        "{folder}: {} of {} units of '{}' are done, {} missing\n",
        count(far.units - missing),
        count(far.units),
        far.command,
        count(missing)
    );
    text += &wrong(far);
    if let Some(seconds) = far.seconds_left().filter(|_| missing > 0) {
        text += &format!("left: about {} of one thread\n", duration(seconds));
    }
    text + &match far.is_complete() {
        true => format!("complete: beian-sim merge {folder} makes the results\n"),
        false => what_is_missing(far, of),
    }
}

fn wrong(far: &HowFar) -> String {
    let named = far.wrong.iter().take(MOST_NAMED);
    let mut text: String = named.map(|what| format!("{}\n", escaped(what))).collect();
    if far.wrong.len() > MOST_NAMED {
        text += &format!("and {} more records\n", far.wrong.len() - MOST_NAMED);
    }
    text
}

fn what_is_missing(far: &HowFar, of: Option<u32>) -> String {
    let of = far.shares(of);
    format!("missing: {} of --shard I/{of}\n", far.array(of))
}

/// Why work is not merged.
pub fn incomplete(far: &HowFar, of: Option<u32>) -> String {
    let folder = escaped(&far.folder.display().to_string());
    let head = format!(
        "{folder} is not complete: {} of {} units are missing\n",
        count(far.number_missing()),
        count(far.units)
    );
    let text = head + &wrong(far) + &what_is_missing(far, of);
    text.trim_end().to_owned()
}

/// What status says, for programs.
pub fn json(far: &HowFar, of: Option<u32>) -> Value {
    let of = far.shares(of);
    let missing = far.number_missing();
    json!({
        "command": far.command,
        "units": far.units,
        "done": far.units - missing,
        "missing": missing,
        "no_good": far.wrong,
        "thread_seconds_left": far.seconds_left(),
        "array": (missing > 0).then(|| far.array(of)),
        "shards": of,
    })
}

/// What a share of the work came to.
pub fn shard(number: u32, of: u32, done: u64, there: u64) -> String {
    format!(
        "shard {number}/{of}: units done: {}, there before: {}\n",
        count(done),
        count(there)
    )
}

/// That what is finished is kept, and what goes on from it.
pub fn kept(folder: &Path, goes_on: &str) -> String {
    let folder = escaped(&folder.display().to_string());
    format!("interrupted: the units that are done are kept in {folder}; {goes_on}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(units: &str) -> HowFar {
        let mut far = HowFar::of("run", Path::new("work"));
        for unit in units.chars() {
            match unit {
                'x' => far.done(10, 2_000),
                _ => far.missing(5.0),
            }
        }
        far
    }

    #[test]
    fn what_is_missing_is_an_expression_of_an_array() {
        let far = of("xx..x.xx...");
        assert_eq!(far.array(11), "--array=3-4,6,9-11");
        assert_eq!(far.array(4), "--array=1-4");
        assert_eq!(of("x...").array(2), "--array=1-2");
        assert_eq!(of("x.x.").array(2), "--array=2");
        assert_eq!(far.seconds_left(), Some(6.0));
        assert_eq!(of("..").seconds_left(), None);
        assert!(of("xx").is_complete() && !far.is_complete());
    }
}
