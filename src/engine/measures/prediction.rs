//! What one further time as long as the counted one would show, and how many replications a mean needs.

use statrs::distribution::{ContinuousCDF, StudentsT};

use super::interval::t_quantile;
use super::spread::quantile;
use super::{Interval, IntervalMethod, Level, Measure, Quantity, Results, Spread, Unit};

/// The figures of replications, and what they say of one more and of their mean.
struct Sample {
    n: f64,
    mean: f64,
    deviation: f64,
}

impl Sample {
    /// Of two values or more.
    fn of(values: &[f64]) -> Option<Self> {
        let n = values.len() as f64;
        if values.len() < 2 {
            return None;
        }
        let mean = values.iter().sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (value - mean).powi(2)).sum();
        let deviation = (squares / (n - 1.0)).sqrt();
        Some(Self { n, mean, deviation })
    }

    /// How far from their mean one more value may be: Student's t for a new observation of a normal
    /// distribution whose mean and variance are those that the values suggest.
    fn of_one_more(&self, level: Level) -> f64 {
        t_quantile(self.n - 1.0, level) * self.deviation * (1.0 + 1.0 / self.n).sqrt()
    }

    /// How many values the mean needs to be known to `half`, with this deviation.
    fn needed(&self, half: f64, level: Level) -> Option<u64> {
        if half.is_nan() || half <= 0.0 {
            return None;
        }
        let reaches = |n: u64| {
            let t = t_quantile(n as f64 - 1.0, level);
            t * self.deviation / (n as f64).sqrt() <= half
        };
        // With the normal quantile, the least that Student's could need; it is only a few more.
        let least = (level.standard_errors() * self.deviation / half).powi(2);
        let least = (least < MOST_NEEDED).then(|| least.ceil() as u64)?.max(2);
        (least..).find(|n| reaches(*n))
    }
}

/// Student's distributions of one scale around several centres, each as likely.
struct Mixture<'a> {
    centres: &'a [f64],
    scale: f64,
    freedom: f64,
}

impl Mixture<'_> {
    /// The value below which this share lies; `None` where there are no centres.
    fn quantile(&self, share: f64) -> Option<f64> {
        let student = StudentsT::new(0.0, 1.0, self.freedom).ok()?;
        let mut sorted = self.centres.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (first, last) = (*sorted.first()?, *sorted.last()?);
        if self.scale <= 0.0 {
            return Some(quantile(&sorted, share));
        }
        let below = |value: f64| {
            let each = sorted
                .iter()
                .map(|centre| student.cdf((value - centre) / self.scale));
            each.sum::<f64>() / sorted.len() as f64
        };
        // The quantile of the mixture lies between those of its outermost parts.
        let off = self.scale * student.inverse_cdf(share);
        let (mut low, mut high) = (first + off, last + off);
        while high - low > 1e-9 * (high.abs() + self.scale) {
            let middle = f64::midpoint(low, high);
            if middle <= low || middle >= high {
                break;
            }
            match below(middle) < share {
                true => low = middle,
                false => high = middle,
            }
        }
        Some(f64::midpoint(low, high))
    }
}

/// More replications than these are not told.
const MOST_NEEDED: f64 = 1e12;

impl Results {
    /// The *prediction interval* of a measure: where the figure of one further time as long as the counted
    /// one lies, with the results' level, if its inputs are those of the scenario. It has the chance of that
    /// time and how little the replications know of the mean; a confidence interval has the second alone. Counts are
    /// whole, and nothing is below zero that cannot be. `None` for fewer than two replications.
    ///
    /// ```
    /// use beian_sim::{experiment, measures::{Groups, RETURNED}, scenario};
    /// let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 4\narrivals.filings_per_day = 500";
    /// let scenario = scenario::from_text("short", text)?.scenario;
    /// let results = experiment::run(&scenario, &Default::default())?;
    /// let mean = results.estimate(&RETURNED, Groups::NATION).and_then(|e| e.interval).ok_or("none")?;
    /// let one = results.predicted(&RETURNED, Groups::NATION).ok_or("none")?;
    /// assert!(one.low < mean.low && mean.high < one.high);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn predicted(&self, measure: &Measure, group: usize) -> Option<Interval> {
        let sample = Sample::of(&self.values(measure, group))?;
        let half = sample.of_one_more(self.level);
        Some(self.possible(measure, sample.mean - half, sample.mean + half))
    }

    /// The prediction interval of a measure if nobody knows its inputs: where the figure of one further time lies when
    /// the assumptions are drawn, with how it spreads over draws of so many replications. The distribution is a
    /// mixture: around the figure of each draw, chance removed, that of one further time with these results' deviation and
    /// what so few replications of a draw leave unknown of their common luck. `None` for fewer than two replications.
    pub fn predicted_under(
        &self,
        measure: &Measure,
        group: usize,
        spread: &Spread,
        replications: u32,
    ) -> Option<Interval> {
        let sample = Sample::of(&self.values(measure, group))?;
        let of_luck = (1.0 + 1.0 / f64::from(replications)).sqrt();
        let around = Mixture {
            centres: &spread.values,
            scale: sample.deviation * of_luck,
            freedom: sample.n - 1.0,
        };
        let (low, high) = self.level.tails();
        Some(self.possible(measure, around.quantile(low)?, around.quantile(high)?))
    }

    /// An interval of a prediction, within what the measure can be.
    fn possible(&self, measure: &Measure, mut low: f64, mut high: f64) -> Interval {
        if measure.unit != Unit::Yuan {
            low = low.max(0.0);
        }
        match measure.quantity {
            Quantity::Proportion(_) => high = high.min(1.0),
            Quantity::Count(_) if measure.unit == Unit::Number => {
                (low, high) = (low.floor(), high.ceil());
            }
            _ => {}
        }
        Interval {
            low,
            high,
            method: IntervalMethod::StudentT,
            level: self.level,
        }
    }

    /// How many replications the confidence interval of a measure needs to reach no further from it than this share of
    /// it, if they differ as those at hand do; `None` where they say nothing of it.
    pub fn replications_for(&self, measure: &Measure, group: usize, share: f64) -> Option<u64> {
        let sample = Sample::of(&self.values(measure, group))?;
        sample.needed(sample.mean.abs() * share, self.level)
    }

    /// The figures of the replications, where there are any.
    fn values(&self, measure: &Measure, group: usize) -> Vec<f64> {
        let summaries = self.summaries(group);
        summaries.filter_map(|s| measure.value(s)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_lies_further_off_than_the_mean() {
        // The standard deviation of 1…5 is 1.58114; t of 4 degrees of freedom is 2.77645.
        let sample = Sample::of(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        let half = sample.of_one_more(Level::default());
        assert!((half - 2.77645 * 1.58114 * 1.2f64.sqrt()).abs() < 1e-3);
        assert!(Sample::of(&[1.0]).is_none());
    }

    #[test]
    fn a_mixture_is_its_part_or_its_parts() {
        let of = |centres, scale, freedom| Mixture {
            centres,
            scale,
            freedom,
        };
        // One centre, or several at one place: Student's own, here of four degrees of freedom.
        for centres in [&[3.0][..], &[3.0, 3.0, 3.0]] {
            let high = of(centres, 2.0, 4.0).quantile(0.975).unwrap();
            assert!((high - (3.0 + 2.0 * 2.77645)).abs() < 1e-4, "{high}");
        }
        // Centres far apart: a quarter of all lies below the middle of the lower one.
        let apart = of(&[1000.0, 0.0], 1.0, 30.0).quantile(0.25).unwrap();
        assert!(apart.abs() < 1e-6, "{apart}");
        // Without chance, the quantiles of the centres.
        assert_eq!(of(&[1.0, 2.0, 3.0], 0.0, 4.0).quantile(0.5), Some(2.0));
        // Normal centres and chance: variances add.
        let normal: Vec<f64> = (0..2000)
            .map(|k| 3.0 * crate::measures::normal_quantile((f64::from(k) + 0.5) / 2000.0))
            .collect();
        let high = of(&normal, 4.0, 1e6).quantile(0.975).unwrap();
        assert!((high - 1.95996 * 5.0).abs() < 0.02, "{high}");
    }

    #[test]
    fn replications_needed_are_the_fewest_that_reach() {
        let sample = Sample::of(&[1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        let half = |n: f64| t_quantile(n - 1.0, Level::default()) * sample.deviation / n.sqrt();
        for wanted in [3.0, 1.0, 0.3, 0.01] {
            let n = sample.needed(wanted, Level::default()).unwrap() as f64;
            assert!(
                half(n) <= wanted && (n < 2.5 || half(n - 1.0) > wanted),
                "{wanted}: {n}"
            );
        }
        // By the normal quantile: (1.96 × 1.58114 / 0.01)².
        let many = sample.needed(0.01, Level::default()).unwrap();
        assert!((96_030..=96_080).contains(&many), "{many}");
        assert_eq!(sample.needed(0.0, Level::default()), None);
        assert_eq!(sample.needed(1e-9, Level::default()), None);
    }

    use crate::measures::{COST_PAGE_ACTS, HourLoad, Prices, RETURN_RATE, SUBMISSIONS};
    use crate::measures::{Groups, SUBMISSIONS_PER_DAY, Summary};

    /// Replications of so many submissions, all received in one day and each an entry at a price.
    fn received(numbers: &[u64], price: f64) -> Results {
        Results::of_nation(numbers.iter().map(|&number| {
            let mut summary = Summary {
                load: Some(HourLoad {
                    submissions: number,
                    ..HourLoad::default()
                }),
                hours: 24,
                prices: Prices {
                    page_act: Some(price),
                    ..Prices::default()
                },
                ..Summary::default()
            };
            summary.counts.submissions = number;
            summary.counts.entries[0] = number;
            (summary.counts.checked, summary.counts.returned[0]) = (100, number % 100);
            summary
        }))
    }

    #[test]
    fn what_is_predicted_is_possible() {
        let of = |results: &Results, measure: &Measure| {
            let interval = results.predicted(measure, Groups::NATION).unwrap();
            (interval.low, interval.high)
        };
        // The standard deviation is √13, t of two degrees of freedom 4.30265: 17.913 to either side.
        let half = 4.302_653 * (13.0 * 4.0 / 3.0f64).sqrt();
        let (few, many) = (
            received(&[10, 12, 17], 1.0),
            received(&[1_010, 1_012, 1_017], 1.0),
        );
        assert_eq!(of(&many, &SUBMISSIONS), (995.0, 1_031.0), "whole");
        assert_eq!(of(&few, &SUBMISSIONS), (0.0, 31.0), "not below none");
        let near = |(low, high): (f64, f64), expected: (f64, f64)| {
            assert!((low - expected.0).abs() < 1e-4, "{low}");
            assert!((high - expected.1).abs() < 1e-4, "{high}");
        };
        // A number a day and yuan are not whole, and a cost can be below zero.
        near(of(&few, &SUBMISSIONS_PER_DAY), (0.0, 13.0 + half));
        near(
            of(&many, &SUBMISSIONS_PER_DAY),
            (1_013.0 - half, 1_013.0 + half),
        );
        near(of(&few, &COST_PAGE_ACTS), (13.0 - half, 13.0 + half));
        // A share is at most 1.
        let shares = received(&[10, 50, 99], 1.0);
        assert_eq!(of(&shares, &RETURN_RATE), (0.0, 1.0));
        near(of(&few, &RETURN_RATE), (0.0, (13.0 + half) / 100.0));
        let other = few.at_level(Level::new(0.5).unwrap());
        let interval = other.predicted(&SUBMISSIONS, Groups::NATION).unwrap();
        assert_eq!((interval.level, interval.high), (other.level, 17.0));
        assert!(
            received(&[1], 1.0)
                .predicted(&SUBMISSIONS, Groups::NATION)
                .is_none()
        );
    }

    #[test]
    fn a_share_of_the_mean_needs_so_many_replications() {
        // t of 31 degrees of freedom × √13 / √32 is 1.29993, of 30 with 31 replications 1.3225.
        let results = received(&[10, 12, 17], 1.0);
        let needed = |share| results.replications_for(&SUBMISSIONS, Groups::NATION, share);
        assert_eq!((needed(0.1), needed(0.0)), (Some(32), None));
        // Of a mean below zero, too.
        let results = received(&[10, 12, 17], -1.0);
        assert_eq!(
            results.replications_for(&COST_PAGE_ACTS, Groups::NATION, 0.1),
            Some(32)
        );
    }
}
