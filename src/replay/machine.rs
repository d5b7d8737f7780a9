//! The provinces' systems, as far as the rules go.

use std::collections::{HashMap, VecDeque};

use smallvec::SmallVec;

use super::acts::{Act, Deed, Receipt};
use super::answers::{Answer, Answered};
use super::fields::CodeTyped;
use super::queue::{Due, Message, Queue, Rank};
use crate::chance::{Key, Purpose, Stream};
use crate::clock::Instant;
use crate::rules::{
    Cause, Check, Closed, CodePool, Entry, MobileNumber, Province, RequestLog, ResendRequest,
    WindowFrom, judge_entry, judge_resend,
};
use crate::scenario::RulesAlone;

/// All provinces on one clock. They share nothing but that, so the order in which things happen in
/// one does not depend on what happens in another.
pub(super) struct Machine<'a, 'r> {
    pub(super) rules: &'r RulesAlone,
    pub(super) now: Instant,
    pub(super) queue: Queue,
    pub(super) provinces: Vec<Platform<'a>>,
    pub(super) answers: Vec<Answer<'a>>,
    acts: &'a [Act],
    received_while_open: Vec<usize>,
    /// Checks opened so far, in all provinces.
    opened: u64,
}

/// What a replay came to.
pub(super) struct Ended<'a> {
    pub(super) answers: Vec<Answer<'a>>,
    /// The acts that received a submission whose check was open, by their places.
    pub(super) received_while_open: Vec<usize>,
}

/// One province's system.
pub(super) struct Platform<'a> {
    pub(super) pool: CodePool,
    pub(super) digits: Stream,
    /// Open checks by number.
    pub(super) open: HashMap<u64, OpenCheck<'a>>,
    /// Messages that wait for a code (R11), in order.
    pub(super) waiting: VecDeque<Message>,
    /// When the next code ends for which messages wait, as planned.
    pub(super) code_ends: Option<Instant>,
    /// Codes sent to each mobile, the newest of each cause and of all.
    pub(super) newest: HashMap<MobileNumber, Newest>,
    key: Key,
    received: u64,
    by_name: HashMap<&'a str, u64>,
    /// Open checks of each mobile, in the order in which they were opened.
    by_mobile: HashMap<MobileNumber, Numbers>,
    requests: HashMap<MobileNumber, RequestLog>,
}

/// An open check.
pub(super) struct OpenCheck<'a> {
    pub(super) submission: &'a str,
    pub(super) check: Check,
}

/// Numbers of checks.
type Numbers = SmallVec<[u64; 2]>;

/// The newest codes sent to a mobile.
#[derive(Clone, Copy, Default)]
pub(super) struct Newest {
    pub(super) of_cause: [Option<u32>; 3],
    pub(super) latest: Option<u32>,
}

/// What is nobody's, where all codes are somebody's.
const NO_CODE: u32 = u32::MAX;

impl<'a, 'r> Machine<'a, 'r> {
    pub(super) fn new(acts: &'a [Act], rules: &'r RulesAlone) -> Self {
        let mut machine = Self {
            rules,
            now: Instant(0),
            queue: Queue::default(),
            provinces: Province::all().map(|p| Platform::new(p, rules)).collect(),
            answers: Vec::new(),
            acts,
            received_while_open: Vec::new(),
            opened: 0,
        };
        for (place, act) in acts.iter().enumerate() {
            let rank = match act.deed {
                Deed::Receive(_) => Rank::Receipt,
                Deed::Resend(_) => Rank::Resend,
                Deed::Entry { .. } => Rank::Entry,
            };
            machine.queue.schedule(act.at, rank, Due::Act(place));
        }
        machine
    }

    /// Runs until nothing is due any more: then every check has ended.
    pub(super) fn run(mut self) -> Ended<'a> {
        while let Some((at, due)) = self.queue.pop() {
            self.now = at;
            match due {
                Due::Deadline { province, check } => self.deadline(province, check),
                Due::CodeEnds { province } => self.code_ends(province),
                Due::Message(message) => self.message_due(message),
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
                let platform = &self.provinces[province];
                if platform.by_name.contains_key(&receipt.submission[..]) {
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
        let platform = &mut self.provinces[province];
        let number = platform.received;
        platform.received += 1;
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
        let (id, mobiles) = (self.opened, check.mobiles.len() as u8);
        self.opened += 1;
        for mobile in &check.mobiles {
            let numbers = platform.by_mobile.entry(mobile.number).or_default();
            numbers.push(id);
        }
        platform.by_name.insert(submission, id);
        platform.open.insert(id, OpenCheck { submission, check });
        let mut delay = platform
            .key
            .child(number)
            .stream(Purpose::FirstCodeDelay, 0);
        let delay = self.rules.first_code_delay.sample(&mut delay);
        for mobile in 0..mobiles {
            let message = Message {
                province,
                check: id,
                mobile,
                cause: Cause::First,
            };
            let at = self.now.after(delay);
            self.queue
                .schedule(at, Rank::Message, Due::Message(message));
        }
        if self.rules.policy.window_from == WindowFrom::Received {
            self.schedule_deadline(province, id);
        }
    }

    /// Schedules the end of the window that begins now (R21).
    pub(super) fn schedule_deadline(&mut self, province: usize, check: u64) {
        let at = self.now.after(self.rules.policy.window);
        self.queue
            .schedule(at, Rank::Deadline, Due::Deadline { province, check });
    }

    /// The window of a check is over (R21).
    fn deadline(&mut self, province: usize, number: u64) {
        let open = self.provinces[province].open.get_mut(&number);
        if open.is_some_and(|open| open.check.end_window(&self.rules.policy, self.now)) {
            self.close(province, number);
        }
    }

    /// Tells how a closed check ended, and forgets it (R23, R24).
    fn close(&mut self, province: usize, number: u64) {
        let platform = &mut self.provinces[province];
        let Some(OpenCheck { submission, check }) = platform.open.remove(&number) else {
            return;
        };
        platform.by_name.remove(submission);
        for mobile in &check.mobiles {
            if let Some(numbers) = platform.by_mobile.get_mut(&mobile.number) {
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
        let platform = &mut self.provinces[province];
        let newest = platform.newest.get(&mobile).copied().unwrap_or_default();
        let known = match code {
            CodeTyped::Digits(digits) => return digits,
            CodeTyped::Newest(cause) => newest.of_cause[cause as usize],
            CodeTyped::Latest => newest.latest,
            CodeTyped::Wrong => None,
        };
        known.unwrap_or_else(|| {
            platform.pool.release(self.now);
            let free = |digits: &u32| !platform.pool.is_taken(*digits);
            (0..1_000_000).rev().find(free).unwrap_or(NO_CODE)
        })
    }

    /// An entry (R18).
    fn enter(&mut self, province: usize, entry: &Entry) {
        let platform = &mut self.provinces[province];
        let mut of_mobile = platform.take(entry.mobile);
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
        platform.put_back(of_mobile);
        if let Some(number) = closed {
            self.close(province, number);
        }
    }

    /// A resend request (R15).
    fn request(&mut self, province: usize, request: &ResendRequest) {
        let platform = &mut self.provinces[province];
        let mut of_mobile = platform.take(request.mobile);
        let checks = checks_of(&mut of_mobile);
        let log = platform.requests.entry(request.mobile).or_default();
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
            province,
            check: of_mobile[place].0,
            mobile: mobile as u8,
            cause: Cause::Manual,
        });
        let messages: SmallVec<[Message; 2]> = messages.collect();
        platform.put_back(of_mobile);
        for message in messages {
            self.post(message);
        }
    }
}

/// The checks alone, as the page judges them.
fn checks_of<'c>(open: &'c mut [(u64, OpenCheck)]) -> Vec<&'c mut Check> {
    open.iter_mut().map(|(_, open)| &mut open.check).collect()
}

impl<'a> Platform<'a> {
    fn new(province: Province, rules: &RulesAlone) -> Self {
        // As in the first replication of a simulation with this seed.
        let key = Key::of_seed(rules.seed).child(0);
        let key = key.child(province.index() as u64);
        Self {
            pool: CodePool::new(rules.policy.code_pool),
            digits: key.stream(Purpose::Digits, 0),
            open: HashMap::new(),
            waiting: VecDeque::new(),
            code_ends: None,
            newest: HashMap::new(),
            key,
            received: 0,
            by_name: HashMap::new(),
            by_mobile: HashMap::new(),
            requests: HashMap::new(),
        }
    }

    /// Takes a mobile's open checks out, in the order in which they were opened.
    fn take(&mut self, mobile: MobileNumber) -> SmallVec<[(u64, OpenCheck<'a>); 2]> {
        let numbers = self.by_mobile.get(&mobile).cloned().unwrap_or_default();
        let checks = numbers
            .into_iter()
            .filter_map(|number| Some((number, self.open.remove(&number)?)));
        checks.collect()
    }

    fn put_back(&mut self, checks: SmallVec<[(u64, OpenCheck<'a>); 2]>) {
        self.open.extend(checks);
    }
}
