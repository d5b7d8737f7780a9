//! Many lists of numbers in one store.

/// Lists of numbers, in no order, in chunks that are used again when a list is taken.
#[derive(Clone, Debug)]
pub(super) struct Lists {
    /// The first chunk of each list.
    heads: Vec<u32>,
    chunks: Vec<Chunk>,
    /// The first of the chunks that are free.
    free: u32,
}

/// A cache line.
#[derive(Clone, Debug)]
struct Chunk {
    items: [u32; CHUNK],
    held: u32,
    next: u32,
}

const CHUNK: usize = 14;

/// No chunk.
const NONE: u32 = u32::MAX;

impl Lists {
    /// So many empty lists.
    pub(super) fn new(count: usize) -> Self {
        Self {
            heads: vec![NONE; count],
            chunks: Vec::new(),
            free: NONE,
        }
    }

    /// Adds to a list.
    pub(super) fn push(&mut self, list: usize, item: u32) {
        let head = self.heads[list];
        match self.chunks.get_mut(head as usize) {
            Some(chunk) if (chunk.held as usize) < CHUNK => {
                chunk.items[chunk.held as usize] = item;
                chunk.held += 1;
            }
            _ => self.heads[list] = self.begin_chunk(head, item),
        }
    }

    /// Another chunk before `next`, with its first item.
    fn begin_chunk(&mut self, next: u32, item: u32) -> u32 {
        let mut items = [0; CHUNK];
        items[0] = item;
        let begun = Chunk {
            items,
            held: 1,
            next,
        };
        let index = self.free;
        if let Some(chunk) = self.chunks.get_mut(index as usize) {
            self.free = chunk.next;
            *chunk = begun;
            return index;
        }
        self.chunks.push(begun);
        (self.chunks.len() - 1) as u32
    }

    /// Empties a list.
    pub(super) fn take(&mut self, list: usize, into: &mut Vec<u32>) {
        let mut index = std::mem::replace(&mut self.heads[list], NONE);
        while let Some(chunk) = self.chunks.get_mut(index as usize) {
            into.extend_from_slice(&chunk.items[..chunk.held as usize]);
            let next = std::mem::replace(&mut chunk.next, self.free);
            self.free = index;
            index = next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_hold_what_they_are_given_and_chunks_are_used_again() {
        let mut lists = Lists::new(3);
        let mut chunks = 0;
        for round in 0..4 {
            for item in 0..100 {
                lists.push(item as usize % 3, item + round);
            }
            chunks = chunks.max(lists.chunks.len());
            for list in 0..3 {
                let mut taken = vec![u32::MAX];
                lists.take(list, &mut taken);
                taken.sort_unstable();
                let given = (0..100).filter(|item| *item as usize % 3 == list);
                let expected: Vec<u32> = given.map(|item| item + round).collect();
                assert_eq!(taken[..taken.len() - 1], expected);
            }
        }
        assert_eq!(lists.chunks.len(), chunks);
        assert_eq!(
            chunks,
            3 * 33usize.div_ceil(CHUNK).max(34usize.div_ceil(CHUNK))
        );
    }
}
