//! Distributions of what nobody knows: inverted, so that the places of a design become values.

use std::fmt;
use std::sync::Arc;

use statrs::distribution::{Beta, ContinuousCDF, LogNormal, Normal, Triangular, Uniform};

/// What is believed of a number: a distribution, cut off at bounds.
///
/// ```
/// use beian_sim::chance::Prior;
///
/// let share = Prior::triangular(0.3, 0.6, 0.85)?;
/// assert_eq!(share.support(), (0.3, 0.85));
/// let above_0 = Prior::normal(0.0, 1.0)?.within(Some(0.0), None)?;
/// assert!((above_0.quantile(0.5) - 0.6745).abs() < 1e-4);
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone)]
pub struct Prior {
    law: Arc<dyn ContinuousCDF<f64, f64> + Send + Sync>,
    /// Where the law's 0 and 1 stand.
    from: f64,
    width: f64,
    /// What of the law lies below the lower and the upper bound.
    below: (f64, f64),
    support: (f64, f64),
}

impl fmt::Debug for Prior {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prior")
            .field("support", &self.support)
            .finish_non_exhaustive()
    }
}

impl Prior {
    /// Evenly between two values.
    ///
    /// # Errors
    /// That they are not in order.
    pub fn uniform(min: f64, max: f64) -> Result<Self, &'static str> {
        let law = Uniform::new(min, max).ok().filter(|_| min < max);
        law.map(Self::of).ok_or("min must be below max")
    }

    /// Triangular.
    ///
    /// # Errors
    /// That the values are not in order.
    pub fn triangular(min: f64, mode: f64, max: f64) -> Result<Self, &'static str> {
        let law = Triangular::new(min, max, mode).map(Self::of);
        law.map_err(|_| "needs min ≤ mode ≤ max and min below max")
    }

    /// Normal, of this mean and standard deviation.
    ///
    /// # Errors
    /// A standard deviation that is not above 0.
    pub fn normal(mean: f64, sd: f64) -> Result<Self, &'static str> {
        let law = Normal::new(mean, sd).map(Self::of);
        law.map_err(|_| "sd must be above 0")
    }

    /// Lognormal, of this median; sigma is that of the natural logarithm.
    ///
    /// # Errors
    /// A median or a sigma that is not above 0.
    pub fn lognormal(median: f64, sigma: f64) -> Result<Self, &'static str> {
        let law = LogNormal::new(median.ln(), sigma).ok();
        let law = law.filter(|_| median > 0.0 && sigma.is_finite());
        law.map(Self::of)
            .ok_or("the median must be above 0, and sigma above 0 or p95 above the median")
    }

    /// A beta distribution, stretched from `min` to `max`.
    ///
    /// # Errors
    /// Shapes that are not above 0, ends that are not in order.
    pub fn beta(alpha: f64, beta: f64, min: f64, max: f64) -> Result<Self, &'static str> {
        let law = Beta::new(alpha, beta).ok().filter(|_| min < max);
        let mut own = law
            .map(Self::of)
            .ok_or("needs alpha and beta above 0 and min below max")?;
        (own.from, own.width, own.support) = (min, max - min, (min, max));
        Ok(own)
    }

    fn of(law: impl ContinuousCDF<f64, f64> + Send + Sync + 'static) -> Self {
        Self {
            support: (law.min(), law.max()),
            law: Arc::new(law),
            from: 0.0,
            width: 1.0,
            below: (0.0, 1.0),
        }
    }

    /// The same, cut off at bounds: what lies outside of them has no weight.
    ///
    /// # Errors
    /// That nothing lies between them.
    pub fn within(
        mut self,
        at_least: Option<f64>,
        at_most: Option<f64>,
    ) -> Result<Self, &'static str> {
        let cdf = |value: f64| self.law.cdf((value - self.from) / self.width);
        if let Some(bound) = at_least {
            self.support.0 = bound.max(self.support.0);
            self.below.0 = cdf(self.support.0);
        }
        if let Some(bound) = at_most {
            self.support.1 = bound.min(self.support.1);
            self.below.1 = cdf(self.support.1);
        }
        // Nothing, too, is a tail whose weight no number can hold.
        if self.below.0 < self.below.1 {
            Ok(self)
        } else {
            Err("nothing of it lies between at_least and at_most")
        }
    }

    /// Its least and its greatest value; infinite where it has none.
    pub fn support(&self) -> (f64, f64) {
        self.support
    }

    /// The value below which it is with a probability.
    pub fn quantile(&self, probability: f64) -> f64 {
        let (low, high) = self.below;
        let inside = (low + probability * (high - low)).clamp(0.0, 1.0);
        let value = self.from + self.width * self.law.inverse_cdf(inside);
        value.clamp(self.support.0, self.support.1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_tables() {
        let near = |prior: &Prior, p: f64, expected: f64| {
            let found = prior.quantile(p);
            assert!((found - expected).abs() < 1e-6, "{found} for {expected}");
        };
        near(&Prior::uniform(2.0, 4.0).unwrap(), 0.25, 2.5);
        // Half of it lies below the place where the areas are equal.
        near(&Prior::triangular(0.0, 0.0, 1.0).unwrap(), 0.75, 0.5);
        near(&Prior::normal(10.0, 2.0).unwrap(), 0.975, 13.919_927_969);
        near(&Prior::lognormal(3.0, 0.5).unwrap(), 0.5, 3.0);
        near(
            &Prior::beta(2.0, 2.0, 0.0, 10.0).unwrap(),
            0.896,
            8.000_000_0,
        );
    }

    #[test]
    fn what_is_cut_off_is_not_drawn() {
        let cut = Prior::normal(0.5, 0.3)
            .unwrap()
            .within(Some(0.0), Some(1.0));
        let cut = cut.unwrap();
        assert_eq!(cut.support(), (0.0, 1.0));
        assert!((0.0..1e-9).contains(&cut.quantile(0.0)) && cut.quantile(1.0) <= 1.0);
        assert!((cut.quantile(0.5) - 0.5).abs() < 1e-9);
        let inside = Prior::uniform(0.2, 0.4)
            .unwrap()
            .within(Some(0.0), Some(0.3));
        assert_eq!(inside.unwrap().support(), (0.2, 0.3));
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        assert!(Prior::uniform(1.0, 1.0).is_err());
        assert!(Prior::triangular(0.0, 2.0, 1.0).is_err());
        assert!(Prior::normal(0.0, 0.0).is_err());
        assert!(Prior::lognormal(0.0, 1.0).is_err());
        assert!(Prior::lognormal(-1.0, 1.0).is_err());
        assert!(Prior::lognormal(1.0, 0.0).is_err());
        assert!(Prior::lognormal(1.0, f64::INFINITY).is_err());
        assert!(Prior::beta(1.0, 0.0, 0.0, 1.0).is_err());
        assert!(Prior::beta(1.0, 1.0, 2.0, 2.0).is_err());
        assert!(Prior::beta(1.0, 1.0, 3.0, 2.0).is_err());
        let far = Prior::normal(0.0, 1.0).unwrap();
        assert!(far.clone().within(Some(2.0), Some(1.0)).is_err());
        assert!(far.clone().within(Some(60.0), None).is_err());
        assert!(far.within(Some(1.0), Some(1.0)).is_err());
        let share = Prior::uniform(0.0, 1.0).unwrap();
        assert!(share.clone().within(Some(2.0), None).is_err());
        assert!(share.within(None, Some(-1.0)).is_err());
    }

    #[test]
    fn a_stretched_law_is_cut_off_where_its_bounds_are() {
        // Evenly from 10 to 30, cut off at 15 and at 25.
        let even = Prior::beta(1.0, 1.0, 10.0, 30.0).unwrap();
        assert_eq!(even.support(), (10.0, 30.0));
        let cut = even.clone().within(Some(15.0), Some(25.0)).unwrap();
        assert_eq!(cut.support(), (15.0, 25.0));
        let quantiles = [0.0, 0.25, 0.5, 1.0].map(|p| cut.quantile(p));
        for (found, expected) in quantiles.into_iter().zip([15.0, 17.5, 20.0, 25.0]) {
            assert!((found - expected).abs() < 1e-6, "{found} is not {expected}");
        }
        // Bounds beyond it cut nothing off.
        let whole = even.within(Some(10.0), Some(40.0)).unwrap();
        assert_eq!(whole.support(), (10.0, 30.0));
        assert!((whole.quantile(0.25) - 15.0).abs() < 1e-6);
        assert_eq!(format!("{whole:?}"), "Prior { support: (10.0, 30.0), .. }");
    }
}
