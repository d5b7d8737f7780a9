//! Random records of acts, and every answer to them against a small model of its own, written from
//! the text of the rules.

use std::collections::HashMap;

use crate::random_acts::*;
use crate::rulebook::*;
use beian_sim::chance::Distribution;
use beian_sim::clock::{DAY, HOUR, Instant};
use beian_sim::rules::WindowFrom;
use beian_sim::scenario::RulesAlone;
use proptest::prelude::*;

struct Sent {
    code: u32,
    at: Instant,
    cause: &'static str,
    cancelled: bool,
}

struct Mobile {
    number: String,
    certificate: String,
    verified: Option<Instant>,
    wrong: u32,
    codes: Vec<Sent>,
}

struct Check {
    submission: String,
    received: Instant,
    first: Option<Instant>,
    mobiles: Vec<Mobile>,
    /// When it ended, and whether an act ended it.
    ended: Option<(Instant, bool)>,
}

/// The model: all checks ever opened, and what was requested.
struct Model<'a> {
    rules: &'a RulesAlone,
    checks: Vec<Check>,
    newest: HashMap<(String, String), u32>,
    sent_requests: HashMap<String, Vec<Instant>>,
    /// Codes owed to requests answered "sent".
    owed: usize,
    /// An end that the next answer must tell.
    end: Option<(String, &'static str, &'static str)>,
}

impl Model<'_> {
    fn effective(&self, sent: &Sent, now: Instant) -> bool {
        !sent.cancelled && now < self.rules.policy.code_effective.end(sent.at)
    }

    fn deadline(&self, check: &Check) -> Option<Instant> {
        let start = match self.rules.policy.window_from {
            WindowFrom::Received => Some(check.received),
            WindowFrom::FirstCode => check.first,
        };
        start.map(|start| self.rules.policy.window.end(start))
    }

    /// Open checks that await a mobile, the one opened last at the end.
    fn awaiting(&self, number: &str) -> Vec<(usize, usize)> {
        let open = self
            .checks
            .iter()
            .enumerate()
            .filter(|(_, c)| c.ended.is_none());
        open.flat_map(|(c, check)| {
            let mobiles = check.mobiles.iter().enumerate();
            mobiles
                .filter(|(_, m)| m.number == number && m.verified.is_none())
                .map(move |(m, _)| (c, m))
        })
        .collect()
    }

    fn received(&mut self, act: &Act, told: &Told) {
        let Act::Receive(s, e, w, which) = act else {
            panic!("{told:?} of {act:?}");
        };
        assert_eq!(told.submission, format!("s{s}"));
        let mobile = |place: usize, which| Mobile {
            number: MOBILES[place].to_owned(),
            certificate: certificate(place, which),
            verified: None,
            wrong: 0,
            codes: Vec::new(),
        };
        let mut mobiles = vec![mobile(*e, *which)];
        mobiles.extend(w.filter(|w| w != e).map(|w| mobile(w, !which))); // R6
        self.checks.push(Check {
            submission: told.submission.clone(),
            received: told.at,
            first: None,
            mobiles,
            ended: None,
        });
    }

    fn code_sent(&mut self, told: &Told) {
        let (now, code) = (told.at, told.code.unwrap());
        assert!(code < self.rules.policy.code_pool);
        let all = self
            .checks
            .iter()
            .flat_map(|c| &c.mobiles)
            .flat_map(|m| &m.codes);
        let taken = all
            .filter(|sent| sent.code == code && self.effective(sent, now))
            .count();
        assert_eq!(taken, 0, "R11: an effective code is repeated: {told:?}");
        let mut awaiting = self.awaiting(&told.mobile).into_iter();
        let (c, m) = awaiting
            .rfind(|(c, _)| self.checks[*c].submission == told.submission)
            .expect("R22: nothing is sent for what is not awaited");
        let cancels = self.rules.policy.resend_cancels_earlier && told.detail != "first";
        let check = &mut self.checks[c];
        check.first.get_or_insert(now);
        let codes = &mut check.mobiles[m].codes;
        assert!(
            codes.iter().all(|sent| sent.code != code),
            "R11: the same code twice"
        );
        if cancels {
            codes.iter_mut().for_each(|sent| sent.cancelled = true);
        }
        codes.push(Sent {
            code,
            at: now,
            cause: told.detail,
            cancelled: false,
        });
        for kind in [told.detail, "latest"] {
            let key = (told.mobile.clone(), format!("@{kind}"));
            self.newest.insert(key, code);
        }
        self.owed -= usize::from(told.detail == "manual");
    }

    /// R18, row by row.
    fn entry(&mut self, act: &Act, told: &Told) {
        let Act::Entry(mobile, which, code, passed) = act else {
            panic!("{told:?} of {act:?}");
        };
        let (number, now) = (MOBILES[*mobile], told.at);
        assert_eq!(told.mobile, number);
        if !passed {
            return assert_eq!(told.detail, "graphic_verification_failed");
        }
        let code = self
            .newest
            .get(&(number.to_owned(), (*code).to_owned()))
            .copied();
        let awaiting = self.awaiting(number);
        let carried = awaiting.iter().copied().find(|&(c, m)| {
            let mut codes = self.checks[c].mobiles[m].codes.iter();
            codes.any(|sent| Some(sent.code) == code && self.effective(sent, now))
        });
        let Some((c, m)) = carried.or(awaiting.last().copied()) else {
            assert_eq!(told.submission, "");
            return assert_eq!(told.detail, "record_not_found");
        };
        let check = &mut self.checks[c];
        assert_eq!(told.submission, check.submission);
        let mobile = &mut check.mobiles[m];
        if mobile.certificate != certificate(act_mobile(act), *which) {
            mobile.wrong += 1;
            assert!(mobile.wrong <= self.rules.policy.wrong_certificates);
            if mobile.wrong < self.rules.policy.wrong_certificates {
                return assert_eq!(told.detail, "record_not_found");
            }
            assert_eq!(told.detail, "verification_failed");
            check.ended = Some((now, true));
            self.end = Some((told.submission.clone(), "returned", "wrong_certificate"));
        } else if carried.is_none() {
            assert_eq!(told.detail, "record_not_found");
        } else {
            mobile.verified = Some(now);
            if check.mobiles.iter().any(|mobile| mobile.verified.is_none()) {
                return assert_eq!(told.detail, "verified");
            }
            assert_eq!(told.detail, "complete");
            check.ended = Some((now, true));
            self.end = Some((told.submission.clone(), "complete", ""));
        }
    }

    /// R15.
    fn resend(&mut self, act: &Act, told: &Told) {
        let Act::Resend(mobile, which, passed) = act else {
            panic!("{told:?} of {act:?}");
        };
        let (number, now) = (MOBILES[*mobile], told.at);
        if !passed {
            return assert_eq!(told.detail, "graphic_verification_failed");
        }
        let right = certificate(*mobile, *which);
        let awaiting = self.awaiting(number).into_iter();
        let matching = awaiting
            .filter(|&(c, m)| self.checks[c].mobiles[m].certificate == right)
            .count();
        if matching == 0 {
            return assert_eq!(told.detail, "record_not_found");
        }
        let policy = &self.rules.policy;
        let before = self.sent_requests.entry(number.to_owned()).or_default();
        let today = before.iter().filter(|at| at.date() == now.date()).count();
        let too_many = policy
            .resends_per_day
            .is_some_and(|most| today >= most as usize);
        let too_soon = before
            .iter()
            .any(|at| now < at.after(policy.resend_least_gap));
        if too_many || too_soon {
            return assert_eq!(told.detail, "too_many_requests");
        }
        assert_eq!(told.detail, "sent");
        before.push(now);
        self.owed += matching;
    }

    fn ended(&mut self, told: &Told) {
        let end = (told.submission.clone(), told.event, told.detail);
        if let Some(expected) = self.end.take() {
            return assert_eq!(end, expected);
        }
        assert_eq!((told.event, told.detail), ("returned", "window_over"));
        let open = |check: &Check| check.ended.is_none() && check.submission == told.submission;
        let c = self
            .checks
            .iter()
            .position(open)
            .expect("a check ends once");
        assert_eq!(self.deadline(&self.checks[c]), Some(told.at), "R21");
        self.checks[c].ended = Some((told.at, false));
    }

    /// Of a dry pool nothing is expected; else every message left when it was due (R13, R14).
    fn all_were_sent(&self, delay: i64) {
        assert_eq!(self.owed, 0, "R15: a request answered \"sent\" sends");
        for check in &self.checks {
            let policy = &self.rules.policy;
            let mut due = vec![(check.received.after(delay), "first")];
            for day in 1..=i64::from(policy.automatic_resend_days) {
                let Some(first) = check.first else { continue };
                let at = first.date().after(day).start();
                due.push((at.after(policy.automatic_resend_at), "automatic"));
            }
            let (end, by_act) = check.ended.unwrap();
            for mobile in &check.mobiles {
                let open = |at: Instant| at < end || (at == end && by_act);
                let awaited =
                    |at| open(at) && mobile.verified.is_none_or(|verified| at <= verified);
                let expected = due.iter().filter(|(at, _)| awaited(*at)).count();
                let sent = |sent: &&Sent| due.contains(&(sent.at, sent.cause));
                assert_eq!(mobile.codes.iter().filter(sent).count(), expected);
                let planned = mobile.codes.iter().filter(|sent| sent.cause != "manual");
                assert_eq!(planned.count(), expected);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_500))]

    #[test]
    fn every_answer_is_that_of_the_model(
        acts in prop::collection::vec((0..100i64, act()), 1..60),
        (policy, delay) in policy(),
    ) {
        let rules = RulesAlone {
            policy,
            first_code_delay: Distribution::constant(delay),
            ..RulesAlone::default()
        };
        let (mut acts, answers) = answered(acts, &rules);
        acts.sort_by_key(|(hour, act)| (*hour, act.rank()));
        let mut acts = acts.iter().map(|(_, act)| act);
        let mut model = Model {
            rules: &rules,
            checks: Vec::new(),
            newest: HashMap::new(),
            sent_requests: HashMap::new(),
            owed: 0,
            end: None,
        };
        let mut last = Instant(0);
        for told in &answers {
            prop_assert!(last <= told.at);
            last = told.at;
            let ends = matches!(told.event, "returned" | "complete");
            prop_assert!(model.end.is_none() || ends, "an end is told at once");
            let late = |check: &Check| {
                let over = model.deadline(check).is_some_and(|deadline| deadline <= told.at);
                check.ended.is_none() && over
            };
            prop_assert!(ends || !model.checks.iter().any(late), "R21: the deadline goes first");
            match told.event {
                "received" => model.received(acts.next().unwrap(), told),
                "code_sent" => model.code_sent(told),
                "entry" => model.entry(acts.next().unwrap(), told),
                "resend" => model.resend(acts.next().unwrap(), told),
                _ => model.ended(told),
            }
        }
        prop_assert!(acts.next().is_none(), "every act is answered");
        prop_assert!(model.checks.iter().all(|check| check.ended.is_some()), "every check ends");
        if rules.policy.code_pool == 1_000_000 {
            model.all_were_sent(delay);
        }
    }

    #[test]
    fn answers_do_not_depend_on_what_follows(
        acts in prop::collection::vec((0..100i64, act()), 1..40),
        (policy, _) in policy(),
    ) {
        let rules = RulesAlone { policy, ..RulesAlone::default() };
        let (acts, answers) = answered(acts, &rules);
        let cut = acts.len() / 2;
        let next = at("04 00:00:00").after(acts[cut].0 * HOUR);
        let earlier = record(&acts[..cut]).answers(&rules);
        let until = |answers: &[Told]| {
            let until = answers.iter().filter(|told| told.at < next);
            until.cloned().collect::<Vec<_>>()
        };
        prop_assert_eq!(until(&earlier), until(&answers));
        prop_assert!(answers.iter().all(|told| told.at < next.after(400 * DAY)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let rules = RulesAlone::default();
        let _ = beian_sim::replay::Acts::parse("acts.csv", &bytes, &rules);
        let mut text = Record::default().text().into_bytes();
        text.extend(bytes);
        if let Err(faults) = beian_sim::replay::Acts::parse("acts.csv", &text, &rules) {
            prop_assert!(faults.iter().all(|fault| fault.line() > 1));
            prop_assert!(!faults.to_string().is_empty());
        }
    }

    #[test]
    fn no_row_makes_it_panic(rows in prop::collection::vec(
        "2019-03-04T10:00:00,(receive|entry|resend),(zj|fj),(a|\"b\nc\"|=1)?,\
         (new_filing|change|cancel_entity)?,(both|entity|x)?(,(13812345678|123456|\"\"\"|é)?){6},\
         (@first|@wrong|123456|\"),(ok|failed)",
        0..6,
    )) {
        let rules = RulesAlone::default();
        let text = format!("{}{}", Record::default().text(), rows.join("\n"));
        let parsed = beian_sim::replay::Acts::parse("acts.csv", text.as_bytes(), &rules);
        if let Ok(acts) = &parsed {
            let _ = beian_sim::replay::replay(acts, &rules);
        }
    }
}
