//! The codes of one province (R10–R12).

use std::collections::VecDeque;

use super::Mobile;
use super::demand::CodeDemand;
use crate::clock::Instant;

/// The codes of one province: which are taken, and until when.
///
/// A code stays taken until its own end, also when its check is closed (R11, R12). A code
/// that is taken later never ends earlier, so they end in the order in which they were taken.
///
/// An [`ample`](Self::ample) pool is for who knows that codes do not run out and does not look at
/// digits: it keeps apart the codes of one mobile and no others, and counts what was asked of it.
#[derive(Clone, Debug, Hash)]
pub struct CodePool {
    ample: Option<CodeDemand>,
    size: u32,
    /// A bit a code; those beyond the last code are set.
    taken: Vec<u64>,
    /// A bit for each of these words of which all bits are set: a pool that is all but empty is looked through
    /// for every message.
    full: Vec<u64>,
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
        let mut taken = vec![0; size.div_ceil(64) as usize];
        if let Some(last) = taken.last_mut()
            && !size.is_multiple_of(64)
        {
            *last = u64::MAX << (size % 64);
        }
        Self {
            ample: None,
            size,
            full: vec![0; size.div_ceil(64 * 64) as usize],
            taken,
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
            full: Vec::new(),
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
        let word = (digits / 64) as usize;
        self.taken[word] |= 1 << (digits % 64);
        if self.taken[word] == u64::MAX {
            self.full[word / 64] |= 1 << (word % 64);
        }
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
        let word = (code / 64) as usize;
        self.taken[word] &= !(1 << (code % 64));
        self.full[word / 64] &= !(1 << (word % 64));
        self.in_use -= 1;
    }

    #[inline]
    fn suits(&self, code: u32, mobile: &Mobile) -> bool {
        !self.is_taken(code) && !mobile.has_had(code)
    }

    /// The first suiting code from `start` upward and around.
    fn next_suiting(&self, start: u32, mobile: &Mobile) -> Option<u32> {
        let suiting = |from: u32| {
            let free = std::iter::successors(self.next_free(from), |code| self.next_free(code + 1));
            free.into_iter().find(|&code| !mobile.has_had(code))
        };
        suiting(start).or_else(|| suiting(0))
    }

    /// The first free code from `start` upward.
    fn next_free(&self, start: u32) -> Option<u32> {
        let word = start as usize / 64;
        let first = first_clear(&self.taken, word..word + 1, start % 64);
        let code = first.or_else(|| {
            let from = word + 1;
            let word = first_clear(&self.full, from / 64..self.full.len(), from as u32 % 64)?;
            first_clear(&self.taken, word..word + 1, 0)
        })?;
        u32::try_from(code).ok()
    }
}

/// The place of the first bit that is clear in these words, from a bit of the first of them on.
fn first_clear(words: &[u64], within: std::ops::Range<usize>, bit: u32) -> Option<usize> {
    let from = within.start;
    let words = words.get(from..within.end.min(words.len()))?;
    let below = (1u64 << bit) - 1;
    words.iter().enumerate().find_map(|(place, word)| {
        let clear = !if place == 0 { word | below } else { *word };
        (clear != 0).then(|| (from + place) * 64 + clear.trailing_zeros() as usize)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Span;
    use crate::rules::{Cause, Certificate, MobileNumber, Role, SentCode};

    /// A mobile that has had these codes in its check.
    fn mobile(had: &[u32]) -> Mobile {
        let sent = |&digits: &u32| SentCode {
            digits,
            cause: Cause::First,
            sent: hour(0),
            cancelled: false,
        };
        Mobile {
            number: MobileNumber::parse("13800000000").unwrap(),
            certificate: Certificate::parse("12345X").unwrap(),
            role: Role::Entity,
            verified: false,
            wrong_certificates: 0,
            codes: had.iter().map(sent).collect(),
        }
    }

    fn hour(n: i64) -> Instant {
        Instant::parse("2019-03-11").unwrap().after(n * 3_600_000)
    }

    #[test]
    fn r11_the_first_draw_that_suits_is_taken() {
        let mut pool = CodePool::new(64);
        let one = |_: u32| 1;
        assert_eq!(pool.take(hour(0), hour(2), &mobile(&[]), one), Ok(1));
        // Taken, had by this mobile, taken again, free.
        let mut draws = [1, 5, 1, 9, 20].into_iter();
        let taken = pool.take(hour(1), hour(3), &mobile(&[5]), |_| draws.next().unwrap());
        assert_eq!((taken, draws.next()), (Ok(9), Some(20)));
    }

    #[test]
    fn r10_what_is_no_code_is_not_taken() {
        for size in [1, 64, 65, 128] {
            let mut pool = CodePool::new(size);
            for code in 0..size {
                assert!(pool.has_free() && pool.in_use() == code);
                let taken = pool.take(hour(0), hour(1), &mobile(&[]), |_| code);
                assert!(taken == Ok(code) && pool.is_taken(code));
            }
            assert!(!pool.has_free() && !pool.is_taken(size) && !pool.is_taken(u32::MAX));
        }
    }

    #[test]
    fn r16_a_cancelled_code_has_no_end_any_more() {
        let mut pool = CodePool::new(4);
        for code in 0..3 {
            let end = hour(1 + i64::from(code));
            assert_eq!(pool.take(hour(0), end, &mobile(&[]), |_| code), Ok(code));
        }
        pool.cancel(1, hour(2));
        assert_eq!((pool.in_use(), pool.next_end()), (2, Some(hour(1))));
        pool.release(hour(1));
        assert_eq!((pool.in_use(), pool.next_end()), (1, Some(hour(3))));
        pool.cancel(2, hour(3));
        assert_eq!((pool.in_use(), pool.next_end()), (0, None));
    }

    #[test]
    fn an_ample_pool_alone_knows_what_was_asked_of_it() {
        assert!(CodePool::new(9).demand().is_none());
        let mut ample = CodePool::ample(hour(0));
        let taken = ample.take(hour(0), hour(1), &mobile(&[4, 7]), |_| 0);
        assert_eq!(taken, Ok(2));
        let demand = ample.demand().unwrap();
        let lasts = Span::Plain(3_600_000);
        assert!(demand.fits(5, &lasts) && !demand.fits(4, &lasts));
    }

    #[test]
    fn the_next_free_code_is_that_of_a_look_at_each() {
        let nobody = mobile(&[]);
        let mut draws = 1u32;
        let mut draw = |below: u32| {
            draws = draws.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            ((u64::from(draws) * u64::from(below)) >> 32) as u32
        };
        for size in [1, 2, 63, 64, 65, 128, 4_095, 4_096, 4_097, 9_000] {
            let mut pool = CodePool::new(size);
            // Nearly all are taken, and freed again in another order than they were taken.
            for n in 0..i64::from(size) {
                let end = hour(1 + i64::from(draw(1_000)));
                pool.take(hour(0), end, &nobody, &mut draw).unwrap();
                pool.ends.make_contiguous().sort_by_key(|(end, _)| *end);
                let start = draw(size);
                let each = (start..size).find(|code| !pool.is_taken(*code));
                assert_eq!(
                    pool.next_free(start),
                    each,
                    "{size}, {n} taken, from {start}"
                );
                assert_eq!(pool.next_free(size), None);
            }
            assert_eq!(
                pool.take(hour(0), hour(1), &nobody, &mut draw),
                Err(NoCode::AllTaken)
            );
            for n in 1..=1_000 {
                pool.release(hour(n));
                let start = draw(size);
                let each = (start..size).find(|code| !pool.is_taken(*code));
                assert_eq!(
                    pool.next_free(start),
                    each,
                    "{size} after {n} h, from {start}"
                );
            }
            assert_eq!((pool.in_use(), pool.next_free(0)), (0, Some(0)));
        }
    }
}
