//! Replay: recorded acts through the rules alone, with no world around them.
//!
//! The ideas, in order:
//!
//! - [`Acts::read`] reads what was received, entered and requested (`receive`, `entry`, `resend`)
//!   from a CSV file, and finds every fault in it.
//! - [`replay`] puts the acts through the rules. Messages leave at once and nothing is lost: what is
//!   left is what the system itself answers. It runs on until every check has ended.
//! - [`write_csv`] and [`write_json`] write the [`Answer`]s in the order in which things happened.
//!
//! # Order
//!
//! At one instant: deadlines, then ended codes (and with them messages that waited for one, R11),
//! then first codes and automatic resends, then receipts, then resend requests with what they send,
//! then entries. Within one kind: messages by the order of receipt, entity before website, then
//! first, automatic, manual; acts in the order of the file. A receipt comes before the other acts of
//! its instant, so that with no delay of the first code they find that code sent.
//!
//! # Chance
//!
//! Codes are drawn from the province's own stream under the seed of the scenario, or 0, so that the
//! same acts always get the same codes, whatever is recorded of other provinces. An act can name a
//! code that it cannot know: [`CodeTyped`].
//!
//! ```
//! use beian_sim::replay::{Acts, HEADER, replay, write_csv};
//! use beian_sim::scenario::RulesAlone;
//!
//! let acts = format!(
//!     "{}\n\
//!      2019-03-04T10:00:00,receive,zj,one,new_website,,,,13812345678,12345X,,,,\n\
//!      2019-03-04T10:07:00,entry,zj,,,,,,,,13812345678,12345X,@first,ok\n",
//!     HEADER.join(","),
//! );
//! let rules = RulesAlone::default();
//! let acts = Acts::parse("acts.csv", acts.as_bytes(), &rules)?;
//! let mut out = Vec::new();
//! write_csv(&replay(&acts, &rules)?, &mut out).unwrap();
//! let out = String::from_utf8(out).unwrap();
//! let last = out.lines().last().unwrap();
//! assert_eq!(last, "2019-03-04T10:07:00,one,,complete,,,");
//! # Ok::<(), beian_sim::diagnostics::Faults>(())
//! ```

mod acts;
mod answers;
mod fields;
mod machine;
mod queue;
mod sending;

pub use acts::{Act, Acts, Deed, Receipt};
pub use answers::{Answer, Answered, write_csv, write_json};
pub use fields::{CodeTyped, HEADER};

use crate::diagnostics::Faults;
use crate::scenario::RulesAlone;
use machine::Machine;

/// Puts acts through the rules until every check has ended.
///
/// # Errors
/// The acts that receive a submission whose check is still open: a submission can come again only
/// after its return (R23).
pub fn replay<'a>(acts: &'a Acts, rules: &RulesAlone) -> Result<Vec<Answer<'a>>, Faults> {
    let ended = Machine::new(&acts.list, rules).run();
    if ended.received_while_open.is_empty() {
        Ok(ended.answers)
    } else {
        Err(acts.received_while_open(&ended.received_while_open))
    }
}
