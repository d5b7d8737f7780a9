//! Whether groups differ in a figure by more than chance, and what is left of each group's own figure.

use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};

use super::{GroupBy, Measure, Quantity, Results};

/// The level at which a difference is said to be more than chance.
const LEVEL: f64 = 0.05;

/// How a figure varies from group to group, held against how chance alone moves it.
///
/// A one-way analysis of variance over the replications, in which a value counts as much as it rests on (for a
/// share: the things that it is a share of). Groups of one replication are held against the variance of a
/// binomial share.
///
/// ```
/// use beian_sim::measures::Heterogeneity;
///
/// // Three groups of three replications of the same weight: F is 3 with 2 and 6 degrees of freedom.
/// let values = [[1.0, 2.0, 3.0], [2.0, 3.0, 4.0], [3.0, 4.0, 5.0]];
/// let groups = values.map(|own| own.map(|value| (value, 1.0)).to_vec());
/// let found = Heterogeneity::of(&groups, None).unwrap();
/// assert!((found.p_value - 0.125).abs() < 1e-9);
/// assert!(!found.beyond_chance());
/// // Each is drawn towards the mean of all.
/// assert!(found.groups[2].shrunk > 3.0 && found.groups[2].shrunk < 4.0);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Heterogeneity {
    /// The mean of all groups.
    pub centre: f64,
    /// The probability of groups that differ as much by chance alone (F test; chi-square for one replication).
    pub p_value: f64,
    /// What is known of each group.
    pub groups: Vec<GroupEffect>,
}

/// A group beside the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupEffect {
    /// Its figure.
    pub value: f64,
    /// Its figure drawn towards the mean of all, by the share of chance in it (empirical Bayes, the variance between
    /// groups after DerSimonian and Laird).
    pub shrunk: f64,
    /// Whether it differs from the others by more than chance.
    pub stands_out: bool,
}

impl Heterogeneity {
    /// Of each group its values, one a replication, each with its weight. `binomial` is the variance of a value of
    /// weight 1, for groups of one value. `None` for fewer than two groups, and where chance is not known.
    pub fn of(groups: &[Vec<(f64, f64)>], binomial: Option<f64>) -> Option<Self> {
        let weight = |own: &[(f64, f64)]| own.iter().map(|(_, w)| w).sum::<f64>();
        let sum = |own: &[(f64, f64)]| own.iter().map(|(v, w)| v * w).sum::<f64>();
        let weights: Vec<f64> = groups.iter().map(|own| weight(own)).collect();
        if groups.len() < 2 || weights.iter().any(|weight| *weight <= 0.0) {
            return None;
        }
        let means: Vec<f64> = groups
            .iter()
            .zip(&weights)
            .map(|(own, w)| sum(own) / w)
            .collect();
        let whole: f64 = weights.iter().sum();
        let all: Vec<usize> = (0..groups.len()).collect();
        let (centre, between) = between(&all, &means, &weights);
        let noise = Noise::within(groups, &means, binomial)?;
        let freedom = (groups.len() - 1) as f64;
        let squares: f64 = weights.iter().map(|weight| weight * weight).sum();
        let excess = between - freedom * noise.variance;
        let variance = (excess / (whole - squares / whole)).max(0.0);
        let out = standing_out(&means, &weights, &noise);
        let all = means.iter().zip(&weights).enumerate();
        let effects = all.map(|(place, (&value, weight))| {
            let kept = match variance > 0.0 {
                true => variance / (variance + noise.variance / weight),
                false => 0.0,
            };
            GroupEffect {
                value,
                shrunk: centre + kept * (value - centre),
                stands_out: out.contains(&place),
            }
        });
        Some(Self {
            centre,
            p_value: noise.as_large(between, freedom),
            groups: effects.collect(),
        })
    }

    /// Whether groups differ by more than chance, at 5 %.
    pub fn beyond_chance(&self) -> bool {
        self.p_value < LEVEL
    }

    /// The groups that differ from the others, by their places.
    pub fn standing_out(&self) -> Vec<usize> {
        let known = self.groups.iter().enumerate();
        let out = known.filter(|(_, of)| of.stands_out);
        out.map(|(place, _)| place).collect()
    }
}

/// The mean of groups, and the sum of squares between them.
fn between(of: &[usize], means: &[f64], weights: &[f64]) -> (f64, f64) {
    let whole: f64 = of.iter().map(|group| weights[*group]).sum();
    let sum: f64 = of.iter().map(|group| weights[*group] * means[*group]).sum();
    let centre = sum / whole;
    let squares = of
        .iter()
        .map(|group| weights[*group] * (means[*group] - centre).powi(2));
    (centre, squares.sum())
}

/// The groups without which the others differ by no more than chance: that which is farthest off is left out, one after
/// another. None where more than half would be: then it is not single groups that differ.
fn standing_out(means: &[f64], weights: &[f64], noise: &Noise) -> Vec<usize> {
    let (mut rest, mut out): (Vec<usize>, Vec<usize>) = ((0..means.len()).collect(), Vec::new());
    while rest.len() > means.len() / 2 {
        let (centre, squares) = between(&rest, means, weights);
        if noise.as_large(squares, (rest.len() - 1) as f64) >= LEVEL {
            return out;
        }
        let far = |group: &usize| weights[*group] * (means[*group] - centre).powi(2);
        let farthest = (0..rest.len()).max_by(|a, b| far(&rest[*a]).total_cmp(&far(&rest[*b])));
        out.extend(farthest.map(|place| rest.remove(place)));
    }
    Vec::new()
}

/// What chance does: the variance of a value of weight 1, and its degrees of freedom, unless it is known.
struct Noise {
    variance: f64,
    freedom: Option<f64>,
}

impl Noise {
    fn within(groups: &[Vec<(f64, f64)>], means: &[f64], binomial: Option<f64>) -> Option<Self> {
        let freedom: usize = groups.iter().map(|own| own.len().saturating_sub(1)).sum();
        if freedom == 0 {
            let variance = binomial?;
            return Some(Self {
                variance,
                freedom: None,
            });
        }
        let squares = groups.iter().zip(means).flat_map(|(own, mean)| {
            own.iter()
                .map(move |(value, weight)| weight * (value - mean).powi(2))
        });
        let variance = squares.sum::<f64>() / freedom as f64;
        Some(Self {
            variance,
            freedom: Some(freedom as f64),
        })
    }

    /// The probability of as much between groups.
    fn as_large(&self, between: f64, freedom: f64) -> f64 {
        if self.variance == 0.0 {
            return if between == 0.0 { 1.0 } else { 0.0 };
        }
        let scaled = between / self.variance;
        match self.freedom {
            Some(own) => FisherSnedecor::new(freedom, own).map_or(1.0, |f| f.sf(scaled / freedom)),
            None => ChiSquared::new(freedom).map_or(1.0, |chi| chi.sf(scaled)),
        }
    }
}

impl Results {
    /// The groups of a breakdown that have a share, by their places, and how the share varies between them; `None`
    /// for a measure that is no share.
    pub fn heterogeneity(
        &self,
        measure: &Measure,
        by: GroupBy,
    ) -> Option<(Vec<usize>, Heterogeneity)> {
        let Quantity::Proportion(parts) = measure.quantity else {
            return None;
        };
        let own = |place: usize| -> Vec<(f64, f64)> {
            let parts = self.summaries(place).filter_map(parts);
            let known = parts.filter(|(_, below)| *below > 0.0);
            known.map(|(above, below)| (above / below, below)).collect()
        };
        let groups = self.groups().filter(|(_, group)| group.by == by);
        let known = groups.map(|(place, _)| (place, own(place)));
        let (places, groups): (Vec<_>, Vec<_>) = known.filter(|(_, own)| !own.is_empty()).unzip();
        let all = groups.iter().flatten();
        let (above, below) = all.fold((0.0, 0.0), |(above, below), (v, w)| {
            (above + v * w, below + w)
        });
        let share = above / below;
        Some((
            places,
            Heterogeneity::of(&groups, Some(share * (1.0 - share)))?,
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chance::{Key, Purpose, Stream};

    /// Shares of groups of these sizes in `replications`, at the share of each.
    fn shares(stream: &mut Stream, of: &[(u32, f64)], replications: usize) -> Vec<Vec<(f64, f64)>> {
        let mut once = |&(size, share): &(u32, f64)| {
            let hits = (0..size).filter(|_| stream.uniform() < share).count();
            (hits as f64 / f64::from(size), f64::from(size))
        };
        let of_group = |group: &(u32, f64)| (0..replications).map(|_| once(group)).collect();
        of.iter().map(of_group).collect()
    }

    #[test]
    fn groups_that_do_not_differ_are_called_different_in_one_of_twenty_cases() {
        let mut stream = Key::of_seed(11).stream(Purpose::Design, 0);
        let alike: Vec<(u32, f64)> = (0..12).map(|n| (20 + 30 * n, 0.15)).collect();
        for replications in [1, 2, 6] {
            let all = 400;
            let (mut differ, mut out) = (0, 0);
            for _ in 0..all {
                let groups = shares(&mut stream, &alike, replications);
                let found = Heterogeneity::of(&groups, Some(0.15 * 0.85)).unwrap();
                differ += usize::from(found.beyond_chance());
                out += usize::from(!found.standing_out().is_empty());
            }
            // Binomial, 400 trials at 5 %: within 4 standard deviations.
            assert!((3..=38).contains(&differ), "{replications}: {differ}");
            assert!(out <= differ);
        }
    }

    #[test]
    fn a_group_that_differs_stands_out_and_keeps_its_figure() {
        let mut stream = Key::of_seed(12).stream(Purpose::Design, 0);
        let mut groups = vec![(2_000, 0.15); 8];
        groups[3].1 = 0.25;
        let found = Heterogeneity::of(&shares(&mut stream, &groups, 4), None).unwrap();
        assert_eq!(
            (found.beyond_chance(), found.standing_out()),
            (true, vec![3])
        );
        let of = found.groups[3];
        assert!(
            (of.shrunk - of.value).abs() < 0.1 * (of.value - found.centre),
            "{of:?}"
        );
    }

    #[test]
    fn what_does_not_vary_does_not_differ() {
        let same = vec![vec![(0.0, 10.0), (0.0, 10.0)]; 3];
        let found = Heterogeneity::of(&same, None).unwrap();
        assert_eq!((found.p_value, found.groups[0].shrunk), (1.0, 0.0));
        assert!(Heterogeneity::of(&same[..1], None).is_none());
        assert!(Heterogeneity::of(&[vec![(1.0, 1.0)], vec![(2.0, 1.0)]], None).is_none());
    }

    fn near(found: f64, expected: f64) {
        assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
    }

    #[test]
    fn one_replication_is_held_against_the_binomial_variance() {
        // Shares of 100, 300 and 600 things. Between them 0.9, by 0.16 × 0.84 a chi-square of two degrees of freedom,
        // whose tail is exp(-x / 2).
        let groups = [(0.1, 100.0), (0.2, 300.0), (0.15, 600.0)].map(|own| vec![own]);
        let found = Heterogeneity::of(&groups, Some(0.16 * 0.84)).unwrap();
        near(found.centre, 0.16);
        near(found.p_value, (-0.9 / 0.1344 / 2.0f64).exp());
        // DerSimonian and Laird: (0.9 - 2 × 0.1344) / (1000 - 460).
        let between = 0.6312 / 540.0;
        let kept = between / (between + 0.1344 / 100.0);
        near(found.groups[0].shrunk, 0.16 - 0.06 * kept);
        assert_eq!(found.standing_out(), [1]);
    }

    #[test]
    fn replications_are_weighted_within_and_between() {
        // Between two means of weight 4, 2.5 and 5.5: 18; within: 4 of two degrees of freedom. F is t² of 3.
        let groups = [vec![(1.0, 1.0), (3.0, 3.0)], vec![(5.0, 2.0), (6.0, 2.0)]];
        let found = Heterogeneity::of(&groups, None).unwrap();
        near(found.centre, 4.0);
        near(found.p_value, 1.0 - 3.0 / 11f64.sqrt());
        near(found.groups[0].value, 2.5);
        near(found.groups[0].shrunk, 4.0 - 1.5 * 4.0 / 4.5);
        assert!(!found.beyond_chance());
    }

    #[test]
    fn where_half_of_the_groups_differ_none_stands_out() {
        for values in [&[0.0, 1.0][..], &[0.0, 0.0, 1.0, 1.0]] {
            let groups: Vec<_> = values
                .iter()
                .map(|v| vec![(*v, 1.0), (v + 1e-3, 1.0)])
                .collect();
            let found = Heterogeneity::of(&groups, None).unwrap();
            assert!(found.beyond_chance() && found.standing_out().is_empty());
        }
        // Without any noise what differs differs for certain, and one of three stands out.
        let groups = [1.0, 1.0, 2.0].map(|value| vec![(value, 1.0); 2]);
        let found = Heterogeneity::of(&groups, None).unwrap();
        assert_eq!((found.p_value, found.standing_out()), (0.0, vec![2]));
        assert_eq!(found.groups[2].shrunk, 2.0);
        // A group of no weight says nothing.
        assert!(Heterogeneity::of(&[vec![(0.5, 1.0)], vec![(0.5, 0.0)]], Some(0.25)).is_none());
    }

    #[test]
    fn provinces_are_compared_by_the_shares_of_what_they_have() {
        use crate::clock::Instant;
        use crate::measures::{Groups, RETURN_RATE, RETURNED, Summary};
        let provinces = crate::rules::Province::all().take(3);
        let groups = Groups::new(provinces, std::iter::empty());
        let mut results = Results::new(groups, 3, Instant(0));
        let mut summaries = vec![Summary::default(); results.groups.all().len()];
        // The second has no checks.
        for (place, returned, checked) in [(1, 10, 100), (3, 60, 300)] {
            summaries[place].counts.returned[0] = returned;
            summaries[place].counts.checked = checked;
        }
        results.replications = vec![summaries];
        let (places, found) = results
            .heterogeneity(&RETURN_RATE, GroupBy::Province)
            .unwrap();
        assert_eq!(places, [1, 3]);
        let share = 70.0 / 400.0;
        let groups = [vec![(0.1, 100.0)], vec![(0.2, 300.0)]];
        let expected = Heterogeneity::of(&groups, Some(share * (1.0 - share)));
        assert_eq!(Some(found), expected);
        assert!(
            results
                .heterogeneity(&RETURNED, GroupBy::Province)
                .is_none()
        );
        assert!(
            results
                .heterogeneity(&RETURN_RATE, GroupBy::Carrier)
                .is_none()
        );
    }
}
