//! The provider's reminders.

use super::super::fields::Kind;
use super::super::fields::reminders::{REMINDER, Reminder, ReminderDraft, ReminderTime};
use super::super::tree::{Node, join};
use super::Reader;

/// The most reminders of a list: each has draws of its own.
const MAXIMUM_REMINDERS: usize = 100;

impl Reader {
    /// A list of reminders, each after some time or at a time of day.
    pub(in crate::scenario) fn reminders(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Vec<Reminder> {
        let start = ReminderDraft::default();
        let read = self.tables(node, field, REMINDER, &start, |reader, node, _, known| {
            let [after, at] = ["after", "at"].map(|name| node.field(name).is_some());
            if after == at && known {
                reader.fault(node, field, "has either after or at");
            }
            for name in ["days", "measured_in"] {
                if let (Some(part), true, false) = (node.field(name), after, at) {
                    let message = "says on which days it reminds at a time of day: after has none";
                    reader.fault(part, &join(field, name), message);
                }
            }
        });
        if read.len() > MAXIMUM_REMINDERS {
            let message = format!("at most {MAXIMUM_REMINDERS} reminders");
            self.fault(node, field, message);
        }
        let whole = |draft: ReminderDraft| Reminder {
            time: match (draft.after, draft.at) {
                (Some(after), _) => ReminderTime::After(after),
                (None, at) => ReminderTime::At {
                    time: at.unwrap_or_default(),
                    days: draft.days,
                    calendar: draft.calendar,
                },
            },
            by: draft.by,
            reach: draft.reach,
        };
        read.into_iter().map(whole).collect()
    }
}
