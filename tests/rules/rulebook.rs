//! A record of acts that tests write line by line, and what the rules answer to it.
//!
//! Times are written as `04 10:05:00` of March 2019 (the 4th was a Monday), with optional
//! milliseconds. Unless a test says otherwise the province is Zhejiang and first codes leave 5
//! minutes after receipt.
#![allow(dead_code)]

use beian_sim::clock::Instant;
use beian_sim::replay::{Acts, Answered, HEADER, replay};
use beian_sim::rules::Policy;
use beian_sim::scenario::{Faults, RulesAlone};

/// An entity leader's mobile and certificate.
pub const E: (&str, &str) = ("13812345678", "123456");
/// A website leader's.
pub const W: (&str, &str) = ("18912345678", "65432X");
/// Another leader's.
pub const V: (&str, &str) = ("17712345678", "777777");

/// The rules with some levers set.
pub fn rules(set: impl FnOnce(&mut Policy)) -> RulesAlone {
    let mut rules = RulesAlone::default();
    set(&mut rules.policy);
    rules
}

/// A whole instant of a short one.
pub fn time(short: &str) -> String {
    format!("2019-03-{}", short.replace(' ', "T"))
}

pub fn at(short: &str) -> Instant {
    Instant::parse(&time(short)).unwrap()
}

/// A record of acts.
#[derive(Clone, Default)]
pub struct Record {
    rows: Vec<String>,
}

impl Record {
    /// A row after its time.
    pub fn row(mut self, when: &str, rest: &str) -> Self {
        self.rows.push(format!("{},{rest}", time(when)));
        self
    }

    pub fn receive(
        self,
        when: &str,
        kind: &str,
        name: &str,
        entity: Leader,
        website: Leader,
    ) -> Self {
        let ((em, ec), (wm, wc)) = (entity.unwrap_or(("", "")), website.unwrap_or(("", "")));
        self.row(
            when,
            &format!("receive,zj,{name},{kind},{em},{ec},{wm},{wc},,,,"),
        )
    }

    /// A new filing with two leaders, E and W.
    pub fn two(self, when: &str, name: &str) -> Self {
        self.receive(when, "new_filing,", name, Some(E), Some(W))
    }

    /// A new website with one leader.
    pub fn one(self, when: &str, name: &str, leader: (&str, &str)) -> Self {
        self.receive(when, "new_website,", name, None, Some(leader))
    }

    pub fn entry(self, when: &str, (mobile, certificate): (&str, &str), code: &str) -> Self {
        self.row(
            when,
            &format!("entry,zj,,,,,,,,{mobile},{certificate},{code},ok"),
        )
    }

    pub fn resend(self, when: &str, (mobile, certificate): (&str, &str)) -> Self {
        self.row(
            when,
            &format!("resend,zj,,,,,,,,{mobile},{certificate},,ok"),
        )
    }

    pub fn text(&self) -> String {
        format!("{}\n{}\n", HEADER.join(","), self.rows.join("\n"))
    }

    pub fn try_answers(&self, rules: &RulesAlone) -> Result<Vec<Told>, Faults> {
        let acts = Acts::parse("acts.csv", self.text().as_bytes(), rules)?;
        let answers = replay(&acts, rules)?;
        let told = answers.iter().map(|answer| {
            let (event, detail) = answer.event();
            let code = match answer.answered {
                Answered::CodeSent { digits, .. } => Some(digits),
                _ => None,
            };
            Told {
                at: answer.at,
                submission: answer.submission.unwrap_or("").to_owned(),
                mobile: answer.mobile.map_or_else(String::new, |m| m.to_string()),
                event,
                detail,
                code,
            }
        });
        Ok(told.collect())
    }

    pub fn answers(&self, rules: &RulesAlone) -> Vec<Told> {
        self.try_answers(rules).unwrap()
    }

    /// The answers under these rules, a line each.
    pub fn lines(&self, rules: &RulesAlone) -> Vec<String> {
        self.answers(rules).iter().map(Told::line).collect()
    }

    /// The answers to entries and requests alone.
    pub fn page(&self, rules: &RulesAlone) -> Vec<&'static str> {
        let answers = self.answers(rules).into_iter();
        answers
            .filter(|told| matches!(told.event, "entry" | "resend"))
            .map(|told| told.detail)
            .collect()
    }
}

pub type Leader<'a> = Option<(&'a str, &'a str)>;

/// An answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    pub at: Instant,
    pub submission: String,
    pub mobile: String,
    pub event: &'static str,
    pub detail: &'static str,
    pub code: Option<u32>,
}

impl Told {
    /// Without its code: `04 10:05:00 one 13812345678 code_sent first`.
    pub fn line(&self) -> String {
        let at = self
            .at
            .to_string()
            .replace("2019-03-", "")
            .replace('T', " ");
        let parts = [&at, &self.submission, &self.mobile, self.event, self.detail];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}

/// The codes that were sent, in order.
pub fn codes(answers: &[Told]) -> Vec<u32> {
    answers.iter().filter_map(|told| told.code).collect()
}

/// The lines of the codes that were sent.
pub fn sent(answers: &[Told]) -> Vec<String> {
    let sent = answers.iter().filter(|told| told.code.is_some());
    sent.map(Told::line).collect()
}
