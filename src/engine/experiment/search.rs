//! Where along a lever targets hold.

use std::cmp::Ordering;

use crate::measures::{Estimate, Interval};

/// A condition on a figure, such as at most 0.08.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Whether the figure must be at most the value; at least it otherwise.
    pub at_most: bool,
    /// The value.
    pub value: f64,
}

impl Target {
    /// Whether a figure reaches the target; one that was not measured does not.
    pub fn holds(&self, figure: Option<Estimate>) -> bool {
        let order = figure.and_then(|figure| figure.value.partial_cmp(&self.value));
        match order {
            Some(Ordering::Less) => self.at_most,
            Some(Ordering::Greater) => !self.at_most,
            Some(Ordering::Equal) => true,
            None => false,
        }
    }

    /// On which side of the target an interval lies; `None` where the target is within.
    fn side(&self, interval: Interval) -> Option<Ordering> {
        if interval.high < self.value {
            Some(Ordering::Less)
        } else if interval.low > self.value {
            Some(Ordering::Greater)
        } else {
            None
        }
    }
}

/// What a search found along a lever, whose range is the unit interval.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The places that were looked at, in order.
    pub looked_at: Vec<LookedAt>,
    /// Where all targets hold, in order.
    pub stretches: Vec<Stretch>,
    /// The targets, by their places, whose figures go up and down over the first places: where such a one
    /// holds between two places is not known.
    pub wavering: Vec<usize>,
}

/// A place that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct LookedAt {
    /// Where it lies.
    pub place: f64,
    /// The figure of each target; `None` where there is nothing to measure.
    pub figures: Vec<Option<Estimate>>,
}

/// A part of the range over which all targets hold, as far as was looked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stretch {
    /// Its lower end; `None` for that of the range.
    pub from: Option<Edge>,
    /// Its upper end; `None` for that of the range.
    pub to: Option<Edge>,
}

/// Where a target begins or ceases to hold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Edge {
    /// The nearest place at which a target does not hold.
    pub fails: f64,
    /// The nearest at which all hold.
    pub holds: f64,
    /// Which target does not.
    pub target: usize,
    /// The confidence interval of where it begins to hold; `None` where a figure has none.
    pub chance: Option<Chance>,
}

/// A confidence interval of a place: the target lies in the figure's own interval there. An end that is
/// `None` lies beyond the range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Chance {
    /// Its lower end.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

impl Line {
    /// Whether the targets hold at both ends of the range, and everywhere between as far as was looked.
    pub fn is_whole(&self) -> bool {
        let whole = Stretch {
            from: None,
            to: None,
        };
        self.stretches == [whole]
    }

    /// The first place, and the target there, at which chance may have decided whether the targets hold along
    /// the whole range or nowhere: the figure's interval has the target, and no other target fails.
    pub fn undecided(&self, targets: &[Target]) -> Option<(f64, usize)> {
        let open = |at: &LookedAt| {
            let figures = targets.iter().zip(&at.figures);
            let mut near = figures.enumerate().filter(|(_, (target, figure))| {
                let interval = figure.and_then(|figure| figure.interval);
                interval.is_some_and(|interval| target.side(interval).is_none())
            });
            let (own, _) = near.next()?;
            let mut others = targets.iter().zip(&at.figures).enumerate();
            let decided = others.any(|(place, (target, figure))| {
                let interval = figure.and_then(|figure| figure.interval);
                let sure = interval.is_none_or(|interval| target.side(interval).is_some());
                place != own && sure && !target.holds(*figure)
            });
            (!decided).then_some((at.place, own))
        };
        self.looked_at.iter().find_map(open)
    }

    fn of(targets: &[Target], looked_at: Vec<LookedAt>, wavering: Vec<usize>) -> Self {
        let failing = |at: usize| {
            let figures = targets.iter().zip(&looked_at[at].figures);
            figures
                .map(|(target, figure)| target.holds(*figure))
                .position(|holds| !holds)
        };
        let edge = |fails: usize, holds: usize| {
            let target = failing(fails)?;
            Some(Edge {
                fails: looked_at[fails].place,
                holds: looked_at[holds].place,
                target,
                chance: chance(&targets[target], target, &looked_at, fails.min(holds)),
            })
        };
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut under_way: Option<Stretch> = None;
        for at in 0..looked_at.len() {
            match (failing(at).is_none(), under_way) {
                (true, None) => {
                    let from = at.checked_sub(1).and_then(|before| edge(before, at));
                    under_way = Some(Stretch { from, to: None });
                }
                (false, Some(stretch)) => {
                    let to = edge(at, at - 1);
                    stretches.push(Stretch { to, ..stretch });
                    under_way = None;
                }
                _ => {}
            }
        }
        stretches.extend(under_way);
        Self {
            looked_at,
            stretches,
            wavering,
        }
    }
}

/// The interval of where a target, `own` among the figures, begins to hold between the place `below` and the next: from there
/// outwards as far as the figure's interval has the target, the ends of intervals joined by lines. `None` where a
/// figure at either of the two has no interval.
pub fn chance(target: &Target, own: usize, seen: &[LookedAt], below: usize) -> Option<Chance> {
    let interval = |at: usize| seen[at].figures[own]?.interval;
    if below + 1 >= seen.len() {
        return None;
    }
    interval(below).and(interval(below + 1))?;
    // Where the end of the interval that faces the target meets it, between a place outside and its neighbour.
    let meets = |outside: usize, inside: usize| {
        let (out, within) = (interval(outside)?, interval(inside)?);
        let side = target.side(out)?;
        let end = |interval: Interval| match side {
            Ordering::Less => interval.high,
            _ => interval.low,
        };
        let (from, to) = (seen[outside].place, seen[inside].place);
        let (a, b) = (end(out) - target.value, end(within) - target.value);
        Some(from + (to - from) * (a / (a - b)).clamp(0.0, 1.0))
    };
    let low = (0..=below).rev().find_map(|at| meets(at, at + 1));
    let high = (below + 1..seen.len()).find_map(|at| meets(at, at - 1));
    Some(Chance { low, high })
}

/// At how many places figures are looked at before bisecting, the ends included.
const FIRST: usize = 5;

/// At how many places [`search`] looks, about, where each of so many targets begins to hold once.
pub fn expected_evaluations(width: f64, targets: usize) -> u64 {
    let apart = 1.0 / (FIRST - 1) as f64;
    let halvings = (apart / width).log2().ceil().max(0.0) as u64;
    FIRST as u64 + halvings * targets as u64
}

/// Searches the unit interval for where all targets hold: a few places first, then bisection wherever a
/// target holds at one place and not at the next, until these are no more than `width` apart. `figures`
/// gives the figure of each target at a place.
///
/// # Errors
/// The first error of `figures`.
pub fn search<E>(
    targets: &[Target],
    width: f64,
    mut figures: impl FnMut(f64) -> Result<Vec<Option<Estimate>>, E>,
) -> Result<Line, E> {
    let mut look = |place: f64| {
        let figures = figures(place)?;
        Ok(LookedAt { place, figures })
    };
    let first = (0..FIRST).map(|n| look(n as f64 / (FIRST - 1) as f64));
    let mut seen = first.collect::<Result<Vec<_>, E>>()?;
    let wavering = (0..targets.len()).filter(|&target| wavers(&seen, target));
    let wavering = wavering.collect();
    for (own, target) in targets.iter().enumerate() {
        let holds = |at: &LookedAt| target.holds(at.figures[own]);
        let wide = |pair: &[LookedAt]| {
            holds(&pair[0]) != holds(&pair[1]) && pair[1].place - pair[0].place > width
        };
        while let Some(before) = seen.windows(2).position(wide) {
            let middle = f64::midpoint(seen[before].place, seen[before + 1].place);
            seen.insert(before + 1, look(middle)?);
        }
    }
    Ok(Line::of(targets, seen, wavering))
}

/// Whether a figure goes both up and down.
fn wavers(seen: &[LookedAt], target: usize) -> bool {
    let values = seen.iter().filter_map(|at| at.figures[target]);
    let values: Vec<f64> = values.map(|figure| figure.value).collect();
    let goes = |way: Ordering| {
        let mut pairs = values.windows(2);
        pairs.any(|pair| pair[1].partial_cmp(&pair[0]) == Some(way))
    };
    goes(Ordering::Less) && goes(Ordering::Greater)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measures::{IntervalMethod, Level};

    const AT_MOST: fn(f64) -> Target = |value| Target {
        at_most: true,
        value,
    };

    fn figure(value: f64, half: Option<f64>) -> Option<Estimate> {
        let interval = half.map(|half| Interval {
            low: value - half,
            high: value + half,
            method: IntervalMethod::StudentT,
            level: Level::default(),
        });
        Some(Estimate {
            value,
            parts: None,
            interval,
            replications: 2,
        })
    }

    fn found(targets: &[Target], of: impl Fn(f64) -> Vec<Option<Estimate>>) -> Line {
        search::<()>(targets, 1e-3, |place| Ok(of(place))).unwrap()
    }

    #[test]
    fn bisection_finds_where_a_target_begins_to_hold() {
        let line = found(&[AT_MOST(0.3)], |place| vec![figure(1.0 - place, None)]);
        let [
            Stretch {
                from: Some(edge),
                to: None,
            },
        ] = line.stretches[..]
        else {
            panic!("it holds from 0.7 on");
        };
        assert!(edge.fails < 0.7 && 0.7 <= edge.holds && edge.holds - edge.fails <= 1e-3);
        assert_eq!(edge.chance, None);
        // And the other way round: it holds up to 0.3.
        let line = found(&[AT_MOST(0.3)], |place| vec![figure(place, None)]);
        let [
            Stretch {
                from: None,
                to: Some(edge),
            },
        ] = line.stretches[..]
        else {
            panic!("it holds up to 0.3");
        };
        assert!(edge.holds <= 0.3 && 0.3 < edge.fails);
    }

    #[test]
    fn several_targets_hold_where_all_do() {
        // Neither holds at any two of the first places together.
        let targets = [AT_MOST(0.7), AT_MOST(0.45)];
        let line = found(&targets, |place| {
            vec![figure(1.0 - place, None), figure(place, None)]
        });
        let [
            Stretch {
                from: Some(from),
                to: Some(to),
            },
        ] = line.stretches[..]
        else {
            panic!("they hold from 0.3 to 0.45");
        };
        assert!((from.holds - 0.3).abs() <= 1e-3 && from.target == 0);
        assert!((to.holds - 0.45).abs() <= 1e-3 && to.target == 1);
        let never = found(&[AT_MOST(0.3), AT_MOST(0.3)], |place| {
            vec![figure(1.0 - place, None), figure(place, None)]
        });
        assert_eq!(never.stretches, []);
    }

    #[test]
    fn everywhere_nowhere_and_up_and_down() {
        let straight = |place: f64| vec![figure(place, None)];
        assert!(found(&[AT_MOST(2.0)], straight).is_whole());
        assert_eq!(found(&[AT_MOST(-1.0)], straight).stretches, []);
        assert!(found(&[AT_MOST(0.5)], straight).wavering.is_empty());
        // A hill: it holds at its foot on both sides.
        let line = found(&[AT_MOST(0.8)], |place| {
            vec![figure(1.0 - (place - 0.5).abs(), None)]
        });
        assert_eq!((line.stretches.len(), &line.wavering[..]), (2, &[0][..]));
        let nothing = found(&[AT_MOST(0.8)], |_| vec![None]);
        assert_eq!(nothing.stretches, []);
    }

    #[test]
    fn the_interval_of_a_place_is_where_the_target_is_within_that_of_the_figure() {
        // A straight line with a half-width of 0.1: the place has the same.
        for sign in [1.0, -1.0] {
            let line = found(&[AT_MOST(sign * 0.4)], |place| {
                vec![figure(sign * place, Some(0.1))]
            });
            let edge = line.stretches[0].to.or(line.stretches[0].from).unwrap();
            let chance = edge.chance.unwrap();
            assert!((chance.low.unwrap() - 0.3).abs() < 1e-9, "{chance:?}");
            assert!((chance.high.unwrap() - 0.5).abs() < 1e-9, "{chance:?}");
        }
        // With one of 0.7 it is beyond the range.
        let line = found(&[AT_MOST(0.4)], |place| vec![figure(place, Some(0.7))]);
        let chance = line.stretches[0].to.unwrap().chance.unwrap();
        assert_eq!((chance.low, chance.high), (None, None));
        // With one below the width it is between the two places.
        let line = found(&[AT_MOST(0.4)], |place| vec![figure(place, Some(1e-6))]);
        let edge = line.stretches[0].to.unwrap();
        let chance = edge.chance.unwrap();
        assert!(edge.holds <= chance.low.unwrap() && chance.high.unwrap() <= edge.fails);
    }
}
