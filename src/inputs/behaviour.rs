//! What people and applicants do: who responds, how long that takes, and what follows a return.

use super::answering::{Answering, Share};
use super::durations::Distributed;
use super::estimates::{Estimated, Figure, Inputs, duration, number};
use super::fields::again_after;
use super::seen::{Durations, RecordKind, Seen, Trials};
use super::{LEAST, rules};
use crate::clock::Instant;
use crate::measures::Unit;
use crate::rules::WindowFrom;
use crate::scenario::Scenario;

impl Inputs {
    /// Who responds: of attentive and inattentive people only the mean shows.
    pub(super) fn responses(&mut self, seen: &Seen) {
        let (first, again) = (seen.responds, seen.responds_again);
        if first.of < LEAST || first.yes == 0 || seen.responses.is_empty() {
            return;
        }
        let all = Estimated::exactly(
            "people.attentive",
            "1.0".to_owned(),
            vec![Figure::itself(Unit::Share, 1.0, None)],
            first.of,
            "set: only the mean of attentive and inattentive people shows, in people.responds.attentive",
        );
        let how = "responses to the first message kept in a submission";
        self.estimated.push(all);
        self.estimated.push(Estimated::share(
            "people.responds.attentive",
            first,
            how,
            self.level,
        ));
        if again.of < LEAST {
            return;
        }
        let [p, q] = [first, again].map(|of| of.yes as f64 / of.of as f64);
        let ratio = (q / p).min(1.0);
        let error =
            |of: Trials, share: f64| (1.0 - share) / (share.max(0.5 / of.of as f64) * of.of as f64);
        let half = self.level.standard_errors() * (error(first, p) + error(again, q)).sqrt();
        let interval = (ratio * (-half).exp(), (ratio * half.exp()).min(1.0));
        let figure = Figure::itself(Unit::Number, ratio, Some(interval));
        let how =
            "the share of responses to a further message after one ignored, by that to a first one";
        let field = "people.responds.reminded";
        self.estimated.push(Estimated::exactly(
            field,
            number(ratio),
            vec![figure],
            again.of,
            how,
        ));
    }

    /// How long people take to the page: open time in a calendar that is not recorded.
    pub(super) fn answering(&mut self, seen: &Seen, base: &Scenario) {
        if (seen.responses.len() as u64) < LEAST {
            return;
        }
        let (window, from) = match rules::window(seen) {
            Some((length, from)) => (length.into(), from),
            None => (base.policy.window.clone(), base.policy.window_from),
        };
        let deadline = |response: &super::Response| -> Instant {
            window.end(match from {
                WindowFrom::FirstCode => response.first_sent,
                WindowFrom::Received => response.received,
            })
        };
        let Some(found) = Answering::of(&seen.responses, &base.calendars, deadline, self.level)
        else {
            return;
        };
        let of = found.responses as u64;
        let share = |field: &str, share: Share, how: &str| {
            let figure = Figure::itself(Unit::Share, share.value, Some(share.interval));
            Estimated::exactly(field, number(share.value), vec![figure], of, how)
        };
        let how = "visits planned on first messages: in which calendar each passes is found with all the others (expectation and maximisation)";
        self.estimated
            .push(share("people.acts_at_work", found.acts_at_work, how));
        if let Some(makes_time) = found.makes_time {
            self.estimated
                .push(share("people.makes_time", makes_time, how));
        }
        let figures = found.quantiles.iter().map(|(quantile, share)| {
            let name = if *quantile == 0.5 { "median" } else { "p95" };
            let (low, high) = share.interval;
            Figure::named(
                name,
                Unit::Seconds,
                share.value / 1e3,
                Some((low / 1e3, high / 1e3)),
            )
        });
        let figures = figures.collect();
        let written = self.empirical("recorded/response.csv", found.values);
        let how = "from a kept message to the visit planned, in open time of the calendar found: notice and act together, prompt or later";
        self.estimated.push(Estimated::exactly(
            "people.act_promptly",
            written,
            figures,
            of,
            how,
        ));
        let nothing = vec![Figure::itself(Unit::Seconds, 0.0, None)];
        let how = "set: it is part of people.act_promptly, whose beginning alone shows";
        self.estimated.push(Estimated::exactly(
            "people.notice",
            "\"0s\"".to_owned(),
            nothing,
            of,
            how,
        ));
        let always = vec![Figure::itself(Unit::Share, 1.0, None)];
        let how = "set: people.act_promptly is of all, prompt or not";
        self.estimated.push(Estimated::exactly(
            "people.prompt",
            "1.0".to_owned(),
            always,
            of,
            how,
        ));
    }

    /// What applicants do after a return.
    pub(super) fn after_returns(&mut self, seen: &Seen) {
        let by = [&seen.after_timeout, &seen.after_wrong_certificate];
        let most = again_after::most_submissions(&by);
        let fields = [
            "resubmission.after_timeout",
            "resubmission.after_wrong_certificate",
        ];
        for (field, by) in fields.into_iter().zip(by) {
            let below = by
                .iter()
                .filter(|(number, _)| most.is_none_or(|most| **number < most));
            let trials = below.fold(Trials::default(), |sum, (_, of)| Trials {
                yes: sum.yes + of.yes,
                of: sum.of + of.of,
            });
            if trials.of >= LEAST {
                let how =
                    "returns after which the applicant submits again, below the most submissions";
                self.estimated
                    .push(Estimated::share(field, trials, how, self.level));
            }
        }
        if let Some(most) = most {
            let of = by
                .iter()
                .filter_map(|by| by.get(&most))
                .map(|trials| trials.of)
                .sum();
            let figure = Figure::itself(Unit::Number, f64::from(most), None);
            let how = "nobody who was returned at this submission came again, which below it nearly all do";
            let field = "resubmission.most_submissions";
            self.estimated.push(Estimated::exactly(
                field,
                most.to_string(),
                vec![figure],
                of,
                how,
            ));
        }
    }

    /// From a return to the next receipt are the applicant's delay and the review: the moments of the first are those of
    /// both less those of the second. Where the record begins with the receipt it is all one.
    pub(super) fn resubmission(&mut self, seen: &Seen, fitted: bool) {
        let field = "resubmission.delay";
        if seen.kind == RecordKind::Acts {
            let how = "from a return to the next receipt, the provider's review included";
            return self.delay(
                (field, "recorded/resubmission.csv", how),
                &seen.resubmission,
                fitted,
            );
        }
        let enough = |of: &Durations| of.ended.len() as u64 >= LEAST;
        if !enough(&seen.resubmission) || !enough(&seen.review) {
            return;
        }
        let [Some(both), Some(review)] = [&seen.resubmission, &seen.review].map(Distributed::of)
        else {
            return;
        };
        let ((sum, sum_variance), (part, part_variance)) = (both.moments(), review.moments());
        let (mean, variance) = (sum - part, sum_variance - part_variance);
        if mean <= 0.0 {
            return;
        }
        let error = (sum_variance / both.ended as f64 + part_variance / review.ended as f64).sqrt();
        let half = self.level.standard_errors() * error;
        let interval = Some(((mean - half).max(0.0) / 1e3, (mean + half) / 1e3));
        let mut figures = vec![Figure::named("mean", Unit::Seconds, mean / 1e3, interval)];
        let shape = (mean * mean / variance).clamp(1e-3, 1e6);
        let written = if variance > mean * mean * 1e-6 {
            figures.push(Figure::named("shape", Unit::Number, shape, None));
            format!(
                "{{ gamma = {{ mean = {}, shape = {} }} }}",
                duration(mean),
                number(shape)
            )
        } else {
            duration(mean)
        };
        self.estimated.push(Estimated {
            field: field.to_owned(),
            written,
            figures,
            observations: both.ended as u64,
            censored: both.censored as u64,
            how: "from a return to the next receipt, less the moments of provider.review, which is in it: a gamma distribution".to_owned(),
        });
    }
}
