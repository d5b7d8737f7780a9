//! A session's work, unit by unit: done, read in place of done, told.

use std::time::Instant;

use super::session::{Session, print};
use super::work::{PointOfWork, Shard, Task, Work};
use super::{Error, Exit};
use crate::experiment::{PartFound, PlanResults, Unit};
use crate::journal::{Spent, State};
use crate::measures::Results;
use crate::terminal::working::{self, HowFar};

impl Session<'_> {
    /// What a point comes to: what is done of it is read, the rest done and kept. Where nothing is kept, as far as it
    /// got before Ctrl-C.
    ///
    /// # Errors
    /// What the machine refused; Ctrl-C, where work is kept.
    pub(super) fn point(&self, point: &PointOfWork<'_>) -> Result<PlanResults, Error> {
        let Some(work) = self.work() else {
            return self.extend(&point.plan, point.plan.nothing_yet(), None);
        };
        let mut found = point.plan.nothing_yet();
        for unit in point.units(&work.journal.written) {
            let part = match self.read(work, point, unit)? {
                Some(part) => part,
                None => self.simulate(work, point, unit)?,
            };
            if !point.plan.take_in(&mut found, unit, part, point.with_load) {
                let folder = work.journal.folder().display();
                return Err(Error::input(format!(
                    "{folder}: a record is whole, and not of this experiment; name another folder"
                )));
            }
        }
        Ok(found)
    }

    /// What a point of one scenario comes to, all of it.
    ///
    /// # Errors
    /// Those of [`Session::point`]; [`Error::Interrupted`] where Ctrl-C ended it before.
    pub(super) fn whole_point(&self, point: &PointOfWork<'_>) -> Result<Results, Error> {
        if self.work().is_none() {
            return self.run_whole(point.plan.scenario(0));
        }
        let mut found = self.point(point)?;
        Ok(found.arms.swap_remove(0).results)
    }

    fn read(
        &self,
        work: &Work,
        point: &PointOfWork<'_>,
        unit: Unit,
    ) -> Result<Option<PartFound>, Error> {
        match work.journal.read(work.journal.point(&point.name), unit)? {
            Ok(part) => {
                work.read.set(true);
                Ok(Some(part))
            }
            Err(State::Wrong(what)) if work.task.only_reads() => Err(Error::Incomplete(what)),
            Err(_) if work.task.only_reads() => {
                let folder = work.journal.folder().display();
                Err(Error::Incomplete(format!("{folder}: a record has gone")))
            }
            Err(State::Wrong(what)) => {
                self.say(&format!("{what}: its unit is done again"));
                Ok(None)
            }
            Err(_) => Ok(None),
        }
    }

    /// Simulates a unit, and keeps it.
    fn simulate(
        &self,
        work: &Work,
        point: &PointOfWork<'_>,
        unit: Unit,
    ) -> Result<PartFound, Error> {
        let began = Instant::now();
        let found = point.plan.run_unit(unit, &self.options())?;
        if !point.plan.has_whole(unit, &found) {
            return Err(Error::Kept(working::kept(
                work.journal.folder(),
                work.task.goes_on(),
            )));
        }
        let filings = found.arms.iter().map(|arm| arm.results.filings).sum();
        let wall = began.elapsed().as_millis() as u64;
        let spent = Spent {
            filings,
            thread_millis: wall * self.threads() as u64,
        };
        let part = PartFound::of(found, point.with_load);
        let journal = &work.journal;
        journal.keep(journal.point(&point.name), unit, spent, &part)?;
        Ok(part)
    }

    /// Does what ends without results, where that is asked for: a share of the work, or to tell how far it is. Results
    /// are made of work that is complete.
    ///
    /// # Errors
    /// What the machine refused; Ctrl-C; work that is to be merged and is not complete.
    pub(super) fn apart<'p>(
        &self,
        points: impl Iterator<Item = Result<PointOfWork<'p>, Error>>,
    ) -> Result<Option<Exit>, Error> {
        let Some(work) = self.work() else {
            return Ok(None);
        };
        match work.task {
            Task::Whole => Ok(None),
            Task::Shard(shard) => self.shard(work, shard, points).map(Some),
            Task::Merge(of) => {
                let far = how_far(work, points)?;
                match far.is_complete() {
                    true => Ok(None),
                    false => Err(Error::Incomplete(working::incomplete(&far, of))),
                }
            }
            Task::Status(of) => {
                let far = how_far(work, points)?;
                print(&match self.global().json {
                    true => format!("{}\n", working::json(&far, of)),
                    false => working::text(&far, of),
                })?;
                Ok(Some(match far.is_complete() {
                    true => Exit::Done,
                    false => Exit::Failed,
                }))
            }
        }
    }

    /// Does a share of the work: of every so many units one.
    fn shard<'p>(
        &self,
        work: &Work,
        shard: Shard,
        points: impl Iterator<Item = Result<PointOfWork<'p>, Error>>,
    ) -> Result<Exit, Error> {
        let (mut units, mut done, mut there) = (0u64, 0u64, 0u64);
        for point in points {
            let point = point?;
            let name = work.journal.point(&point.name);
            for unit in point.units(&work.journal.written) {
                let own = units % u64::from(shard.of) == u64::from(shard.number - 1);
                units += 1;
                if !own {
                    continue;
                }
                match work.journal.state(name, unit)? {
                    State::Done(_) => {
                        there += 1;
                        continue;
                    }
                    State::Wrong(what) => self.say(&format!("{what}: its unit is done again")),
                    State::Missing => {}
                }
                self.simulate(work, &point, unit)?;
                done += 1;
            }
        }
        let Shard { number, of } = shard;
        let (json, quiet) = (self.global().json, self.global().quiet);
        if json {
            let object = serde_json::json!({
                "shard": number, "of": of, "units_done": done, "units_there_before": there,
            });
            print(&format!("{object}\n"))?;
        } else if !quiet {
            print(&working::shard(number, of, done, there))?;
        }
        Ok(Exit::Done)
    }
}

/// How far the work is.
fn how_far<'p>(
    work: &Work,
    points: impl Iterator<Item = Result<PointOfWork<'p>, Error>>,
) -> Result<HowFar, Error> {
    let journal = &work.journal;
    let mut far = HowFar::of(&journal.written.command, journal.folder());
    for point in points {
        let point = point?;
        let name = journal.point(&point.name);
        for unit in point.units(&journal.written) {
            match journal.state(name, unit)? {
                State::Done(spent) => far.done(spent.filings, spent.thread_millis),
                State::Missing => far.missing(point.plan.filings_of(unit)),
                State::Wrong(what) => {
                    far.missing(point.plan.filings_of(unit));
                    far.wrong.push(what);
                }
            }
        }
    }
    Ok(far)
}
