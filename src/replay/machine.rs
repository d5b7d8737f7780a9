//! The rules put to work: acts in, answers out.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, VecDeque};

use smallvec::SmallVec;

use super::acts::{Act, CodeTyped, Deed, Submission};
use super::answers::Answer;
use crate::chance::{Key, Purpose, Stream};
use crate::clock::Instant;
use crate::rules::{
    Cause, Check, Closed, CodePool, Entry, EntryAnswer, MobileNumber, NoCode, Province, RequestLog,
    ResendAnswer, ResendRequest, WindowFrom, judge_entry, judge_resend, who_is_checked,
};
use crate::scenario::RulesAlone;

/// A code that is nobody's.
const NOBODYS_CODE: u32 = u32::MAX;

/// What is to happen, in the order at one instant (`Ord`): the deadline, then expiries, then
/// messages (by submission, entity first, then cause), then receipts, resend requests, entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Deadline {
        check: usize,
    },
    CodeEnds {
        province: usize,
    },
    Message {
        check: usize,
        mobile: usize,
        cause: Cause,
    },
    Receive {
        act: usize,
    },
    Resend {
        act: usize,
    },
    Entry {
        act: usize,
    },
}

/// One province's platform.
struct Platform {
    pool: CodePool,
    digits: Stream,
    /// Checks that may await a mobile, in the order in which they were opened.
    by_mobile: HashMap<MobileNumber, Vec<usize>>,
    requests: HashMap<MobileNumber, RequestLog>,
    /// The newest code of each cause, and of all, sent to a mobile.
    sent: HashMap<MobileNumber, ([Option<u32>; 3], u32)>,
    /// Messages that wait for a code, in order (R11).
    waiting: VecDeque<(usize, usize, Cause)>,
}

struct OpenCheck {
    name: String,
    province: usize,
    check: Check,
}

struct Machine<'r> {
    rules: &'r RulesAlone,
    platforms: Vec<Platform>,
    checks: Vec<OpenCheck>,
    by_name: HashMap<String, usize>,
    queue: BinaryHeap<Reverse<(Instant, Due)>>,
    answers: Vec<Answer>,
    now: Instant,
}

/// Puts acts through the rules until every check has ended.
///
/// # Errors
/// The line of an act that cannot be: a submission received while its check is still open.
pub fn replay(acts: &[Act], rules: &RulesAlone) -> Result<Vec<Answer>, (u64, String)> {
    let mut machine = Machine::new(rules);
    for (act, Act { at, deed, .. }) in acts.iter().enumerate() {
        let due = match deed {
            Deed::Receive(_) => Due::Receive { act },
            Deed::Resend { .. } => Due::Resend { act },
            Deed::Entry { .. } => Due::Entry { act },
        };
        machine.queue.push(Reverse((*at, due)));
    }
    while let Some(Reverse((at, due))) = machine.queue.pop() {
        machine.now = at;
        match due {
            Due::Deadline { check } => machine.deadline(check),
            Due::CodeEnds { province } => machine.code_ends(province),
            Due::Message {
                check,
                mobile,
                cause,
            } => machine.message(check, mobile, cause),
            Due::Receive { act } => machine.receive(&acts[act])?,
            Due::Resend { act } => machine.resend(&acts[act]),
            Due::Entry { act } => machine.entry(&acts[act]),
        }
    }
    Ok(machine.answers)
}

impl<'r> Machine<'r> {
    fn new(rules: &'r RulesAlone) -> Self {
        let seed = Key::of_seed(rules.seed);
        let platform = |province: Province| Platform {
            pool: CodePool::new(rules.policy.code_pool),
            digits: seed
                .part(0)
                .part(province.index() as u64)
                .stream(Purpose::Digits, 0),
            by_mobile: HashMap::new(),
            requests: HashMap::new(),
            sent: HashMap::new(),
            waiting: VecDeque::new(),
        };
        Self {
            rules,
            platforms: Province::all().map(platform).collect(),
            checks: Vec::new(),
            by_name: HashMap::new(),
            queue: BinaryHeap::new(),
            answers: Vec::new(),
            now: Instant(0),
        }
    }

    fn answer(
        &mut self,
        submission: String,
        mobile: Option<MobileNumber>,
        event: &'static str,
        detail: &'static str,
        code: Option<u32>,
    ) {
        let at = self.now;
        self.answers.push(Answer {
            at,
            submission,
            mobile,
            event,
            detail,
            code,
        });
    }

    fn receive(&mut self, act: &Act) -> Result<(), (u64, String)> {
        let Deed::Receive(submission) = &act.deed else {
            return Ok(());
        };
        let Submission {
            name,
            kind,
            changes,
            entity,
            website,
        } = submission;
        let earlier = self
            .by_name
            .get(name)
            .map(|&check| &self.checks[check].check);
        if earlier.is_some_and(Check::is_open) {
            let why = format!("{name} is received while its check is still open");
            return Err((act.line, why));
        }
        let policy = &self.rules.policy;
        let checked = who_is_checked(policy, *kind, *changes);
        let in_force = self.rules.in_force[act.province.index()].at(self.now);
        let check = if in_force {
            let entity = entity.filter(|_| checked.entity);
            Check::open(self.now, entity, website.filter(|_| checked.website))
        } else {
            None
        };
        let detail = if check.is_some() { "check" } else { "no_check" };
        self.answer(name.clone(), None, "received", detail, None);
        if let Some(check) = check {
            self.open(name, act.province.index(), check);
        }
        Ok(())
    }

    fn open(&mut self, name: &str, province: usize, check: Check) {
        let place = self.checks.len();
        let mut stream = Key::of_seed(self.rules.seed)
            .part(place as u64)
            .stream(Purpose::FirstCodeDelay, 0);
        let due = self
            .now
            .after(self.rules.first_code_delay.sample(&mut stream));
        for (mobile, person) in check.mobiles.iter().enumerate() {
            let open = self.platforms[province]
                .by_mobile
                .entry(person.number)
                .or_default();
            open.push(place);
            let message = Due::Message {
                check: place,
                mobile,
                cause: Cause::First,
            };
            self.queue.push(Reverse((due, message)));
        }
        self.by_name.insert(name.to_owned(), place);
        self.checks.push(OpenCheck {
            name: name.to_owned(),
            province,
            check,
        });
        if self.rules.policy.window_from == WindowFrom::Received {
            self.plan_deadline(place);
        }
    }

    fn plan_deadline(&mut self, check: usize) {
        let deadline = self.checks[check].check.deadline(&self.rules.policy);
        if let Some(at) = deadline {
            self.queue.push(Reverse((at, Due::Deadline { check })));
        }
    }

    fn deadline(&mut self, check: usize) {
        if self.checks[check]
            .check
            .end_window(&self.rules.policy, self.now)
        {
            self.close(check);
        }
    }

    /// Says how a check has ended, and forgets where its mobiles were awaited.
    fn close(&mut self, check: usize) {
        let OpenCheck {
            name,
            province,
            check: closed,
        } = &self.checks[check];
        let (event, detail) = match closed.closed {
            Some(Closed::Complete) => ("complete", ""),
            Some(Closed::Returned(reason)) => ("returned", reason.name()),
            None => return,
        };
        let open = &mut self.platforms[*province].by_mobile;
        for mobile in &closed.mobiles {
            if let Some(list) = open.get_mut(&mobile.number) {
                list.retain(|place| *place != check);
            }
        }
        let name = name.clone();
        self.answer(name, None, event, detail, None);
    }

    /// A message is sent, or waits for a code (R11).
    fn message(&mut self, check: usize, mobile: usize, cause: Cause) {
        if !self.checks[check].check.awaits(mobile) {
            return;
        }
        if cause == Cause::Automatic {
            self.plan_automatic(check, mobile);
        }
        let province = self.checks[check].province;
        let first_come = self.platforms[province].waiting.is_empty();
        if !first_come || self.send(check, mobile, cause).is_err() {
            self.platforms[province]
                .waiting
                .push_back((check, mobile, cause));
            self.plan_code_end(province);
        }
    }

    fn plan_code_end(&mut self, province: usize) {
        if let Some(at) = self.platforms[province].pool.next_end() {
            self.queue.push(Reverse((at, Due::CodeEnds { province })));
        }
    }

    /// Codes have ended: messages that wait are sent in order; one that none suits lets the next
    /// pass (R11).
    fn code_ends(&mut self, province: usize) {
        let waiting = std::mem::take(&mut self.platforms[province].waiting);
        let mut all_taken = false;
        let mut left = VecDeque::new();
        for (check, mobile, cause) in waiting {
            if !self.checks[check].check.awaits(mobile) {
                continue;
            }
            let sent = if all_taken {
                Err(NoCode::AllTaken)
            } else {
                self.send(check, mobile, cause)
            };
            all_taken |= sent == Err(NoCode::AllTaken);
            if sent.is_err() {
                left.push_back((check, mobile, cause));
            }
        }
        if !left.is_empty() {
            self.platforms[province].waiting = left;
            self.plan_code_end(province);
        }
    }

    fn send(&mut self, place: usize, mobile: usize, cause: Cause) -> Result<(), NoCode> {
        let policy = &self.rules.policy;
        let OpenCheck {
            name,
            province,
            check,
        } = &mut self.checks[place];
        let platform = &mut self.platforms[*province];
        let first_of_check = check.first_sent.is_none();
        let digits = &mut platform.digits;
        let draw = |below| digits.below(below);
        let code = check.send(policy, &mut platform.pool, self.now, mobile, cause, draw)?;
        let number = check.mobiles[mobile].number;
        let (kinds, latest) = platform.sent.entry(number).or_insert(([None; 3], 0));
        kinds[cause as usize] = Some(code.digits);
        *latest = code.digits;
        let (name, mobiles) = (name.clone(), check.mobiles.len());
        self.answer(
            name,
            Some(number),
            "code_sent",
            cause.name(),
            Some(code.digits),
        );
        if first_of_check {
            if policy.window_from == WindowFrom::FirstCode {
                self.plan_deadline(place);
            }
            (0..mobiles).for_each(|mobile| self.plan_automatic(place, mobile));
        }
        Ok(())
    }

    /// The next day's automatic resend, if there is one within the window (R14).
    fn plan_automatic(&mut self, check: usize, mobile: usize) {
        let policy = &self.rules.policy;
        let day = self.now.date().after(1);
        let state = &self.checks[check].check;
        let at = day.start().after(policy.automatic_resend_at);
        let open = state.deadline(policy).is_none_or(|deadline| at < deadline);
        if open && state.automatic_resend_number(policy, day).is_some() {
            let message = Due::Message {
                check,
                mobile,
                cause: Cause::Automatic,
            };
            self.queue.push(Reverse((at, message)));
        }
    }

    /// Lends the open checks of a mobile to the page, and takes them back.
    fn with_checks<T>(
        &mut self,
        province: usize,
        mobile: MobileNumber,
        judge: impl FnOnce(&mut [&mut Check], &mut RequestLog) -> T,
    ) -> (T, Vec<usize>) {
        let platform = &mut self.platforms[province];
        let places = platform.by_mobile.get(&mobile).cloned().unwrap_or_default();
        let mut checks: SmallVec<[&mut Check; 2]> = SmallVec::new();
        let (mut rest, mut passed) = (&mut self.checks[..], 0);
        for &place in &places {
            // Places ascend: checks are opened in their order.
            let (_, from) = rest.split_at_mut(place - passed);
            let Some((open, after)) = from.split_first_mut() else {
                break;
            };
            checks.push(&mut open.check);
            (rest, passed) = (after, place + 1);
        }
        let log = platform.requests.entry(mobile).or_default();
        (judge(&mut checks, log), places)
    }

    fn entry(&mut self, act: &Act) {
        let Deed::Entry {
            mobile,
            certificate,
            code,
            graphic_passed,
        } = act.deed
        else {
            return;
        };
        let province = act.province.index();
        let code = self.digits_of(province, mobile, code);
        let entry = Entry {
            mobile,
            certificate,
            code,
            graphic_passed,
        };
        let (policy, now) = (&self.rules.policy, self.now);
        let judge = |checks: &mut [&mut Check], _: &mut RequestLog| {
            judge_entry(policy, now, checks, &entry)
        };
        let (verdict, places) = self.with_checks(province, mobile, judge);
        let check = verdict.check.map(|check| places[check]);
        let name = check.map_or_else(String::new, |check| self.checks[check].name.clone());
        self.answer(name, Some(mobile), "entry", verdict.answer.name(), None);
        let ends = [EntryAnswer::Complete, EntryAnswer::VerificationFailed];
        if let Some(check) = check.filter(|_| ends.contains(&verdict.answer)) {
            self.close(check);
        }
    }

    /// The digits that an entry carries.
    fn digits_of(&self, province: usize, mobile: MobileNumber, code: CodeTyped) -> u32 {
        let sent = self.platforms[province].sent.get(&mobile);
        let newest = |cause: Cause| sent.and_then(|(kinds, _)| kinds[cause as usize]);
        let code = match code {
            CodeTyped::Digits(digits) => Some(digits),
            CodeTyped::First => newest(Cause::First),
            CodeTyped::Automatic => newest(Cause::Automatic),
            CodeTyped::Manual => newest(Cause::Manual),
            CodeTyped::Latest => sent.map(|(_, latest)| *latest),
            CodeTyped::Wrong => None,
        };
        code.unwrap_or(NOBODYS_CODE)
    }

    fn resend(&mut self, act: &Act) {
        let Deed::Resend {
            mobile,
            certificate,
            graphic_passed,
        } = act.deed
        else {
            return;
        };
        let province = act.province.index();
        let request = ResendRequest {
            mobile,
            certificate,
            graphic_passed,
        };
        let (policy, now) = (&self.rules.policy, self.now);
        let judge = |checks: &mut [&mut Check], log: &mut RequestLog| {
            judge_resend(policy, now, checks, log, &request)
        };
        let ((answer, matching), places) = self.with_checks(province, mobile, judge);
        let first = matching.first().map(|(check, _)| places[*check]);
        let name = first.map_or_else(String::new, |check| self.checks[check].name.clone());
        self.answer(name, Some(mobile), "resend", answer.name(), None);
        if answer == ResendAnswer::Sent {
            for (check, mobile) in matching {
                self.message(places[check], mobile, Cause::Manual);
            }
        }
    }
}
