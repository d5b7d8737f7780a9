//! Puts what cells write, in any order and at the same time, into the order of the cells.
//!
//! What the first unfinished cell writes goes to the file at once. What others write waits: in
//! memory up to a fixed size in all, and beyond it in a temporary file. So memory does not grow with
//! what happens, and no cell waits for another.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::target::Target;

/// How many bytes wait in memory, in all.
pub(super) const IN_MEMORY: usize = 32 * 1024 * 1024;

/// Something that waits.
#[derive(Debug)]
enum Waiting {
    InMemory(Vec<u8>),
    /// In the temporary file.
    OnDisk {
        from: u64,
        length: usize,
    },
}

/// What one cell has written and is not in the file yet.
#[derive(Debug, Default)]
struct Queue {
    waiting: Vec<Waiting>,
    finished: bool,
}

/// The file, and what waits for its turn.
pub(super) struct Order {
    state: Mutex<State>,
}

struct State {
    target: Target,
    /// The cell whose turn it is.
    turn: usize,
    queues: BTreeMap<usize, Queue>,
    in_memory: usize,
    maximum_in_memory: usize,
    spool: Spool,
}

/// The temporary file; its room is used again when nothing waits in it.
struct Spool {
    file: File,
    end: u64,
    waiting: usize,
}

impl Order {
    /// It is the first cell's turn; `spool` is an empty temporary file for what waits beyond so many
    /// bytes.
    pub(super) fn new(target: Target, spool: File, maximum_in_memory: usize) -> Self {
        Self {
            state: Mutex::new(State {
                target,
                turn: 0,
                queues: BTreeMap::new(),
                in_memory: 0,
                maximum_in_memory,
                spool: Spool {
                    file: spool,
                    end: 0,
                    waiting: 0,
                },
            }),
        }
    }

    /// Takes what a cell has written.
    pub(super) fn put(&self, cell: usize, bytes: Vec<u8>) -> io::Result<()> {
        let mut state = self.lock();
        if cell == state.turn {
            state.catch_up(cell)?;
            return state.target.write(bytes);
        }
        let waiting = state.keep(bytes)?;
        state.queues.entry(cell).or_default().waiting.push(waiting);
        Ok(())
    }

    /// A cell has put its last.
    pub(super) fn finish_cell(&self, cell: usize) -> io::Result<()> {
        let mut state = self.lock();
        state.queues.entry(cell).or_default().finished = true;
        loop {
            let turn = state.turn;
            state.catch_up(turn)?;
            if !state.queues.get(&turn).is_some_and(|queue| queue.finished) {
                return Ok(());
            }
            state.queues.remove(&turn);
            state.turn += 1;
        }
    }

    /// Ends the file; all cells have ended.
    pub(super) fn finish(self) -> io::Result<()> {
        let state = self.state.into_inner();
        let state = state.unwrap_or_else(PoisonError::into_inner);
        state.target.finish()
    }

    /// What a thread that panicked held is never finished: the file does not appear.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Keeps what is not for now.
    fn keep(&mut self, bytes: Vec<u8>) -> io::Result<Waiting> {
        if self.in_memory + bytes.len() <= self.maximum_in_memory {
            self.in_memory += bytes.len();
            return Ok(Waiting::InMemory(bytes));
        }
        let from = self.spool.push(&bytes)?;
        let length = bytes.len();
        Ok(Waiting::OnDisk { from, length })
    }

    /// Writes what of a cell waits, now that it is its turn.
    fn catch_up(&mut self, cell: usize) -> io::Result<()> {
        let Some(queue) = self.queues.get_mut(&cell) else {
            return Ok(());
        };
        for waiting in std::mem::take(&mut queue.waiting) {
            let bytes = match waiting {
                Waiting::InMemory(bytes) => {
                    self.in_memory -= bytes.len();
                    bytes
                }
                Waiting::OnDisk { from, length } => self.spool.read(from, length)?,
            };
            self.target.write(bytes)?;
        }
        Ok(())
    }
}

impl Spool {
    fn push(&mut self, bytes: &[u8]) -> io::Result<u64> {
        if self.waiting == 0 {
            self.end = 0;
        }
        let from = self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(bytes)?;
        self.end += bytes.len() as u64;
        self.waiting += 1;
        Ok(from)
    }

    fn read(&mut self, from: u64, length: usize) -> io::Result<Vec<u8>> {
        let mut bytes = vec![0; length];
        self.file.seek(SeekFrom::Start(from))?;
        self.file.read_exact(&mut bytes)?;
        self.waiting -= 1;
        Ok(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event_log::EventForm;
    use crate::event_log::lines::header;

    /// What becomes of cells that put and finish in this order: `(cell, text)`, an empty text for
    /// its end.
    fn written(acts: &[(usize, &str)], maximum_in_memory: usize) -> (String, u64) {
        let mut file = tempfile::tempfile().unwrap();
        let spool = tempfile::tempfile().unwrap();
        let target = Target::begin(EventForm::Csv, file.try_clone().unwrap()).unwrap();
        let order = Order::new(target, spool.try_clone().unwrap(), maximum_in_memory);
        for &(cell, text) in acts {
            match text {
                "" => order.finish_cell(cell).unwrap(),
                text => order.put(cell, text.into()).unwrap(),
            }
        }
        order.finish().unwrap();
        let mut text = String::new();
        file.rewind().unwrap();
        file.read_to_string(&mut text).unwrap();
        let body = text.strip_prefix(&header()).unwrap().to_owned();
        (body, spool.metadata().unwrap().len())
    }

    #[test]
    fn cells_are_written_in_their_order_whether_they_wait_in_memory_or_on_disk() {
        let acts = [
            (2, "2a "),
            (0, "0a "),
            (1, "1a "),
            (2, "2b "),
            (2, ""),
            (0, "0b "),
            (1, "1b "),
            (0, ""),
            (1, "1c "),
            (4, "4a "),
            (1, ""),
            (4, ""),
            (3, "3a "),
            (3, ""),
        ];
        let expected = "0a 0b 1a 1b 1c 2a 2b 3a 4a ";
        assert_eq!(written(&acts, 1000), (expected.into(), 0));
        // Nothing in memory: all that waits is on disk, until nothing does and its room is free again.
        assert_eq!(written(&acts, 0), (expected.into(), 15));
        let (body, on_disk) = written(&acts, 6);
        assert_eq!(body, expected);
        assert!((1..15).contains(&on_disk), "{on_disk}");
    }
}
