//! Replay: recorded acts through the rules alone, with no world around them.
//!
//! [`read_acts`] reads a CSV file of acts and finds every fault in it; [`replay`] puts them through
//! the rules and returns what the system answers, in the order in which things happen. What is sent
//! leaves at once; the first codes go out a set time after receipt.

mod acts;
mod answers;
mod machine;

pub use acts::{Act, CodeTyped, Deed, Submission, read_acts};
pub use answers::{Answer, write_answers};
pub use machine::replay;
