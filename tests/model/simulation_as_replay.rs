//! The two users of the rules' process agree: what was typed in a simulated world, replayed under the
//! same rules, is answered as it was there.
//!
//! Worlds and levers are random. Where the order at one instant is the same in both, the codes are the
//! same digits, too. A resubmitted filing keeps its number in the simulation and is a new receipt in a
//! replay: where several meet at an automatic resend, codes are told apart by cause.

use std::collections::HashMap;

use crate::followed::follow;
use crate::plain_world::*;
use crate::random_worlds::{World, random};
use beian_sim::clock::HOUR;
use beian_sim::replay::{Acts, Answered, HEADER, replay};
use beian_sim::rules::*;
use beian_sim::scenario::RulesAlone;
use beian_sim::simulation::{Observation, Observed};
use proptest::prelude::*;

/// The acts of a history as a file of acts, and what was answered, a line each.
struct Recorded {
    world: World,
    acts: String,
    answers: Vec<String>,
    mobiles: HashMap<(FilingNumber, Option<Role>), MobileNumber>,
    /// The last cause with which a code was sent.
    causes: HashMap<(MobileNumber, u32), Cause>,
}

/// The leaders of a received submission, by role.
type Leaders = [Option<(MobileNumber, Certificate)>; 2];

impl Recorded {
    fn of(world: World, history: &[Observation]) -> Self {
        let mut recorded = Self {
            world,
            acts: format!("{}\n", HEADER.join(",")),
            answers: Vec::new(),
            mobiles: HashMap::new(),
            causes: HashMap::new(),
        };
        for (place, observation) in history.iter().enumerate() {
            recorded.take(observation, &history[place + 1..]);
        }
        recorded.answers.sort();
        recorded
    }

    fn take(&mut self, observation: &Observation, later: &[Observation]) {
        let at = observation.at;
        let name = format!("{}-{}", observation.filing, observation.submission);
        let line = match observation.what {
            Observed::Received { mobiles } => {
                let leaders = self.leaders(observation, later);
                assert_eq!(mobiles, leaders.iter().flatten().count());
                self.acts += &receipt(observation, &name, &leaders);
                let checked = if mobiles > 0 { "check" } else { "no_check" };
                format!("{name} received {checked}")
            }
            Observed::Sent(cause, digits) => {
                let mobile = self.mobiles[&(observation.filing, observation.leader)];
                self.causes.insert((mobile, digits), cause);
                code_line(self.world, mobile, cause, digits)
            }
            Observed::Entered(typed, answer, _) => {
                let (mobile, certificate) = (typed.mobile, typed.certificate);
                let (code, graphic) = (self.code(&typed), graphic(typed.graphic_passed));
                let typed = format!("{mobile},{certificate},{code},{graphic}");
                self.acts += &format!("{at},entry,zj,,,,,,,,{typed}\n");
                format!("{mobile} entry {}", answer.name())
            }
            Observed::Requested(Some((typed, answer))) => {
                let (mobile, certificate) = (typed.mobile, typed.certificate);
                let graphic = graphic(typed.graphic_passed);
                self.acts += &format!("{at},resend,zj,,,,,,,,{mobile},{certificate},,{graphic}\n");
                format!("{mobile} resend {}", answer.name())
            }
            Observed::Returned(reason) => format!("{name} returned {}", reason.name()),
            Observed::Complete { .. } => format!("{name} complete"),
            _ => return,
        };
        self.answers.push(format!("{at} {line}"));
    }

    /// The leaders of a submission: they are told of right after its receipt.
    fn leaders(&mut self, receipt: &Observation, later: &[Observation]) -> Leaders {
        let mut leaders = [None, None];
        for observation in later {
            let Observed::Leader {
                mobile,
                certificate,
                ..
            } = observation.what
            else {
                break;
            };
            let role = observation.leader.unwrap();
            leaders[role as usize] = Some((mobile, certificate));
            self.mobiles.insert((receipt.filing, Some(role)), mobile);
        }
        leaders
    }

    /// The code of an entry as a file of acts says it.
    fn code(&self, typed: &Entry) -> String {
        match self.causes.get(&(typed.mobile, typed.code)) {
            Some(cause) if self.world == World::OneCodeOfACause => format!("@{}", cause.name()),
            _ if typed.code < 1_000_000 => format!("{:06}", typed.code),
            _ => "@wrong".to_owned(),
        }
    }
}

fn graphic(passed: bool) -> &'static str {
    if passed { "ok" } else { "failed" }
}

fn code_line(world: World, mobile: MobileNumber, cause: Cause, digits: u32) -> String {
    let cause = cause.name();
    match world {
        World::OneCodeOfACause => format!("{mobile} code_sent {cause}"),
        _ => format!("{mobile} code_sent {cause} {digits:06}"),
    }
}

/// The line of a receipt in a file of acts.
fn receipt(observation: &Observation, name: &str, leaders: &Leaders) -> String {
    let (at, kind) = (observation.at, observation.kind);
    let [entity, mut website] = *leaders;
    let changes = match (kind, entity, website) {
        (FilingType::Change, Some(_), None) => "entity",
        (FilingType::Change, None, Some(_)) => "website",
        (FilingType::Change, ..) => "both",
        _ => "",
    };
    if kind == FilingType::NewFiling {
        website = website.or(entity); // one person
    }
    let person = |person: Option<(MobileNumber, Certificate)>| match person {
        Some((mobile, certificate)) => format!("{mobile},{certificate}"),
        None => ",".to_owned(),
    };
    let (entity, website) = (person(entity), person(website));
    let kind = kind.name();
    format!("{at},receive,zj,{name},{kind},{changes},{entity},{website},,,,\n")
}

/// What a replay of the acts answers, a line each.
fn replayed(world: World, acts: &str, rules: &RulesAlone) -> Vec<String> {
    let acts = Acts::parse("acts.csv", acts.as_bytes(), rules).unwrap();
    let answers = replay(&acts, rules).unwrap();
    let line = |answer: &beian_sim::replay::Answer| {
        let name = answer.submission.unwrap_or("");
        let mobile = answer.mobile;
        let (event, detail) = answer.event();
        let line = match (answer.answered, mobile) {
            (Answered::CodeSent { cause, digits }, Some(mobile)) => {
                code_line(world, mobile, cause, digits)
            }
            (_, Some(mobile)) => format!("{mobile} {event} {detail}"),
            _ => format!("{name} {event} {detail}"),
        };
        format!("{} {}", answer.at, line.trim_end())
    };
    let mut lines: Vec<String> = answers.iter().map(line).collect();
    lines.sort();
    lines
}

/// What a random world answered, and what its replay answers under its rules once these are changed.
fn answers(world: World, seed: u64, change: impl Fn(&mut Policy)) -> [Vec<String>; 2] {
    let scenario = random(world, seed);
    let (history, _) = follow(&scenario, 0, 0);
    let recorded = Recorded::of(world, &history);
    let mut rules = RulesAlone {
        policy: scenario.policy.clone(),
        first_code_delay: scenario.provinces[0].first_code_delay.distribution.clone(),
        seed,
        ..RulesAlone::default()
    };
    rules.in_force[zhejiang().index()] = scenario.provinces[0].in_force;
    change(&mut rules.policy);
    let replayed = replayed(world, &recorded.acts, &rules);
    [recorded.answers, replayed]
}

fn agree(world: World, seed: u64) -> Result<(), TestCaseError> {
    let [simulated, replayed] = answers(world, seed, |_| ());
    let missing = simulated.iter().find(|line| !replayed.contains(line));
    let (of, and) = (simulated.len(), replayed.len());
    prop_assert!(
        simulated == replayed,
        "{world:?}, seed {seed}: {of} and {and} answers; the replay lacks {missing:?}"
    );
    Ok(())
}

/// A change of the rules.
type Change = fn(&mut Policy);

#[test]
fn a_replay_under_other_rules_is_told_apart() {
    let changes: [(&str, Change); 10] = [
        ("R11", |policy| policy.code_pool += 1),
        ("R12", |policy| policy.code_effective = (49 * HOUR).into()),
        ("R14", |policy| policy.automatic_resend_days += 1),
        ("R14 at", |policy| policy.automatic_resend_at += 1),
        ("R15 a day", |policy| policy.resends_per_day = Some(3)),
        ("R15 apart", |policy| policy.resend_least_gap += HOUR),
        ("R16", |policy| {
            policy.resend_cancels_earlier = !policy.resend_cancels_earlier;
        }),
        ("R20", |policy| policy.wrong_certificates += 1),
        ("R21", |policy| policy.window = (49 * HOUR).into()),
        ("R21 from", |policy| {
            policy.window_from = match policy.window_from {
                WindowFrom::FirstCode => WindowFrom::Received,
                WindowFrom::Received => WindowFrom::FirstCode,
            };
        }),
    ];
    for (rule, change) in changes {
        let differ = |seed| {
            let [simulated, replayed] = answers(World::OneSubmission, seed, change);
            simulated != replayed
        };
        assert!((0..80).any(differ), "{rule}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(80))]

    #[test]
    fn one_submission_is_answered_alike_with_the_same_codes(seed: u64) {
        agree(World::OneSubmission, seed)?;
    }

    #[test]
    fn without_automatic_resends_all_is_answered_alike_with_the_same_codes(seed: u64) {
        agree(World::NoAutomaticResends, seed)?;
    }

    #[test]
    fn resubmissions_among_automatic_resends_are_answered_alike(seed: u64) {
        agree(World::OneCodeOfACause, seed)?;
    }
}
