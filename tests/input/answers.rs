//! What the fuzzers of `fuzz/` start from, and what they found, is answered; and the good inputs with a piece of them
//! cut out or replaced. On stable Rust, in every `cargo test`; `ANSWERS=100` tries so many times as many.

use std::path::{Path, PathBuf};
use std::{fs, panic};

use crate::answered::{FORMATS, records};

/// The kept inputs: a folder a format.
fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/answered/corpus")
}

/// The kept inputs of a format, each with its name.
fn kept(format: &str) -> Vec<(String, Vec<u8>)> {
    let folder = corpus().join(format);
    let files = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder:?}: {error}"));
    let mut kept: Vec<_> = files
        .map(|file| {
            let path = file.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            (path.display().to_string(), bytes)
        })
        .collect();
    kept.sort();
    kept
}

#[test]
fn what_is_kept_is_answered() {
    for (format, answer) in FORMATS {
        let kept = kept(format);
        assert!(!kept.is_empty(), "nothing is kept of {format}");
        for (name, bytes) in kept {
            let answered = panic::catch_unwind(|| answer(&bytes));
            assert!(answered.is_ok(), "{name} breaks the reader of {format}");
        }
    }
}

/// `RENEW_REFERENCE=1` writes them, once the form of records is another.
#[test]
fn the_records_that_are_kept_are_of_this_form() {
    let names = ["with-load", "without-load"];
    for (name, bytes) in names.into_iter().zip(records()) {
        let file = corpus().join("record").join(name);
        if std::env::var_os("RENEW_REFERENCE").is_some() {
            fs::write(&file, &bytes).unwrap();
        }
        let kept = fs::read(&file).unwrap();
        assert!(kept == bytes, "{} is another", file.display());
    }
}

#[test]
fn every_folder_and_every_fuzzer_is_of_a_format() {
    let mut formats: Vec<String> = FORMATS.iter().map(|(name, _)| (*name).to_owned()).collect();
    formats.sort();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for folder in [corpus(), root.join("fuzz/fuzz_targets")] {
        let entries = fs::read_dir(folder).unwrap();
        let mut found: Vec<String> = entries
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .collect();
        found.sort();
        assert_eq!(found, formats);
    }
}

/// Numbers by a rule (Knuth's MMIX), for where to cut.
struct Places(u64);

impl Places {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}

/// What is put into good inputs.
const PIECES: [&[u8]; 16] = [
    b"",
    b"-1",
    b"0",
    b"1e308",
    b"nan",
    b"\"",
    b"\n",
    b",",
    b"=",
    b"[",
    b"{",
    b"\0",
    b"\xff",
    b"\xf0\x9f\x98\x80",
    b"9223372036854775807",
    b"2019-03-11T24:00:00",
];

/// How many times as many as by default, from `ANSWERS`.
fn times() -> usize {
    std::env::var("ANSWERS").map_or(1, |times| times.parse().expect("ANSWERS is a number"))
}

#[test]
fn good_inputs_with_a_fault_are_answered() {
    for (format, answer) in FORMATS {
        let kept = kept(format);
        let mut places = Places(1);
        for _ in 0..60 * times() {
            let (name, good) = &kept[places.below(kept.len())];
            let mut bytes = good.clone();
            for _ in 0..=places.below(3) {
                let from = places.below(bytes.len());
                let to = (from + places.below(24)).min(bytes.len());
                let piece = PIECES[places.below(PIECES.len())].iter().copied();
                bytes.splice(from..to, piece);
            }
            if panic::catch_unwind(|| answer(&bytes)).is_err() {
                let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{format}-broken"));
                fs::write(&file, &bytes).unwrap();
                panic!(
                    "{name}, changed as in {}, breaks the reader",
                    file.display()
                );
            }
        }
    }
}
