//! The codes of one province (R10–R12).

use std::collections::VecDeque;

use super::Mobile;
use super::demand::CodeDemand;
use crate::clock::Instant;

/// The codes of one province: which are taken, and until when.
///
/// A code stays taken until its own end, also when its check is closed (R11, R12). All codes are
/// effective equally long, so they end in the order in which they were taken.
///
/// An [`ample`](Self::ample) pool is for who knows that codes do not run out and does not look at
/// digits: it keeps apart the codes of one mobile and no others, and counts what was asked of it.
#[derive(Clone, Debug, Hash)]
pub struct CodePool {
    ample: Option<CodeDemand>,
    size: u32,
    taken: Vec<u64>,
    in_use: u32,
    /// Codes by the order of sending; `None` where one was cancelled and is free already, but never
    /// at the front.
    ends: VecDeque<(Instant, Option<u32>)>,
}

/// Why no code could be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoCode {
    /// All are taken.
    AllTaken,
    /// Some are free, but the mobile has had each of them in this check.
    NoneSuits,
}

/// Random draws before the next free code upward is looked for instead; at nine of ten codes taken,
/// one message in eight hundred gets there.
const DRAWS: u32 = 64;

impl CodePool {
    /// A pool of `size` codes, `0..size`; at most the million of R10.
    pub fn new(size: u32) -> Self {
        let size = size.clamp(1, 1_000_000);
        Self {
            ample: None,
            size,
            taken: vec![0; size.div_ceil(64) as usize],
            in_use: 0,
            ends: VecDeque::new(),
        }
    }

    /// A pool that never runs dry; nothing is sent before `from`.
    pub fn ample(from: Instant) -> Self {
        Self {
            ample: Some(CodeDemand::new(from)),
            size: 1,
            taken: Vec::new(),
            in_use: 0,
            ends: VecDeque::new(),
        }
    }

    /// What was asked of an ample pool.
    pub fn demand(&self) -> Option<&CodeDemand> {
        self.ample.as_ref()
    }

    /// How many codes are taken.
    pub fn in_use(&self) -> u32 {
        self.in_use
    }

    /// Whether a code is free, as of the last release.
    pub fn has_free(&self) -> bool {
        self.in_use < self.size
    }

    /// Whether a code is taken, as of the last release. What is no code at all is not.
    pub fn is_taken(&self, code: u32) -> bool {
        code < self.size && self.taken[(code / 64) as usize] & (1 << (code % 64)) != 0
    }

    /// When the next code becomes free, if any is taken.
    pub fn next_end(&self) -> Option<Instant> {
        self.ends.front().map(|(end, _)| *end)
    }

    /// Frees the codes that have ended by `now` (R12: at exactly its end a code is not effective).
    pub fn release(&mut self, now: Instant) {
        while let Some(&(end, code)) = self.ends.front()
            && end <= now
        {
            if let Some(code) = code {
                self.free(code);
            }
            self.ends.pop_front();
        }
        self.drop_cancelled();
    }

    /// Takes a code until `end` for a mobile that has not had it in this check (R11). `draw`
    /// returns a random number below its argument.
    pub(super) fn take(
        &mut self,
        now: Instant,
        end: Instant,
        mobile: &Mobile,
        mut draw: impl FnMut(u32) -> u32,
    ) -> Result<u32, NoCode> {
        if let Some(demand) = &mut self.ample {
            let had = mobile.codes.len() as u32;
            demand.record(now, had);
            return Ok(had);
        }
        self.release(now);
        if self.in_use == self.size {
            return Err(NoCode::AllTaken);
        }
        let mut digits = draw(self.size);
        for _ in 1..DRAWS {
            if self.suits(digits, mobile) {
                break;
            }
            digits = draw(self.size);
        }
        let digits = self.next_suiting(digits, mobile).ok_or(NoCode::NoneSuits)?;
        self.taken[(digits / 64) as usize] |= 1 << (digits % 64);
        self.in_use += 1;
        self.ends.push_back((end, Some(digits)));
        Ok(digits)
    }

    /// Frees a code before its end (R16's lever), if it has not ended.
    pub(super) fn cancel(&mut self, code: u32, end: Instant) {
        let first = self.ends.partition_point(|(other, _)| *other < end);
        let alike = self
            .ends
            .range_mut(first..)
            .take_while(|(other, _)| *other == end);
        if let Some((_, entry)) = alike.into_iter().find(|(_, other)| *other == Some(code)) {
            *entry = None;
            self.free(code);
        }
        self.drop_cancelled();
    }

    /// Drops cancelled codes from the front.
    fn drop_cancelled(&mut self) {
        while let Some((_, None)) = self.ends.front() {
            self.ends.pop_front();
        }
    }

    fn free(&mut self, code: u32) {
        self.taken[(code / 64) as usize] &= !(1 << (code % 64));
        self.in_use -= 1;
    }

    fn suits(&self, code: u32, mobile: &Mobile) -> bool {
        !self.is_taken(code) && !mobile.has_had(code)
    }

    /// The first suiting code from `start` upward and around.
    fn next_suiting(&self, start: u32, mobile: &Mobile) -> Option<u32> {
        (start..self.size)
            .chain(0..start)
            .find(|&code| self.suits(code, mobile))
    }
}
