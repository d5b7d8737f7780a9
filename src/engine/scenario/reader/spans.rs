//! Spans: plain durations, or in a calendar.

use std::sync::Arc;

use super::super::fields::Kind;
use super::super::fields::spans::{SPAN, SpanDraft};
use super::super::tree::{Node, Value, join};
use super::Reader;
use crate::clock::{Calendar, LONGEST_DURATION, Span};

impl Reader {
    /// A duration above 0, or one that passes in a calendar.
    pub(in crate::scenario) fn span(&mut self, node: &Node, field: &str, _: Kind) -> Span {
        if !matches!(node.value, Value::Table(_)) {
            let plain = Kind::Duration {
                maximum: LONGEST_DURATION,
            };
            return self.positive_duration(node, field, plain).into();
        }
        let before = self.found;
        let SpanDraft {
            length,
            days,
            ends,
            calendar,
        } = self.whole(node, field, SPAN, SpanDraft::default());
        let ends_at = node.field("ends");
        if let (Some(ends), true, None) = (ends_at, node.field("length").is_some(), days) {
            let message = "says when the last of a number of days ends: a length has none";
            self.fault(ends, &join(field, "ends"), message);
        }
        let (known, calendar) = (
            self.found == before,
            calendar.unwrap_or_else(|| Arc::new(Calendar::always())),
        );
        match (length, days) {
            (Some(length), None) => Span::WhileOpen(length, calendar),
            (None, Some(days)) => Span::OpenDays(days, ends, calendar),
            _ => {
                if known {
                    self.fault(node, field, "has either a length or days");
                }
                Span::Plain(1)
            }
        }
    }

    /// The calendar of a name.
    pub(in crate::scenario) fn calendar_of(
        &mut self,
        node: &Node,
        field: &str,
        _: Kind,
    ) -> Option<Arc<Calendar>> {
        let id = self.calendar_named(node, field)?;
        Some(Arc::clone(&self.calendars.all[usize::from(id.0)].1))
    }
}
