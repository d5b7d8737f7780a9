//! The smallest change of a lever that reaches a target.

use std::cmp::Ordering;

/// A condition on a measure, such as `return_rate<=0.08`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Target {
    /// Whether the measure must be at most the value; at least it otherwise.
    pub at_most: bool,
    /// The value.
    pub value: f64,
}

impl Target {
    /// Whether a figure reaches the target.
    pub fn holds(&self, figure: f64) -> bool {
        match figure.partial_cmp(&self.value) {
            Some(Ordering::Less) => self.at_most,
            Some(Ordering::Greater) => !self.at_most,
            Some(Ordering::Equal) => true,
            None => false,
        }
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The target is reached from one place on: it lies in this interval, whose first end does not
    /// reach it and whose second does.
    Between(f64, f64),
    /// It holds over the whole range.
    Everywhere,
    /// It holds nowhere in the range, as far as was looked.
    Nowhere,
    /// The measure goes up and down along the lever: these places were looked at, and whether the
    /// target holds there.
    NotMonotone(Vec<(f64, bool)>),
}

/// At how many places the measure is evaluated before bisecting, the ends included.
const FIRST_EVALUATIONS: usize = 5;

/// The most places at which [`search`] evaluates the measure.
pub fn maximum_evaluations(width: f64) -> u64 {
    let apart = 1.0 / (FIRST_EVALUATIONS - 1) as f64;
    FIRST_EVALUATIONS as u64 + (apart / width).log2().ceil().max(0.0) as u64
}

/// Searches the unit interval for where a target begins to hold, walking away from `from_start` (0)
/// or from the end (1): a few places first, to see whether the measure is monotone, then bisection
/// until the interval is below `width`. `figure` gives the measure at a place.
///
/// # Errors
/// The first error of `figure`.
pub fn search<E>(
    target: &Target,
    width: f64,
    mut figure: impl FnMut(f64) -> Result<f64, E>,
) -> Result<Found, E> {
    let mut seen = Vec::new();
    for n in 0..FIRST_EVALUATIONS {
        let place = n as f64 / (FIRST_EVALUATIONS - 1) as f64;
        seen.push((place, figure(place)?));
    }
    let steps: Vec<f64> = seen.windows(2).map(|pair| pair[1].1 - pair[0].1).collect();
    let held: Vec<(f64, bool)> = seen
        .iter()
        .map(|&(place, figure)| (place, target.holds(figure)))
        .collect();
    let (ups, downs) = (
        steps.iter().any(|s| *s > 0.0),
        steps.iter().any(|s| *s < 0.0),
    );
    let changes = held
        .windows(2)
        .filter(|pair| pair[0].1 != pair[1].1)
        .count();
    if changes > 1 || (changes == 1 && ups && downs) {
        return Ok(Found::NotMonotone(held));
    }
    let Some(change) = held.windows(2).find(|pair| pair[0].1 != pair[1].1) else {
        return Ok(if held[0].1 {
            Found::Everywhere
        } else {
            Found::Nowhere
        });
    };
    let (mut fails, mut holds) = if change[1].1 {
        (change[0].0, change[1].0)
    } else {
        (change[1].0, change[0].0)
    };
    while (holds - fails).abs() > width {
        let middle = f64::midpoint(fails, holds);
        if target.holds(figure(middle)?) {
            holds = middle;
        } else {
            fails = middle;
        }
    }
    Ok(Found::Between(fails, holds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(target: f64, of: impl Fn(f64) -> f64) -> Found {
        let target = Target {
            at_most: true,
            value: target,
        };
        search::<()>(&target, 1e-3, |place| Ok(of(place))).unwrap()
    }

    #[test]
    fn bisection_finds_where_a_target_begins_to_hold() {
        let Found::Between(fails, holds) = found(0.3, |place| 1.0 - place) else {
            panic!("it holds from 0.7 on");
        };
        assert!(
            fails < 0.7 && 0.7 <= holds && holds - fails <= 1e-3,
            "{fails} {holds}"
        );
        // And the other way round: it holds up to 0.3.
        let Found::Between(fails, holds) = found(0.3, |place| place) else {
            panic!("it holds up to 0.3");
        };
        assert!(holds <= 0.3 && 0.3 < fails, "{fails} {holds}");
    }

    #[test]
    fn what_cannot_be_found_is_said() {
        assert_eq!(found(2.0, |place| place), Found::Everywhere);
        assert_eq!(found(-1.0, |place| place), Found::Nowhere);
        let hill = |place: f64| 1.0 - (place - 0.5).abs();
        assert!(matches!(found(0.8, hill), Found::NotMonotone(_)));
    }
}
