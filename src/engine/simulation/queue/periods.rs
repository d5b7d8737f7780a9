//! The periods ahead.

use super::{Entry, NONE};
use crate::clock::{DAY, Millis};

/// How far the periods reach, unless there would be too many or too few of them: most audits are done
/// by then.
const HORIZON: Millis = 16 * DAY;

/// How few and how many periods there are.
const PERIODS: (usize, usize) = (1 << 4, 1 << 12);

/// The periods ahead: for each the entries in no order, in chunks that go to another period when its
/// turn is over.
#[derive(Debug)]
pub(super) struct Periods {
    /// The first chunk of each period; period n is at n modulo their number, a power of two.
    heads: Vec<u32>,
    chunks: Vec<Chunk>,
    /// The first of the chunks that are free.
    free: u32,
    pub(super) held: usize,
}

#[derive(Debug)]
struct Chunk {
    entries: Vec<Entry>,
    next: u32,
}

/// Entries in a chunk: a kilobyte.
const CHUNK: usize = 32;

impl Periods {
    pub(super) fn new(width: Millis) -> Self {
        let wanted = usize::try_from(HORIZON / width.max(1)).unwrap_or(0);
        let count = wanted.next_power_of_two().clamp(PERIODS.0, PERIODS.1);
        Self {
            heads: vec![NONE; count],
            chunks: Vec::new(),
            free: NONE,
            held: 0,
        }
    }

    pub(super) fn count(&self) -> i64 {
        self.heads.len() as i64
    }

    /// The place of a period's first chunk.
    fn head(&self, period: i64) -> usize {
        period as usize & (self.heads.len() - 1)
    }

    pub(super) fn put(&mut self, period: i64, entry: Entry) {
        self.held += 1;
        let head = self.head(period);
        let first = self.heads[head];
        match self.chunks.get_mut(first as usize) {
            Some(chunk) if chunk.entries.len() < CHUNK => chunk.entries.push(entry),
            _ => self.heads[head] = self.begin_chunk(first, entry),
        }
    }

    /// Another chunk before `next`, with its first entry.
    fn begin_chunk(&mut self, next: u32, entry: Entry) -> u32 {
        let index = self.free;
        if let Some(chunk) = self.chunks.get_mut(index as usize) {
            self.free = std::mem::replace(&mut chunk.next, next);
            chunk.entries.push(entry);
            return index;
        }
        let mut entries = Vec::with_capacity(CHUNK);
        entries.push(entry);
        self.chunks.push(Chunk { entries, next });
        (self.chunks.len() - 1) as u32
    }

    /// Empties a period.
    pub(super) fn take(&mut self, period: i64, mut into: impl FnMut(Entry)) {
        let head = self.head(period);
        let mut index = std::mem::replace(&mut self.heads[head], NONE);
        while let Some(chunk) = self.chunks.get_mut(index as usize) {
            self.held -= chunk.entries.len();
            chunk.entries.drain(..).for_each(&mut into);
            let next = std::mem::replace(&mut chunk.next, self.free);
            self.free = index;
            index = next;
        }
    }
}
