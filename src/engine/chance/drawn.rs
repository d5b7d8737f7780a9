//! How often each purpose was drawn for; only with the feature `count-draws`, for `benches/floor`.

use std::cell::Cell;

use super::Purpose;

/// The place at which parts of keys are counted: no purpose has this number.
pub const PARTS: usize = 0;

const COUNTERS: usize = 256;

thread_local! {
    static COUNTS: [Cell<u64>; COUNTERS] = const { [const { Cell::new(0) }; COUNTERS] };
}

pub(super) fn count(purpose: Purpose) {
    count_at(purpose as usize);
}

pub(super) fn count_part() {
    count_at(PARTS);
}

fn count_at(place: usize) {
    COUNTS.with(|counts| counts[place].set(counts[place].get() + 1));
}

/// The counts of this thread by the number of the purpose; at [`PARTS`] those of parts of keys.
/// Counting begins anew.
pub fn take() -> [u64; COUNTERS] {
    COUNTS.with(|counts| std::array::from_fn(|place| counts[place].take()))
}
