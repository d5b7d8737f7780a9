//! What can happen to the checks of one province, a step at a time, on a coarse clock.

use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use beian_sim::clock::{Instant, Millis};
use beian_sim::rules::*;

use super::double::Process;
use super::observed::Observed;
use super::property::Property;

/// A leader's mobile and certificate.
pub type Leader = (MobileNumber, Certificate);

/// What is explored: submissions, levers, and how finely.
#[derive(Clone, Debug)]
pub struct Setting {
    pub process: Process,
    /// The leaders of each submission: the first is received at the start, the others at any instant of
    /// the clock up to `receipts_until`.
    pub submissions: Vec<Vec<Leader>>,
    /// Who acts: every leader, each with a wrong certificate, and one with nobody's mobile.
    pub people: Vec<Leader>,
    pub start: Instant,
    pub receipts_until: Instant,
    /// People act at every instant of the clock up to `acts_until`, at every instant at which
    /// something is due or ends, and a millisecond before the latter.
    pub step: Millis,
    pub acts_until: Instant,
    pub first_code_delay: Millis,
    /// Most requests answered "sent".
    pub requests: usize,
}

/// What is due by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Due {
    Deadline(usize),
    CodesEnd,
    FirstCodes(usize),
    AutomaticResends,
}

/// A step.
#[derive(Clone, Debug)]
pub enum Act {
    /// Messages leave the gateway: this one, its code looked for from this one upward.
    Send(LaneOrder, u32),
    /// A message stays in the gateway until the next instant.
    Hold(LaneOrder),
    Receive,
    Request(ResendRequest),
    Enter(Entry),
    /// The clock goes on; codes of waiting messages are looked for from this one upward.
    Pass(u32),
}

/// Whether a message stays in the gateway: at most until the next instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Held {
    NotYet,
    Now,
    Before,
}

/// All there is at one instant. Its hash is its identity: of equal ones only the first is explored.
#[derive(Clone, Debug, Hash)]
pub struct State {
    now: Instant,
    /// What comes before this at this instant is over.
    turn: Turn,
    checks: Vec<Check>,
    platform: Platform<usize, LaneOrder>,
    /// Requests by mobile.
    logs: Vec<(MobileNumber, RequestLog)>,
    due: BTreeSet<(Instant, Turn, Due)>,
    lane: Vec<(LaneOrder, Held)>,
    seen: Observed,
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Send(message, _) => {
                let LaneOrder {
                    number,
                    mobile,
                    cause,
                } = message;
                write!(
                    f,
                    "send {} code to mobile {mobile} of check {number}",
                    cause.name()
                )
            }
            Self::Hold(message) => write!(
                f,
                "hold {} code of mobile {} of check {}",
                message.cause.name(),
                message.mobile,
                message.number
            ),
            Self::Receive => write!(f, "receive the next submission"),
            Self::Request(request) => write!(
                f,
                "request by {} with {}, graphic {}",
                request.mobile, request.certificate, request.graphic_passed
            ),
            Self::Enter(entry) => write!(
                f,
                "entry by {} with {}, code {}, graphic {}",
                entry.mobile, entry.certificate, entry.code, entry.graphic_passed
            ),
            Self::Pass(_) => write!(f, "time passes"),
        }
    }
}

impl Setting {
    fn policy(&self) -> &Policy {
        &self.process.policy
    }

    /// Where codes are looked for: anywhere in a small pool; in a large one each message has a place of
    /// its own, so that digits do not tell in which order messages left.
    fn draws(&self, message: Option<LaneOrder>) -> Range<u32> {
        let size = self.policy().code_pool;
        if size <= 3 {
            return 0..size;
        }
        let place = |message: LaneOrder| {
            (message.number as u32 * 2 + u32::from(message.mobile)) * 4 + message.cause as u32
        };
        let place = message.map_or(0, place);
        place..place + 1
    }

    /// The state before anything was done.
    pub fn initial(&self) -> Result<State, Property> {
        let mut state = State {
            now: self.start,
            turn: Turn::Deadline,
            checks: Vec::new(),
            platform: Platform::new(self.policy()),
            logs: Vec::new(),
            due: BTreeSet::new(),
            lane: Vec::new(),
            seen: Observed::default(),
        };
        for &(number, _) in self.submissions.iter().flatten() {
            if state.logs.iter().all(|(other, _)| *other != number) {
                state.logs.push((number, RequestLog::default()));
            }
        }
        state.receive(self);
        state.dues(self, 0)?;
        Ok(state)
    }
}

impl State {
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What can be done next.
    pub fn acts(&self, setting: &Setting) -> Vec<Act> {
        let mut acts = Vec::new();
        if let Some(&(message, held)) = self.lane.iter().find(|(_, held)| *held != Held::Now) {
            let draws = setting.draws(Some(message));
            acts.extend(draws.map(|draw| Act::Send(message, draw)));
            if held == Held::NotYet {
                acts.push(Act::Hold(message));
            }
            return acts;
        }
        self.page_acts(setting, &mut acts);
        let on_clock = self.now.since(setting.start) % setting.step == 0;
        let to_receive = self.checks.len() < setting.submissions.len();
        if to_receive && on_clock && self.turn <= Turn::Other {
            acts.push(Act::Receive);
        }
        if !(to_receive && self.now >= setting.receipts_until) {
            let waits = !self.seen.waiting.is_empty();
            let draws = if waits { setting.draws(None) } else { 0..1 };
            acts.extend(draws.map(Act::Pass));
        }
        acts
    }

    /// Entries and requests: of every leader and of nobody's mobile.
    fn page_acts(&self, setting: &Setting, acts: &mut Vec<Act>) {
        let mut codes = self.seen.digits();
        codes.push(999_999);
        for &(mobile, certificate) in &setting.people {
            let request = |graphic_passed| ResendRequest {
                mobile,
                certificate,
                graphic_passed,
            };
            let entry = |code, graphic_passed| Entry {
                mobile,
                certificate,
                code,
                graphic_passed,
            };
            acts.extend(codes.iter().map(|&code| Act::Enter(entry(code, true))));
            acts.push(Act::Enter(entry(codes[0], false)));
            if self.turn <= Turn::Request {
                acts.extend([true, false].map(|passed| Act::Request(request(passed))));
            }
        }
    }

    /// The state after an act; none where it is not followed any further.
    pub fn after(&self, setting: &Setting, act: &Act) -> Result<Option<Self>, Property> {
        let mut next = self.clone();
        match act {
            Act::Send(message, draw) => next.send(setting, *message, *draw)?,
            Act::Hold(message) => {
                let mut lane = next.lane.iter_mut();
                let held = lane.find(|(other, held)| other == message && *held == Held::NotYet);
                held.into_iter().for_each(|(_, held)| *held = Held::Now);
            }
            Act::Receive => next.receive(setting),
            Act::Request(request) => next.request(setting, request)?,
            Act::Enter(entry) => next.enter(setting, entry)?,
            Act::Pass(draw) => {
                if !next.pass(setting, *draw)? {
                    return Ok(None);
                }
            }
        }
        next.seen.ends(setting.policy(), next.now, &next.checks)?;
        next.seen.withdraw();
        let followed = next.seen.requests.len() <= setting.requests;
        Ok(followed.then_some(next))
    }

    fn receive(&mut self, setting: &Setting) {
        let leaders = &setting.submissions[self.checks.len()];
        let second = leaders.get(1).copied();
        let Some(check) = Check::open(self.now, leaders.first().copied(), second) else {
            return;
        };
        let number = self.checks.len();
        let at = self.now.after(setting.first_code_delay);
        self.due
            .insert((at, Turn::MessagesDue, Due::FirstCodes(number)));
        self.plan_deadline(number, setting.process.deadline_from_receipt(&check));
        self.checks.push(check);
        self.seen.received(self.now, leaders);
    }

    fn plan_deadline(&mut self, number: usize, at: Option<Instant>) {
        let due = at.map(|at| (at, Turn::Deadline, Due::Deadline(number)));
        self.due.extend(due);
    }

    /// All that is due now; in the order of turns.
    fn dues(&mut self, setting: &Setting, draw: u32) -> Result<(), Property> {
        let mut queued = Vec::new();
        while let Some(&(at, turn, due)) = self.due.first()
            && at <= self.now
        {
            self.due.remove(&(at, turn, due));
            match due {
                Due::Deadline(number) => {
                    setting
                        .process
                        .end_window(&mut self.checks[number], self.now);
                    self.seen.ends(setting.policy(), self.now, &self.checks)?;
                }
                Due::CodesEnd => {
                    self.platform.codes_end(self.now);
                    self.serve_waiting(setting, draw)?;
                }
                Due::FirstCodes(number) => {
                    let mobiles = self.checks[number].awaited();
                    queued.extend(mobiles.into_iter().map(|mobile| LaneOrder {
                        number: number as u64,
                        mobile,
                        cause: Cause::First,
                    }));
                }
                Due::AutomaticResends => self.automatic_resends(setting, &mut queued),
            }
        }
        let (delay, now) = (setting.first_code_delay, self.now);
        self.seen.queued(setting.policy(), delay, now, &queued)?;
        self.lane
            .extend(queued.into_iter().map(|message| (message, Held::NotYet)));
        self.lane.sort_unstable();
        self.turn = Turn::MessagesSent;
        Ok(())
    }

    fn automatic_resends(&mut self, setting: &Setting, queued: &mut Vec<LaneOrder>) {
        let now = self.now;
        while let Some(due) = self.platform.next_resend(now) {
            let (number, place) = due;
            let check = &self.checks[place];
            let Some(resend) = setting.process.resend(&mut self.platform, now, due, check) else {
                continue;
            };
            queued.extend(resend.mobiles.into_iter().map(|mobile| LaneOrder {
                number,
                mobile,
                cause: Cause::Automatic,
            }));
            self.plan_resends(resend.next);
        }
    }

    fn plan_resends(&mut self, at: Option<Instant>) {
        let due = at.map(|at| (at, Turn::MessagesDue, Due::AutomaticResends));
        self.due.extend(due);
    }

    /// A message has passed the gateway.
    fn send(&mut self, setting: &Setting, message: LaneOrder, draw: u32) -> Result<(), Property> {
        let leaves = |(other, held): &(LaneOrder, Held)| *other == message && *held != Held::Now;
        let place = self.lane.iter().position(leaves);
        self.lane.remove(place.unwrap_or_default());
        let (now, checks) = (self.now, &mut self.checks);
        let sent = self.platform.send(now, message, |codes| {
            setting.process.send(checks, codes, now, message, draw)
        });
        match sent {
            Some(sent) => self.sent(setting, message, sent),
            None => {
                self.seen.waiting.push(message);
                self.seen.withdraw();
                self.serve_waiting(setting, draw)
            }
        }
    }

    /// Sends of the waiting messages those that can have a code (R11).
    fn serve_waiting(&mut self, setting: &Setting, draw: u32) -> Result<(), Property> {
        let now = self.now;
        loop {
            let checks = &mut self.checks;
            let next = self.platform.next_sent(|codes, message| {
                setting.process.send(checks, codes, now, message, draw)
            });
            let Some((message, sent)) = next else {
                break;
            };
            self.sent(setting, message, sent)?;
        }
        let at = setting.process.wake_for_code(&mut self.platform);
        let due = at.map(|at| (at, Turn::CodesEnd, Due::CodesEnd));
        self.due.extend(due);
        Ok(())
    }

    fn sent(&mut self, setting: &Setting, message: LaneOrder, sent: Sent) -> Result<(), Property> {
        let (policy, now) = (setting.policy(), self.now);
        self.seen
            .code_sent(policy, now, message, sent.code.digits)?;
        if sent.first_of_check {
            let (number, platform) = (message.number, &mut self.platform);
            let check = &self.checks[number as usize];
            let begins = setting.process.window_begins(platform, now, number, check);
            self.plan_deadline(number as usize, begins.deadline);
            self.plan_resends(begins.resends);
        }
        Ok(())
    }

    fn enter(&mut self, setting: &Setting, entry: &Entry) -> Result<(), Property> {
        let (process, now) = (&setting.process, self.now);
        let verdict = process.judge_entry(now, &mut self.checks, entry);
        if matches!(verdict.row, 3 | 5 | 6) {
            self.turn = Turn::Entry; // what changes nothing takes no turn
        }
        self.seen.entry(setting.policy(), now, entry, &verdict)
    }

    fn request(&mut self, setting: &Setting, request: &ResendRequest) -> Result<(), Property> {
        let (process, now) = (&setting.process, self.now);
        let mut other = RequestLog::default();
        let mut logs = self.logs.iter_mut();
        let log = logs.find(|(number, _)| *number == request.mobile);
        let log = log.map_or(&mut other, |(_, log)| log);
        let (answer, places) = process.judge_resend(now, &mut self.checks, log, request);
        let answered = (answer, places.len());
        if answer == ResendAnswer::Sent {
            self.turn = Turn::Request;
        }
        let messages = places.into_iter().map(|(check, mobile)| LaneOrder {
            number: check as u64,
            mobile: mobile as u8,
            cause: Cause::Manual,
        });
        self.lane
            .extend(messages.map(|message| (message, Held::NotYet)));
        self.lane.sort_unstable();
        self.seen.request(setting.policy(), now, request, answered)
    }

    /// The clock goes on to the next instant at which anything can happen; whether there is one.
    fn pass(&mut self, setting: &Setting, draw: u32) -> Result<bool, Property> {
        self.seen.passes(setting.policy(), self.now)?;
        let (now, step) = (self.now, setting.step);
        let on_clock = setting
            .start
            .after((now.since(setting.start) / step + 1) * step);
        let to_come = self.checks.len() < setting.submissions.len();
        let open = to_come || self.checks.iter().any(Check::is_open);
        let on_clock = Some(on_clock).filter(|at| open && *at <= setting.acts_until);
        let due = self.due.first().map(|(at, ..)| *at);
        let end = self.seen.next_end(setting.policy(), now).filter(|_| open);
        let before = end.map(|end| end.after(-1)).filter(|before| now < *before);
        let held = (!self.lane.is_empty()).then(|| now.after(step));
        self.lane
            .iter_mut()
            .for_each(|(_, held)| *held = Held::Before);
        let next = [on_clock, due, end, before].into_iter().flatten().min();
        let Some(next) = next.or(held) else {
            self.seen.over()?;
            return Ok(false);
        };
        self.now = next;
        self.dues(setting, draw)?;
        Ok(true)
    }
}
