//! What the fuzzers of `fuzz/` start from, and what they found, is answered; and the good inputs with a piece of them
//! put elsewhere, cut out or replaced. On stable Rust, in every `cargo test`.

mod answered;

use std::path::{Path, PathBuf};
use std::{fs, panic};

use answered::FORMATS;

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

#[test]
fn good_inputs_with_a_fault_are_answered() {
    for (format, answer) in FORMATS {
        let kept = kept(format);
        let mut places = Places(1);
        for _ in 0..60 {
            let (name, good) = &kept[places.below(kept.len())];
            let (from, length) = (places.below(good.len()), places.below(24));
            let to = (from + length).min(good.len());
            let mut bytes = good[..from].to_vec();
            bytes.extend(PIECES[places.below(PIECES.len())]);
            bytes.extend(&good[to..]);
            let answered = panic::catch_unwind(|| answer(&bytes));
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                answered.is_ok(),
                "{name} with {from}..{to} changed breaks the reader:\n{text}"
            );
        }
    }
}
