//! Following a record, event by event, in the order of time within each filing.

use std::collections::HashMap;

use super::case::{Case, Into, Leader, Return};
use super::happened::{Event, Happened, Phone};
use super::seen::{RecordKind, Seen};
use crate::clock::{HOUR, Instant};
use crate::rules::{ChangeScope, FilingType, ReturnReason, Role};
use crate::scenario::Calendars;

/// A record while it is read. Filings that have ended are forgotten, so that memory follows what is under way.
pub struct Following<'c> {
    pub(super) calendars: &'c Calendars,
    pub(super) seen: Seen,
    /// By replication and name.
    cases: HashMap<u32, HashMap<Box<str>, Case>>,
}

impl<'c> Following<'c> {
    /// Nothing yet. Working time is that of the calendars.
    pub fn new(calendars: &'c Calendars, kind: RecordKind) -> Self {
        Self {
            calendars,
            seen: Seen {
                kind,
                ..Seen::default()
            },
            cases: HashMap::new(),
        }
    }

    /// Takes in the next event.
    ///
    /// # Errors
    /// The instant of the filing's event before, where that is later.
    pub fn take(&mut self, event: &Event) -> Result<(), Instant> {
        // Taken out, so that the rest can be changed meanwhile.
        let mut all = std::mem::take(&mut self.cases);
        let own = all.entry(event.replication).or_default();
        let taken = match own.get_mut(event.case) {
            Some(case) => self.follow(case, event),
            None => {
                self.seen.filings += 1;
                let arrives = matches!(event.what, Happened::Arrives { .. });
                self.seen.begun_before += u64::from(!arrives);
                let case = Case::new(event.province, event.kind, event.at);
                let case = own.entry(Box::from(event.case)).or_insert(case);
                self.follow(case, event)
            }
        };
        if own.get(event.case).is_some_and(Case::is_over) {
            own.remove(event.case);
        }
        self.cases = all;
        taken
    }

    fn follow(&mut self, case: &mut Case, event: &Event) -> Result<(), Instant> {
        if event.at < case.last {
            return Err(case.last);
        }
        self.note(event);
        case.last = event.at;
        self.happen(case, event);
        Ok(())
    }

    fn note(&mut self, event: &Event) {
        self.seen.events += 1;
        self.seen.replications.insert(event.replication);
        let (first, last) = self.seen.span.unwrap_or((event.at, event.at));
        self.seen.span = Some((first.min(event.at), last.max(event.at)));
    }

    /// Ends the record: what is under way is cut off.
    pub fn finish(mut self) -> Seen {
        let end = self.seen.span.map_or(Instant(0), |(_, last)| last);
        let cases = std::mem::take(&mut self.cases);
        // In an order of their own, so that nothing depends on that of the map.
        let cases = cases.into_iter().flat_map(|(replication, own)| {
            own.into_iter()
                .map(move |(name, case)| ((replication, name), case))
        });
        let mut cases: Vec<_> = cases.collect();
        cases.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, mut case) in cases {
            self.cut(&mut case, end);
        }
        self.seen
    }

    fn happen(&mut self, case: &mut Case, event: &Event) {
        if case.opening && !matches!(event.what, Happened::Mobile(_) | Happened::Received) {
            self.opened(case);
        }
        match event.what {
            Happened::Arrives { stale } => self.arrives(case, event, stale),
            Happened::RemedyBegins => case.remedied = true,
            Happened::Received => self.received(case, event),
            Happened::Mobile(phone) => self.mobile(case, event, phone),
            Happened::AuditBegins => case.audit = Some(event.at),
            Happened::Accepted => {
                if let Some(from) = case.audit.take() {
                    let working = self.calendars.get(Calendars::WORKING);
                    self.seen.audit.ended(working, from, event.at);
                }
                case.ended = true;
            }
            Happened::Returned(reason) => {
                self.window_over(case, event.at, reason);
                self.close(case, event.at);
                case.returned = Some(Return {
                    at: event.at,
                    reason,
                    told: false,
                });
            }
            Happened::Complete => self.close(case, event.at),
            Happened::Resubmits => {
                self.told(case, true);
                self.numbers_changed(case);
            }
            Happened::GivenUp => {
                self.told(case, false);
                case.returned = None;
                case.ended = true;
            }
            Happened::Queued(_) | Happened::Sent(_) | Happened::Stored(_) | Happened::Ended(..) => {
                self.message(case, event);
            }
            _ => self.person(case, event),
        }
    }

    fn arrives(&mut self, case: &mut Case, event: &Event, stale: Option<bool>) {
        let at = event.at;
        case.arrived = Some(at);
        case.stale = stale;
        let came = &mut self.seen.came;
        let hour = (at.time_of_day() / HOUR) as usize;
        came.by_hour.entry(at.date()).or_default()[hour] += 1;
        *came.by_province.entry(event.province).or_default() += 1;
        came.by_type[event.kind as usize] += 1;
        let (of, latest) = match event.counted {
            true => (&mut came.first_counted, false),
            false => (&mut came.last_uncounted, true),
        };
        let so_far = of.get_or_insert(at);
        *so_far = if latest {
            at.max(*so_far)
        } else {
            at.min(*so_far)
        };
        if let (FilingType::NewAccess, Some(stale)) = (event.kind, stale) {
            self.seen.stale.add(stale);
        }
    }

    fn received(&mut self, case: &mut Case, event: &Event) {
        let (at, working) = (event.at, self.calendars.get(Calendars::WORKING));
        self.told(case, true);
        case.submission = event.submission.max(case.submission + 1);
        if let Some(from) = case.arrived.take() {
            if case.stale == Some(true) {
                self.seen.noticed.add(case.remedied);
            }
            if !case.remedied {
                self.seen.review.ended(working, from, at);
            }
        }
        if let Some(returned) = case.returned.take()
            && case.stale != Some(true)
        {
            self.seen.resubmission.ended(working, returned.at, at);
        }
        case.received = Some(at);
        case.opening = true;
        case.codes_queued = false;
        case.first_sent = None;
        case.check_open = false;
    }

    fn mobile(&mut self, case: &mut Case, event: &Event, phone: Option<Phone>) {
        let Some(role) = event.leader else {
            return;
        };
        let before = case.leaders[role as usize].take();
        let mut leader = Leader::new(event.carrier);
        leader.knows_certificate = before.is_some_and(|before| before.knows_certificate);
        if let Some(phone) = phone {
            leader.intercepting = Some(phone.intercepting);
            leader.gap_until = phone.gap_until;
            self.seen.out_of_coverage.add(phone.gap_until.is_some());
            if let Some(until) = phone.gap_until {
                self.seen.coverage_gap.ended.push(until.since(event.at));
            }
            if case.submission == 1 {
                self.seen.intercepting.add(phone.intercepting);
                self.seen.expecting.add(phone.expecting);
            } else if let Some(before) = before.filter(|b| b.intercepting == Some(true))
                && !before.changed_number
            {
                self.seen.fixes_interception.add(!phone.intercepting);
            }
        }
        if let (1, Some(carrier)) = (case.submission, event.carrier) {
            self.seen.carriers[carrier as usize] += 1;
        }
        case.leaders[role as usize] = Some(leader);
        case.check_open = true;
    }

    /// The leaders of a submission are known.
    fn opened(&mut self, case: &mut Case) {
        case.opening = false;
        let Some(received) = case.received else {
            return;
        };
        let day = received.date();
        let checked = case.check_open;
        if !checked {
            case.leaders = [None, None];
        }
        match case.kind {
            FilingType::CancelEntity | FilingType::CancelWebsite | FilingType::CancelAccess => {
                let of = self.seen.cancellations.entry(case.kind).or_default();
                of.add(checked);
            }
            _ => {
                let of = self.seen.in_force.entry(case.province).or_default();
                let days = if checked {
                    &mut of.checked
                } else {
                    &mut of.unchecked
                };
                let (first, last) = days.unwrap_or((day, day));
                *days = Some((first.min(day), last.max(day)));
            }
        }
        if case.submission != 1 || !checked {
            return;
        }
        let [entity, website] =
            [Role::Entity, Role::Website].map(|role| case.leaders[role as usize].is_some());
        match case.kind {
            FilingType::NewFiling => self.seen.same_person.add(!(entity && website)),
            FilingType::Change => {
                let scope = match (entity, website) {
                    (true, false) => ChangeScope::Entity,
                    (false, _) => ChangeScope::Website,
                    (true, true) => ChangeScope::Both,
                };
                self.seen.scopes[scope as usize] += 1;
            }
            _ => {}
        }
    }

    /// What became of a return is known.
    fn told(&mut self, case: &mut Case, again: bool) {
        let number = case.submission;
        if let Some(returned) = case.returned.as_mut().filter(|returned| !returned.told) {
            returned.told = true;
            let of = match returned.reason {
                ReturnReason::WindowOver => &mut self.seen.after_timeout,
                ReturnReason::WrongCertificate => &mut self.seen.after_wrong_certificate,
            };
            of.entry(number).or_default().add(again);
        }
    }

    /// The leaders who could have given another number by now.
    fn numbers_changed(&mut self, case: &Case) {
        if case.stale == Some(true) {
            return;
        }
        for leader in case.leaders.iter().flatten().filter(|leader| !leader.kept) {
            self.seen.changes_number.add(leader.changed_number);
        }
    }

    /// A window that ran out tells how long it was.
    fn window_over(&mut self, case: &Case, at: Instant, reason: ReturnReason) {
        if reason != ReturnReason::WindowOver {
            return;
        }
        if let Some(received) = case.received {
            let since = at.since(received);
            *self.seen.window_from_receipt.entry(since).or_default() += 1;
        }
        if let Some(sent) = case.first_sent {
            let since = at.since(sent);
            *self.seen.window_from_first_code.entry(since).or_default() += 1;
        }
    }

    /// The record ends while a filing is under way.
    fn cut(&mut self, case: &mut Case, end: Instant) {
        if case.opening {
            self.opened(case);
        }
        self.seen.cut |= case.is_under_way();
        let working = self.calendars.get(Calendars::WORKING);
        if let Some(from) = case.arrived.filter(|_| !case.remedied) {
            self.seen.review.censored(working, from, end);
        }
        if let Some(returned) = case.returned
            && case.stale != Some(true)
            && returned.told
        {
            self.seen.resubmission.censored(working, returned.at, end);
        }
        if let Some(from) = case.audit {
            self.seen.audit.censored(working, from, end);
        }
        if let Some(from) = case
            .received
            .filter(|_| case.check_open && !case.codes_queued)
        {
            self.seen.first_code.censored.push(end.since(from));
        }
        for message in &case.messages {
            if let (Some(sent), Some(carrier), false) = (
                message.sent,
                message.carrier,
                message.arrived || message.ambiguous,
            ) {
                let delays = &mut self.seen.delays[carrier as usize];
                delays.censored.push(end.since(sent));
            }
        }
        self.close(case, end);
    }

    /// The check has ended, or the record: the leaders stop.
    fn close(&mut self, case: &mut Case, at: Instant) {
        if case.check_open
            && !case.codes_queued
            && let Some(received) = case.received
        {
            self.seen.first_code.censored.push(at.since(received));
            case.codes_queued = true;
        }
        for leader in case.leaders.iter_mut().flatten() {
            if let Some(since) = leader.typing_since.take()
                && since < at
            {
                self.seen.entry_time.censored.push(at.since(since));
            }
            self.seen.inquiry_over(leader, at);
        }
        case.check_open = false;
    }
}

impl Seen {
    /// What followed an inquiry is known: nothing did.
    pub(super) fn inquiry_over(&mut self, leader: &mut Leader, at: Instant) {
        let Some(inquiry) = leader.inquiry.take() else {
            return;
        };
        // One who asks is at it for some minutes: what ends sooner is not known.
        if inquiry.what == Into::Nothing && at.since(inquiry.at) > super::ASKS_WITHIN {
            self.asks_resend.add(false);
        }
    }
}
