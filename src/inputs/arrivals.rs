//! When and where filings come.

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::LEAST;
use super::estimates::{Estimated, Figure, Inputs, duration, number, share_figure, table};
use super::seen::{RecordKind, Seen, Trials};
use crate::clock::{DAY, Date, HOUR, Instant, Millis};
use crate::measures::Unit;
use crate::scenario::{Arrivals, DAYS, Scenario};

/// How unlikely it must be that the days of a Poisson process differ so much.
const UNLIKELY: f64 = 0.01;

/// The days over which arrivals are observed.
struct Window {
    first: Date,
    days: i64,
}

impl Window {
    /// From the first arrival's day to the last one's; that is left out where the record ends within it.
    fn of(seen: &Seen) -> Option<Self> {
        let by_day = &seen.came.by_hour;
        let (first, last) = (*by_day.keys().next()?, *by_day.keys().next_back()?);
        let ends_within = seen.span.is_some_and(|(_, end)| end.date() <= last);
        let days = last.0 - first.0 + i64::from(!ends_within || first == last);
        Some(Self { first, days })
    }

    fn dates(&self) -> impl Iterator<Item = Date> + use<> {
        let first = self.first;
        (0..self.days).map(move |day| first.after(day))
    }
}

/// Adds what shows of arrivals: the run that they span, and their rates.
pub(super) fn estimate(seen: &Seen, base: &Scenario, inputs: &mut Inputs) {
    let Some(window) = Window::of(seen) else {
        return;
    };
    let filings: u64 = seen.came.by_type.iter().sum();
    run(seen, &window, filings, inputs);
    provinces(seen, filings, inputs);
    if filings >= LEAST {
        rates(seen, &window, base, inputs);
    }
    if seen.kind == RecordKind::Acts {
        let nothing = vec![Figure::itself(Unit::Seconds, 0.0, None)];
        let how = "set: what is recorded begins with the receipt, which stands for the arrival";
        let review = Estimated::exactly(
            "provider.review",
            "\"0s\"".to_owned(),
            nothing,
            filings,
            how,
        );
        inputs.estimated.push(review);
    }
}

fn run(seen: &Seen, window: &Window, filings: u64, inputs: &mut Inputs) {
    let mut exactly = |field: &str, written: String, figure: Option<f64>, how: &str| {
        let figures = figure.map(|value| Figure::itself(Unit::Seconds, value, None));
        let figures = figures.into_iter().collect();
        inputs
            .estimated
            .push(Estimated::exactly(field, written, figures, filings, how));
    };
    exactly(
        "run.start",
        window.first.to_string(),
        None,
        "the day of the first arrival",
    );
    let length = (window.days * DAY) as f64;
    let how = "from that day to the last whole one with arrivals";
    exactly("run.length", duration(length), Some(length / 1e3), how);
    let warm_up = warm_up(seen, window);
    let how = "until the first filing that is counted, to the day or the hour";
    exactly(
        "run.warm_up",
        duration(warm_up as f64),
        Some(warm_up as f64 / 1e3),
        how,
    );
}

/// The roundest time between the last filing that is not counted and the first that is.
fn warm_up(seen: &Seen, window: &Window) -> Millis {
    let start = window.first.start();
    let (Some(last), Some(first)) = (seen.came.last_uncounted, seen.came.first_counted) else {
        return 0;
    };
    let since = |at: Instant| at.since(start);
    let rounded = [DAY, HOUR]
        .into_iter()
        .map(|unit| since(first).div_euclid(unit) * unit);
    let between = rounded.chain([since(first)]).find(|at| *at > since(last));
    between
        .filter(|at| *at > 0 && *at < window.days * DAY)
        .unwrap_or(0)
}

fn provinces(seen: &Seen, filings: u64, inputs: &mut Inputs) {
    let level = inputs.level;
    let shares = seen.came.by_province.iter();
    let figures: Vec<Figure> = shares
        .map(|(province, count)| {
            share_figure(
                province.code(),
                Trials {
                    yes: *count,
                    of: filings,
                },
                level,
            )
        })
        .collect();
    let (written, how) = (table(&figures), "filings of each province");
    let field = "arrivals.province_share";
    inputs
        .estimated
        .push(Estimated::exactly(field, written, figures, filings, how));
    if let [province] = seen.came.by_province.keys().collect::<Vec<_>>()[..] {
        inputs.cautions.push(format!(
            "all filings are of {} ({}): nothing shows of other provinces, which have no share",
            province.code(),
            province.name()
        ));
    }
}

/// The rates, as the Poisson process has them: a factor for the weekday times one for the hour. The shares of hours are the
/// maximum likelihood estimates whatever the days; a weekday's rate is by the days of it that there were.
fn rates(seen: &Seen, window: &Window, base: &Scenario, inputs: &mut Inputs) {
    let level = inputs.level;
    let z = level.standard_errors();
    let replications = seen.replications.len() as f64;
    let (mut hours, mut by_weekday, mut exposure) = ([0_u64; 24], [0.0; 7], [0.0; 7]);
    for date in window.dates() {
        exposure[date.weekday()] += replications;
        let day = seen.came.by_hour.get(&date).copied().unwrap_or_default();
        by_weekday[date.weekday()] += day.iter().sum::<u64>() as f64;
        hours
            .iter_mut()
            .zip(day)
            .for_each(|(sum, count)| *sum += count);
    }
    let filings: u64 = hours.iter().sum();
    if filings < LEAST {
        return;
    }
    let known = exposure.iter().all(|days| *days > 0.0);
    let factors = match &base.arrivals {
        Arrivals::Poisson(poisson) => poisson.weekday_factor,
        Arrivals::File(_) => [1.0; 7],
    };
    // The average day of a week: by weekdays where all are there, else as the base has their factors.
    let (daily, variance) = if known {
        let of = |place: usize| {
            (
                by_weekday[place] / exposure[place],
                by_weekday[place] / exposure[place].powi(2),
            )
        };
        let sums = (0..7).map(of).fold((0.0, 0.0), |(a, b), (rate, variance)| {
            (a + rate, b + variance)
        });
        (sums.0 / 7.0, sums.1 / 49.0)
    } else {
        let days: f64 = exposure
            .iter()
            .zip(factors)
            .map(|(days, factor)| days * factor)
            .sum();
        (filings as f64 / days, filings as f64 / (days * days))
    };
    let rate_of = |weekday: usize| match known {
        true => by_weekday[weekday] / exposure[weekday],
        false => daily * factors[weekday],
    };
    let dispersion = dispersion(seen, window, replications, rate_of);
    if dispersion > 1.0 {
        inputs.cautions.push(format!(
            "filings vary from day to day {dispersion:.1} times as much as a Poisson process: holidays or surges, which are not estimated; \
             the intervals of arrivals.filings_per_day and arrivals.weekday_factor are widened by it"
        ));
    }
    let half = z * (variance * dispersion).sqrt() / daily;
    let interval = Some((daily * (-half).exp(), daily * half.exp()));
    let figure = Figure::itself(Unit::PerDay, daily, interval);
    let how = match known {
        true => "filings a day and replication, the average of the seven weekdays",
        false => {
            "filings a day and replication, with the base's factors for weekdays: not all seven are in the record"
        }
    };
    inputs.estimated.push(Estimated::exactly(
        "arrivals.filings_per_day",
        number(daily),
        vec![figure],
        filings,
        how,
    ));
    let named = (0..24).map(|hour| {
        let share = share_figure(
            &format!("{hour:02}"),
            Trials {
                yes: hours[hour],
                of: filings,
            },
            level,
        );
        let interval = share.interval.map(|(low, high)| (low * 24.0, high * 24.0));
        Figure::named(&share.name, Unit::Number, share.value * 24.0, interval)
    });
    let figures: Vec<Figure> = named.collect();
    let how = "the share of each hour of the day, times 24";
    inputs.estimated.push(Estimated::exactly(
        "arrivals.hour_factor",
        list(&figures),
        figures,
        filings,
        how,
    ));
    if known {
        let figures = weekdays(&by_weekday, &exposure, dispersion, z);
        let how = "filings a day of each weekday, by their average";
        inputs.estimated.push(Estimated::exactly(
            "arrivals.weekday_factor",
            list(&figures),
            figures,
            filings,
            how,
        ));
    }
}

fn list(figures: &[Figure]) -> String {
    let values: Vec<String> = figures.iter().map(|figure| number(figure.value)).collect();
    format!("[{}]", values.join(", "))
}

/// The factors of the weekdays; the errors of the others are in that of each, since their mean is 1.
fn weekdays(counts: &[f64; 7], exposure: &[f64; 7], dispersion: f64, z: f64) -> Vec<Figure> {
    let rates: [f64; 7] = std::array::from_fn(|place| counts[place] / exposure[place]);
    // A weekday without filings has the error of one filing.
    let variances: [f64; 7] =
        std::array::from_fn(|place| counts[place].max(1.0) * dispersion / exposure[place].powi(2));
    let (sum, all): (f64, f64) = (rates.iter().sum(), variances.iter().sum());
    let figure = |place: usize| {
        let share = rates[place] / sum;
        let own = (1.0 - share).powi(2) * variances[place];
        let others = share * share * (all - variances[place]);
        let half = 7.0 * z * (own + others).sqrt() / sum;
        let interval = ((7.0 * share - half).max(0.0), 7.0 * share + half);
        Figure::named(DAYS[place], Unit::Number, 7.0 * share, Some(interval))
    };
    (0..7).map(figure).collect()
}

/// How many times the variance of the days is that of a Poisson process: Pearson's statistic by its degrees of freedom where
/// that is too large for chance, else 1.
fn dispersion(
    seen: &Seen,
    window: &Window,
    replications: f64,
    rate_of: impl Fn(usize) -> f64,
) -> f64 {
    let squares = window.dates().filter_map(|date| {
        let expected = rate_of(date.weekday()) * replications;
        let day = seen.came.by_hour.get(&date).copied().unwrap_or_default();
        let found = day.iter().sum::<u64>() as f64;
        (expected > 0.0).then(|| (found - expected).powi(2) / expected)
    });
    let squares: Vec<f64> = squares.collect();
    let weekdays = squares.len().min(7);
    let (freedom, sum) = (
        (squares.len() - weekdays) as f64,
        squares.iter().sum::<f64>(),
    );
    match ChiSquared::new(freedom) {
        Ok(chance) if sum > freedom && chance.sf(sum) < UNLIKELY => sum / freedom,
        _ => 1.0,
    }
}
