//! The record of a unit: what was found in it, packed, with what it belongs to and a digest of all of it.
//!
//! A line that names the form and its version; the SHA-256 of everything after it; a header; the results, compressed.
//! Header and results are written by `postcard`, whose form is the same on every machine: numbers as varints, no
//! lengths or orders that a machine or a compiler chooses.

use std::io::Read;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::diagnostics::hexadecimal;
use crate::experiment::{PartFound, Unit};

/// The first line of a record. Its number is raised with every change of what follows, or of what is counted.
const FORM: &[u8] = b"beian-sim unit 1\n";

const DIGEST: usize = 32;

/// The most bytes of a record, and of what is packed in it.
const MOST: u64 = 1 << 30;

/// What a unit took.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Filings simulated.
    pub filings: u64,
    /// Milliseconds of wall time, times the threads that worked.
    pub thread_millis: u64,
}

/// What a record belongs to: its point, by digest, and the replications.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Whose {
    point: [u8; DIGEST],
    from: u32,
    to: u32,
}

#[derive(Serialize, Deserialize)]
struct Header {
    whose: Whose,
    spent: Spent,
}

impl Whose {
    pub(super) fn new(point: [u8; DIGEST], unit: Unit) -> Self {
        let Unit { from, to } = unit;
        Self { point, from, to }
    }

    /// The name of its file: letters and digits.
    pub(super) fn name(self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.point);
        digest.update(self.from.to_le_bytes());
        digest.update(self.to.to_le_bytes());
        hexadecimal(&digest.finalize()[..16])
    }
}

/// The bytes of a record.
///
/// # Errors
/// That there is no memory for it.
pub(super) fn packed(whose: Whose, spent: Spent, part: &PartFound) -> std::io::Result<Vec<u8>> {
    let no_form = |error: postcard::Error| std::io::Error::other(error);
    let mut rest = postcard::to_stdvec(&Header { whose, spent }).map_err(no_form)?;
    let part = postcard::to_stdvec(part).map_err(no_form)?;
    rest.extend(zstd::encode_all(part.as_slice(), 3)?);
    let mut record = FORM.to_vec();
    record.extend_from_slice(&Sha256::digest(&rest));
    record.extend(rest);
    Ok(record)
}

/// What a unit took, if these bytes are its record, whole and as they were written; otherwise what they are.
pub(super) fn checked(bytes: &[u8], whose: Whose) -> Result<(Spent, &[u8]), &'static str> {
    let Some(rest) = bytes.strip_prefix(FORM) else {
        return Err(match FORM.starts_with(bytes) {
            true => "is torn",
            false => "is no record of this version",
        });
    };
    let Some((digest, rest)) = rest.split_at_checked(DIGEST) else {
        return Err("is torn");
    };
    if *Sha256::digest(rest) != *digest {
        return Err("is torn or altered");
    }
    let read = postcard::take_from_bytes::<Header>(rest);
    let (header, packed) = read.map_err(|_| "has a header of no known form")?;
    match header.whose == whose {
        true => Ok((header.spent, packed)),
        false => Err("belongs to another unit"),
    }
}

/// What was found in a unit, from the bytes of its record.
pub(super) fn unpacked(bytes: &[u8], whose: Whose) -> Result<(Spent, PartFound), &'static str> {
    let (spent, packed) = checked(bytes, whose)?;
    let no_form = "has results of no known form";
    let mut part = Vec::new();
    let decoder = zstd::Decoder::new(packed).map_err(|_| no_form)?;
    let read = decoder.take(MOST).read_to_end(&mut part);
    read.map_err(|_| no_form)?;
    let part = postcard::from_bytes(&part).map_err(|_| no_form)?;
    Ok((spent, part))
}

/// The most bytes of a record's file.
pub(super) const MOST_BYTES: u64 = MOST;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::{Options, Plan};

    fn record() -> (Whose, Vec<u8>) {
        let text = "run = { length = '3d', warm_up = '1d', replications = 2 }\narrivals.filings_per_day = 40";
        let scenario = crate::scenario::from_text("small", text).unwrap().scenario;
        let plan = Plan::of(&scenario);
        let unit = Unit { from: 0, to: 2 };
        let found = plan.run_unit(unit, &Options::default()).unwrap();
        let whose = Whose::new([7; DIGEST], unit);
        let spent = Spent {
            filings: 3,
            thread_millis: 4,
        };
        (
            whose,
            packed(whose, spent, &PartFound::of(found, true)).unwrap(),
        )
    }

    #[test]
    fn a_record_that_is_cut_or_changed_anywhere_is_none() {
        let (whose, bytes) = record();
        assert!(unpacked(&bytes, whose).is_ok());
        for length in (0..bytes.len()).step_by(37).chain([bytes.len() - 1]) {
            assert!(unpacked(&bytes[..length], whose).is_err(), "{length}");
        }
        for place in (0..bytes.len()).step_by(41) {
            let mut altered = bytes.clone();
            altered[place] ^= 1;
            assert!(unpacked(&altered, whose).is_err(), "{place}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert!(unpacked(&longer, whose).is_err());
        assert_eq!(checked(b"", whose), Err("is torn"));
        assert_eq!(
            checked(b"beian-sim unit 2\n", whose),
            Err("is no record of this version")
        );
    }

    #[test]
    fn a_record_of_another_unit_is_known() {
        let (_, bytes) = record();
        for other in [
            Whose::new([8; DIGEST], Unit { from: 0, to: 2 }),
            Whose::new([7; DIGEST], Unit { from: 0, to: 3 }),
        ] {
            let said = unpacked(&bytes, other).err();
            assert_eq!(said, Some("belongs to another unit"));
        }
    }

    #[test]
    fn whatever_is_packed_in_a_whole_record_is_read_or_refused() {
        let (whose, bytes) = record();
        let rest = &bytes[FORM.len() + DIGEST..];
        let (header, packed) = postcard::take_from_bytes::<Header>(rest).unwrap();
        let head = postcard::to_stdvec(&header).unwrap();
        let part = zstd::decode_all(packed).unwrap();
        let mut refused = 0;
        for place in (0..part.len()).step_by(59) {
            for value in [0, 0x7f, 0xff] {
                let mut altered = part.clone();
                altered[place] = value;
                let mut rest = head.clone();
                rest.extend(zstd::encode_all(altered.as_slice(), 1).unwrap());
                let record = [FORM, &Sha256::digest(&rest)[..], &rest].concat();
                refused += u32::from(unpacked(&record, whose).is_err());
            }
        }
        assert!(refused > 0);
    }

    #[test]
    fn what_is_packed_comes_back() {
        let (whose, bytes) = record();
        let (spent, part) = unpacked(&bytes, whose).unwrap();
        assert_eq!(packed(whose, spent, &part).unwrap(), bytes);
    }
}
