//! The slots of one period.

use super::{Entry, NONE};

/// A period has 2 to this power slots.
pub(super) const PERIOD_SHIFT: u32 = 9;

/// The slots of the period under way: lists of entries in no order, all in one store.
#[derive(Debug)]
pub(super) struct Slots {
    /// The first entry of each slot.
    heads: Vec<u32>,
    entries: Vec<(Entry, u32)>,
    /// The first of the entries that are free.
    free: u32,
    pub(super) held: usize,
}

impl Slots {
    pub(super) fn new() -> Self {
        Self {
            heads: vec![NONE; 1 << PERIOD_SHIFT],
            entries: Vec::new(),
            free: NONE,
            held: 0,
        }
    }

    /// The place of a slot's first entry.
    fn head(&mut self, slot: i64) -> &mut u32 {
        let place = slot as usize & (self.heads.len() - 1);
        &mut self.heads[place]
    }

    pub(super) fn put(&mut self, slot: i64, entry: Entry) {
        let next = *self.head(slot);
        let index = if let Some(place) = self.entries.get_mut(self.free as usize) {
            let index = self.free;
            self.free = place.1;
            *place = (entry, next);
            index
        } else {
            self.entries.push((entry, next));
            (self.entries.len() - 1) as u32
        };
        *self.head(slot) = index;
        self.held += 1;
    }

    /// Empties a slot into `due`.
    pub(super) fn take(&mut self, slot: i64, due: &mut Vec<Entry>) {
        let mut index = std::mem::replace(self.head(slot), NONE);
        while let Some(place) = self.entries.get_mut(index as usize) {
            due.push(place.0);
            let next = std::mem::replace(&mut place.1, self.free);
            self.free = index;
            index = next;
            self.held -= 1;
        }
    }
}
