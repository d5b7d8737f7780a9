//! The people responsible for a filing, their phones, and what they decide.

use crate::chance::{Key, Purpose};
use crate::clock::{Instant, OptionalInstant};
use crate::rules::{Carrier, Certificate, MobileNumber, RequestLog, Role, WhyWindowOver};
use crate::scenario::{CalendarId, Calendars, People, Population};

/// A leader of a filing: who they are, their phone, and their state in this submission.
#[derive(Clone, Debug)]
pub struct Leader {
    /// Whose leader; the entity's where one person is both.
    pub role: Role,
    /// The draws that are kept over submissions.
    key: Key,
    /// Mobile, carrier and what goes with them.
    pub phone: Phone,
    /// The certificate on file.
    pub certificate: Certificate,
    /// Knows from the provider that a code is coming.
    pub expecting: bool,
    /// Is attentive to messages.
    pub attentive: bool,
    /// Acts in working time.
    pub acts_at_work: bool,
    /// Believes in another certificate.
    pub wrong_certificate: bool,
    /// The number on record is not the leader's (R9).
    pub stale_number: bool,
    /// Requests answered "sent" (R15).
    pub requests_sent: RequestLog,
    /// The state of this submission.
    pub now: LeaderState,
}

/// A leader's mobile and its network.
#[derive(Clone, Copy, Debug)]
pub struct Phone {
    /// How many numbers the leader had before.
    changes: u32,
    /// The number in the submission.
    pub number: MobileNumber,
    /// Its carrier.
    pub carrier: Carrier,
    /// Whether an MVNO's user is reached by its route (R17); true of other carriers.
    pub mvno_reached: bool,
    /// Whether it intercepts messages with codes.
    pub intercepting: bool,
}

/// Whether anybody looks at the digits of mobiles and certificates. Where nobody does, they need only be
/// told apart within a filing, and are not drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identities {
    /// They are drawn.
    Drawn,
    /// They stand for themselves.
    Placeholders,
}

impl Phone {
    fn draw(
        (key, role): (Key, Role),
        population: &Population,
        identities: Identities,
        changes: u32,
    ) -> Self {
        let mut stream = key.stream(Purpose::Carrier, changes);
        let carrier = Carrier::ALL[stream.choose(&population.carrier_share)];
        let digits = match identities {
            Identities::Drawn => key.stream(Purpose::Mobile, changes).bits(),
            Identities::Placeholders => (role as u64) << 32,
        };
        let reach = population.mvno_reach;
        let intercepting = population.handsets.intercepting;
        Self {
            changes,
            number: MobileNumber::synthetic(carrier, digits),
            carrier,
            mvno_reached: carrier != Carrier::Mvno
                || key.bernoulli(Purpose::MvnoReached, changes, reach),
            // Another number comes without the interception (model: "changes_number").
            intercepting: changes == 0 && key.bernoulli(Purpose::Intercepting, 0, intercepting),
        }
    }
}

/// A code that is nobody's: what a mistyped one is taken for.
pub const NOBODYS_CODE: u32 = u32::MAX;

/// The state of a leader in one submission; all of it begins anew with the next.
#[derive(Clone, Debug)]
pub struct LeaderState {
    /// The draws of this leader in this submission.
    pub key: Key,
    /// Until when the phone is out of coverage.
    pub gap_until: OptionalInstant,
    /// Until when some kept code is effective, as far as the leader knows.
    pub holds_until: OptionalInstant,
    /// The code that arrived last; nobody's before the first.
    pub last_code: u32,
    /// Whether a message was ignored.
    pub ignored_one: bool,
    /// The visit planned.
    pub visit: OptionalInstant,
    /// The next press of "Verification", while at the page.
    pub press: OptionalInstant,
    /// The next press of "Sending Message".
    pub request: OptionalInstant,
    /// The next inquiry into what was not received.
    pub inquiry: OptionalInstant,
    /// Whether a remedy is under way.
    pub fixing: bool,
    /// Entries so far.
    pub entries: u32,
    /// Failed entries of this visit.
    pub failed: u32,
    /// Times that the page was left.
    pub leavings: u32,
    /// Inquiries so far.
    pub inquiries: u32,
    /// Resend requests so far, those with a failed graphic verification not counted.
    pub requests: u32,
    /// Presses of "Sending Message" so far.
    pub request_presses: u32,
    /// Manual resends so far.
    pub manual_resends: u32,
    /// Messages that wait in the lane or for a code.
    pub waiting: u32,
    /// The furthest that any message or act got.
    pub furthest: Option<WhyWindowOver>,
}

impl LeaderState {
    fn new(key: Key) -> Self {
        Self {
            key,
            gap_until: OptionalInstant::NONE,
            holds_until: OptionalInstant::NONE,
            last_code: NOBODYS_CODE,
            ignored_one: false,
            visit: OptionalInstant::NONE,
            press: OptionalInstant::NONE,
            request: OptionalInstant::NONE,
            inquiry: OptionalInstant::NONE,
            fixing: false,
            entries: 0,
            failed: 0,
            leavings: 0,
            inquiries: 0,
            requests: 0,
            request_presses: 0,
            manual_resends: 0,
            waiting: 0,
            furthest: None,
        }
    }

    /// Whether a code is kept that is effective as far as the leader knows.
    pub fn holds_code(&self, now: Instant) -> bool {
        self.holds_until.get().is_some_and(|until| now < until)
    }

    /// Whether the phone is out of coverage.
    pub fn out_of_coverage(&self, now: Instant) -> bool {
        self.gap_until.get().is_some_and(|until| now < until)
    }

    /// Whether the leader is at the page, or on the way to a request.
    pub fn asking(&self) -> bool {
        self.request != OptionalInstant::NONE
    }

    /// Notes how far a message or act got.
    pub fn reached(&mut self, how_far: WhyWindowOver) {
        self.furthest = self.furthest.max(Some(how_far));
    }

    /// With the end of the check, or when the mobile is verified, the leader stops.
    pub fn stop(&mut self) {
        self.visit = OptionalInstant::NONE;
        self.press = OptionalInstant::NONE;
        self.request = OptionalInstant::NONE;
        self.inquiry = OptionalInstant::NONE;
    }
}

impl Leader {
    /// Draws a leader of a filing.
    pub fn draw(filing: Key, role: Role, population: &Population, identities: Identities) -> Self {
        let key = filing.child(LEADERS + role as u64);
        let people = &population.people;
        let chance = |purpose, probability| key.bernoulli(purpose, 0, probability);
        let certificate = match identities {
            Identities::Drawn => key.stream(Purpose::Certificate, 0).bits(),
            Identities::Placeholders => 0,
        };
        Self {
            role,
            key,
            phone: Phone::draw((key, role), population, identities, 0),
            certificate: Certificate::synthetic(certificate),
            expecting: chance(Purpose::Expecting, people.expecting),
            attentive: chance(Purpose::Attentive, people.attentive),
            acts_at_work: chance(Purpose::ActsAtWork, people.acts_at_work),
            wrong_certificate: chance(Purpose::WrongCertificate, people.wrong_certificate),
            stale_number: false,
            requests_sent: RequestLog::default(),
            now: LeaderState::new(key),
        }
    }

    /// Begins a submission; `submission` is its key.
    pub fn begin(&mut self, submission: Key) {
        self.now = LeaderState::new(key_in_submission(submission, self.role));
    }

    /// The calendar in which the leader acts.
    pub fn calendar(&self) -> CalendarId {
        if self.acts_at_work {
            Calendars::WORKING
        } else {
            Calendars::WAKING
        }
    }

    /// The probability that the leader responds to a kept message.
    pub fn responds(&self, people: &People) -> f64 {
        let own = if self.attentive {
            people.responds_attentive
        } else {
            people.responds_inattentive
        };
        if self.now.ignored_one {
            own * people.responds_reminded
        } else {
            own
        }
    }

    /// Gives another number in the next submission (R7): carrier and reach drawn anew, no
    /// interception, no requests yet.
    pub fn change_number(&mut self, population: &Population, identities: Identities) {
        let (drawn, changes) = ((self.key, self.role), self.phone.changes + 1);
        self.phone = Phone::draw(drawn, population, identities, changes);
        self.requests_sent = RequestLog::default();
    }

    /// Takes another number of the same carrier than `other`'s, should chance have made them equal:
    /// different people have different mobiles (R6).
    pub fn differ_from(&mut self, other: MobileNumber) {
        let mut digits = self.key.stream(Purpose::Mobile, self.phone.changes);
        while self.phone.number == other {
            self.phone.number = MobileNumber::synthetic(self.phone.carrier, digits.bits());
        }
    }
}

/// The draws of a leader in the submission of this key.
pub fn key_in_submission(submission: Key, role: Role) -> Key {
    submission.child(LEADERS + role as u64)
}

/// Parts of a filing's or a submission's key from here on belong to leaders; those below are the
/// filing's submissions.
const LEADERS: u64 = 1 << 32;
