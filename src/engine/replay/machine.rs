//! The provinces' systems, as far as the rules go.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use smallvec::SmallVec;

use super::acts::{Act, Deed, Receipt};
use super::answers::{Answer, Answered};
use super::fields::CodeTyped;
use super::queue::{Due, Queue};
use crate::chance::{Key, Purpose, Stream};
use crate::clock::Instant;
use crate::rules::{
    Cause, Check, Closed, Entry, FilingNumber, LaneOrder, MobileNumber, Platform, Province,
    RequestLog, ResendRequest, Turn, judge_entry, judge_resend,
};
use crate::scenario::RulesAlone;

/// All provinces on one clock. They share nothing but that, so the order in which things happen in
/// one does not depend on what happens in another.
pub(super) struct Machine<'a, 'r> {
    pub(super) rules: &'r RulesAlone,
    pub(super) now: Instant,
    pub(super) queue: Queue,
    pub(super) sites: Vec<Site<'a>>,
    /// First codes and automatic resends of this instant, which go in the order of a lane.
    pub(super) lane: BinaryHeap<Reverse<Message>>,
    pub(super) answers: Vec<Answer<'a>>,
    acts: &'a [Act],
    received_while_open: Vec<usize>,
    /// Checks opened so far, in all provinces.
    opened: FilingNumber,
}

/// A message to a mobile of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Message {
    pub(super) order: LaneOrder,
    pub(super) province: usize,
}

/// What a replay came to.
pub(super) struct Ended<'a> {
    pub(super) answers: Vec<Answer<'a>>,
    /// The acts that received a submission whose check was open, by their places.
    pub(super) received_while_open: Vec<usize>,
}

/// One province's system.
pub(super) struct Site<'a> {
    pub(super) platform: Platform<FilingNumber, Message>,
    pub(super) digits: Stream,
    pub(super) open: OpenChecks<'a>,
    /// Codes sent to each mobile, the newest of each cause and of all.
    pub(super) newest: HashMap<MobileNumber, Newest>,
    key: Key,
    received: u64,
    by_name: HashMap<&'a str, FilingNumber>,
    /// Open checks of each mobile, in the order in which they were opened.
    by_mobile: HashMap<MobileNumber, Numbers>,
    requests: HashMap<MobileNumber, RequestLog>,
}

/// Open checks by number.
pub(super) type OpenChecks<'a> = HashMap<FilingNumber, OpenCheck<'a>>;

/// An open check.
pub(super) struct OpenCheck<'a> {
    pub(super) submission: &'a str,
    pub(super) check: Check,
}

/// Numbers of checks.
type Numbers = SmallVec<[FilingNumber; 2]>;

/// The newest codes sent to a mobile.
#[derive(Clone, Copy, Default)]
pub(super) struct Newest {
    of_cause: [Option<u32>; 3],
    latest: Option<u32>,
}

impl Newest {
    pub(super) fn record(&mut self, cause: Cause, digits: u32) {
        self.of_cause[cause as usize] = Some(digits);
        self.latest = Some(digits);
    }
}

/// What is nobody's, where all codes are somebody's.
const NO_CODE: u32 = u32::MAX;

impl<'a, 'r> Machine<'a, 'r> {
    pub(super) fn new(acts: &'a [Act], rules: &'r RulesAlone) -> Self {
        let mut machine = Self {
            rules,
            now: Instant(0),
            queue: Queue::default(),
            sites: Province::all().map(|p| Site::new(p, rules)).collect(),
            lane: BinaryHeap::new(),
            answers: Vec::new(),
            acts,
            received_while_open: Vec::new(),
            opened: 0,
        };
        for (place, act) in acts.iter().enumerate() {
            let turn = match act.deed {
                Deed::Receive(_) => Turn::Other,
                Deed::Resend(_) => Turn::Request,
                Deed::Entry { .. } => Turn::Entry,
            };
            machine.queue.schedule(act.at, turn, Due::Act(place));
        }
        machine
    }

    /// Runs until nothing is due any more: then every check has ended.
    pub(super) fn run(mut self) -> Ended<'a> {
        while let Some((at, due)) = self.queue.pop() {
            self.now = at;
            match due {
                Due::Deadline { province, check } => self.deadline(province, check),
                Due::CodesEnd { province } => self.codes_end(province),
                Due::FirstCodes { province, check } => self.first_codes(province, check),
                Due::AutomaticResends { province } => self.automatic_resends(province),
                Due::Lane => self.serve_lane(),
                Due::Act(place) => self.act(place),
            }
        }
        Ended {
            answers: self.answers,
            received_while_open: self.received_while_open,
        }
    }

    fn act(&mut self, place: usize) {
        let act = &self.acts[place];
        let province = act.province.index();
        match &act.deed {
            Deed::Receive(receipt) => {
                let site = &self.sites[province];
                if site.by_name.contains_key(&receipt.submission[..]) {
                    self.received_while_open.push(place);
                } else {
                    self.receive(province, receipt);
                }
            }
            Deed::Entry {
                mobile,
                certificate,
                code,
                graphic_passed,
            } => {
                let entry = Entry {
                    mobile: *mobile,
                    certificate: *certificate,
                    code: self.digits_typed(province, *mobile, *code),
                    graphic_passed: *graphic_passed,
                };
                self.enter(province, &entry);
            }
            Deed::Resend(request) => self.request(province, request),
        }
    }

    /// The authority receives a submission: its check opens, or it goes straight to audit (R8).
    fn receive(&mut self, province: usize, receipt: &'a Receipt) {
        let site = &mut self.sites[province];
        let number = site.received;
        site.received += 1;
        let submission = &receipt.submission[..];
        let check = Check::open(self.now, receipt.entity, receipt.website);
        let answered = Answered::Received {
            checked: check.is_some(),
        };
        self.answers
            .push(Answer::of_submission(self.now, submission, answered));
        let Some(check) = check else {
            return;
        };
        let id = self.opened;
        self.opened += 1;
        for mobile in &check.mobiles {
            let numbers = site.by_mobile.entry(mobile.number).or_default();
            numbers.push(id);
        }
        let deadline = check.deadline_from_receipt(&self.rules.policy);
        site.by_name.insert(submission, id);
        site.open.insert(id, OpenCheck { submission, check });
        let mut delay = site.key.child(number).stream(Purpose::FirstCodeDelay, 0);
        let at = self
            .now
            .after(self.rules.first_code_delay.sample(&mut delay));
        let due = Due::FirstCodes {
            province,
            check: id,
        };
        self.queue.schedule(at, Turn::MessagesDue, due);
        self.plan_deadline(province, id, deadline);
    }

    /// The window of a check is over (R21).
    fn deadline(&mut self, province: usize, number: FilingNumber) {
        let open = self.sites[province].open.get_mut(&number);
        if open.is_some_and(|open| open.check.end_window(&self.rules.policy, self.now)) {
            self.close(province, number);
        }
    }

    /// Tells how a closed check ended, and forgets it (R23, R24).
    fn close(&mut self, province: usize, number: FilingNumber) {
        let site = &mut self.sites[province];
        let Some(OpenCheck { submission, check }) = site.open.remove(&number) else {
            return;
        };
        site.by_name.remove(submission);
        for mobile in &check.mobiles {
            if let Some(numbers) = site.by_mobile.get_mut(&mobile.number) {
                numbers.retain(|other| *other != number);
            }
        }
        let answered = match check.closed {
            Some(Closed::Returned(reason)) => Answered::Returned(reason),
            _ => Answered::Complete,
        };
        self.answers
            .push(Answer::of_submission(self.now, submission, answered));
    }

    /// The digits that an entry carries.
    fn digits_typed(&mut self, province: usize, mobile: MobileNumber, code: CodeTyped) -> u32 {
        let site = &mut self.sites[province];
        let newest = site.newest.get(&mobile).copied().unwrap_or_default();
        let known = match code {
            CodeTyped::Digits(digits) => return digits,
            CodeTyped::Newest(cause) => newest.of_cause[cause as usize],
            CodeTyped::Latest => newest.latest,
            CodeTyped::Wrong => None,
        };
        known.unwrap_or_else(|| {
            site.platform.release_codes(self.now);
            let free = |digits: &u32| !site.platform.codes().is_taken(*digits);
            (0..1_000_000).rev().find(free).unwrap_or(NO_CODE)
        })
    }

    /// An entry (R18).
    fn enter(&mut self, province: usize, entry: &Entry) {
        let site = &mut self.sites[province];
        let mut of_mobile = site.take(entry.mobile);
        let mut checks = checks_of(&mut of_mobile);
        let verdict = judge_entry(&self.rules.policy, self.now, &mut checks, entry);
        let judged = verdict.check.map(|place| &of_mobile[place]);
        let closed = judged
            .filter(|(_, open)| !open.check.is_open())
            .map(|(number, _)| *number);
        self.answers.push(Answer {
            at: self.now,
            submission: judged.map(|(_, open)| open.submission),
            mobile: Some(entry.mobile),
            answered: Answered::Entry(verdict.answer),
        });
        site.put_back(of_mobile);
        if let Some(number) = closed {
            self.close(province, number);
        }
    }

    /// A resend request (R15).
    fn request(&mut self, province: usize, request: &ResendRequest) {
        let site = &mut self.sites[province];
        let mut of_mobile = site.take(request.mobile);
        let checks = checks_of(&mut of_mobile);
        let log = site.requests.entry(request.mobile).or_default();
        let (answer, places) = judge_resend(&self.rules.policy, self.now, &checks, log, request);
        self.answers.push(Answer {
            at: self.now,
            submission: places
                .first()
                .map(|(place, _)| of_mobile[*place].1.submission),
            mobile: Some(request.mobile),
            answered: Answered::Resend(answer),
        });
        let messages = places.into_iter().map(|(place, mobile)| Message {
            order: LaneOrder {
                number: of_mobile[place].0,
                mobile: mobile as u8,
                cause: Cause::Manual,
            },
            province,
        });
        let messages: SmallVec<[Message; 2]> = messages.collect();
        site.put_back(of_mobile);
        for message in messages {
            self.send(message);
        }
    }
}

/// The checks alone, as the page judges them.
fn checks_of<'c>(open: &'c mut [(FilingNumber, OpenCheck)]) -> Vec<&'c mut Check> {
    open.iter_mut().map(|(_, open)| &mut open.check).collect()
}

impl<'a> Site<'a> {
    fn new(province: Province, rules: &RulesAlone) -> Self {
        // As in the first replication of a simulation with this seed.
        let key = Key::of_seed(rules.seed).child(0);
        let key = key.child(province.index() as u64);
        Self {
            platform: Platform::new(&rules.policy),
            digits: key.stream(Purpose::Digits, 0),
            open: HashMap::new(),
            newest: HashMap::new(),
            key,
            received: 0,
            by_name: HashMap::new(),
            by_mobile: HashMap::new(),
            requests: HashMap::new(),
        }
    }

    /// Takes a mobile's open checks out, in the order in which they were opened.
    fn take(&mut self, mobile: MobileNumber) -> SmallVec<[(FilingNumber, OpenCheck<'a>); 2]> {
        let numbers = self.by_mobile.get(&mobile).cloned().unwrap_or_default();
        let checks = numbers
            .into_iter()
            .filter_map(|number| Some((number, self.open.remove(&number)?)));
        checks.collect()
    }

    fn put_back(&mut self, checks: SmallVec<[(FilingNumber, OpenCheck<'a>); 2]>) {
        self.open.extend(checks);
    }
}
