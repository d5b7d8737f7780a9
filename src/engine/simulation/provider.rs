//! The provider: filings come in, are reviewed and submitted (R3, R9), come back and are submitted
//! again (R23).

use arrayvec::ArrayVec;

use super::cell::Cell;
use super::event::{Event, FilingKey, LeaderAddress};
use super::observer::{Observed, Observer};
use super::order::Order;
use crate::chance::{Key, Purpose};
use crate::clock::{Instant, OptionalInstant};
use crate::scenario::Calendars;
use crate::world::applicant::{OnRecord, segment_of, type_of};
use crate::world::arrivals::Arrival;

impl<O: Observer, R: Order> Cell<'_, O, R> {
    /// A filing comes to the provider, who reviews it, then submits it (R3). It has no state before it
    /// is received: what it is, is drawn then from its number.
    pub(super) fn arrive(&mut self, arrival: Arrival) {
        let Arrival { number, at, kind } = arrival;
        let counted = at >= self.counted_from;
        let key = self.key.child(number);
        let segment = segment_of(&self.scenario.segments, key);
        let population = &self.parameters.populations[segment];
        let kind = kind.unwrap_or_else(|| type_of(population, key));
        let on_record = OnRecord::draw(key, kind, &self.parameters.access);
        self.tally.filings += 1;
        self.last_arrival = (number, kind);
        self.note_at_provider(number, kind, counted, || Observed::Arrived {
            kind,
            segment,
            stale_number: on_record != OnRecord::Right,
        });
        let mut from = self.now;
        if let OnRecord::Stale { noticed: true, .. } = on_record {
            self.note_at_provider(number, kind, counted, || Observed::RemedyBegins);
            from = self.remedied(from, key);
        }
        let received = self.reviewed(from, key.child(1));
        if received == self.now {
            self.receive_first(number, counted);
        } else {
            self.schedule(received, Event::FirstReceipt { number, counted });
        }
    }

    /// When R9's remedy, begun at `from`, is done.
    fn remedied(&self, from: Instant, filing: Key) -> Instant {
        let remedy = &self.parameters.access.remedy;
        let draw = (filing, Purpose::Remedy, 0);
        self.after(from, remedy, Calendars::WORKING, draw)
    }

    /// When the authority receives what the provider got at `from`.
    fn reviewed(&self, from: Instant, submission: Key) -> Instant {
        let review = &self.parameters.provider.review;
        let draw = (submission, Purpose::Review, 0);
        self.after(from, review, Calendars::WORKING, draw)
    }

    /// A submission was returned, and the applicant submits again (R23).
    pub(super) fn resubmit(&mut self, key: FilingKey, submission: Key) {
        let again = &self.population(key).resubmission;
        let stale = self.filings[key].stale_number();
        self.leaders_learn(key, stale);
        let filing = &self.filings[key];
        let (filing_key, next) = (filing.key, filing.submission + 1);
        let draw = (submission, Purpose::ResubmissionDelay, 0);
        let mut from = self.after(self.now, &again.delay, Calendars::WORKING, draw);
        if stale {
            from = self.remedied(from, filing_key);
        }
        let received = self.reviewed(from, filing_key.child(u64::from(next)));
        self.note(key, || Observed::Resubmits(received));
        self.schedule(received, Event::Receipt(key));
    }

    /// What the leaders of a returned submission have put right by the next.
    fn leaders_learn(&mut self, key: FilingKey, stale: bool) {
        let population = self.population(key);
        let again = &population.resubmission;
        let filing = &mut self.filings[key];
        let mut changed: ArrayVec<u8, 2> = ArrayVec::new();
        for (place, leader) in filing.leaders.iter_mut().enumerate() {
            let own = leader.now.key;
            if own.bernoulli(Purpose::FixesInterception, 0, again.fixes_interception) {
                leader.phone.intercepting = false;
            }
            if own.bernoulli(Purpose::FixesCertificate, 0, again.fixes_certificate) {
                leader.wrong_certificate = false;
            }
            // A stale number is put right by its own remedy.
            if leader.now.holds_until == OptionalInstant::NONE
                && !stale
                && own.bernoulli(Purpose::ChangesNumber, 0, again.changes_number)
            {
                leader.change_number(population, Self::IDENTITIES);
                changed.push(place as u8);
            }
        }
        if let [first, second] = &mut filing.leaders[..] {
            second.differ_from(first.phone.number);
        }
        for place in changed {
            let submission = self.filings[key].submission;
            let who = LeaderAddress {
                filing: key,
                submission,
                place,
            };
            self.note_leader(who, || Observed::ChangedNumber);
        }
    }
}
