//! Of what a random scenario is made: a seed, and which of all fields are set, in general, for a province, or
//! in a segment.
//!
//! The value of a field is drawn by the seed and the field's own place, so a failure shrinks to the few
//! fields that matter.

use std::fmt;

use beian_sim::scenario::{Field, Where, fields};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::dice::Dice;
use crate::scenario::Written;

/// Fields, each with where it may be set besides the whole scenario.
pub fn wishes() -> impl Iterator<Item = (usize, &'static Field)> {
    let levels = |field: &Field| match field.may_stand {
        Where::General => 1,
        Where::Province => 2,
        Where::Population => 3,
    };
    fields()
        .iter()
        .flat_map(move |field| (0..levels(field)).map(move |level| (level, field)))
}

/// Of what a scenario is made.
#[derive(Clone)]
pub struct Recipe {
    pub seed: u64,
    /// Whether each wish is set.
    pub set: Vec<bool>,
}

/// How many times as much is tried as by default: `RANDOM_SCENARIOS`.
pub fn times() -> u32 {
    let Ok(times) = std::env::var("RANDOM_SCENARIOS") else {
        return 1;
    };
    let whole = times.parse().ok().filter(|times| *times > 0);
    whole.expect("RANDOM_SCENARIOS is how many times as many scenarios: a whole number above 0")
}

/// So many cases by default, the same in every run; where more are asked for, others. A failing one shrinks to few fields.
pub fn cases(cases: u32) -> ProptestConfig {
    let rng_seed = match times() {
        1 => RngSeed::Fixed(20_190_311),
        _ => RngSeed::Random,
    };
    ProptestConfig {
        rng_seed,
        max_shrink_iters: 2_000,
        ..ProptestConfig::with_cases(cases * times())
    }
}

/// Recipes, that shrink by setting fewer fields.
pub fn recipes() -> impl Strategy<Value = Recipe> {
    let some = |probability| {
        let each = wishes().map(move |(level, _)| {
            prop::bool::weighted(probability / f64::from(1 + 2 * (level as u8)))
        });
        each.collect::<Vec<_>>()
    };
    let set = prop_oneof![some(0.4), some(0.1), some(0.9)];
    (any::<u64>().no_shrink(), set).prop_map(|(seed, set)| Recipe { seed, set })
}

impl Recipe {
    /// A recipe of a seed alone.
    pub fn of(seed: u64) -> Self {
        let mut dice = Dice::of(seed);
        let set = wishes().map(|(level, _)| dice.happens(0.4 / (1 + 2 * level) as f64));
        Self {
            seed,
            set: set.collect(),
        }
    }

    /// The same without these fields, wherever they stand.
    pub fn without(mut self, paths: &[&str]) -> Self {
        for (set, (_, field)) in self.set.iter_mut().zip(wishes()) {
            *set &= !paths.contains(&field.path);
        }
        self
    }

    /// The same with a field at every level where it may stand.
    pub fn with(mut self, path: &str) -> Self {
        for (set, (_, field)) in self.set.iter_mut().zip(wishes()) {
            *set |= field.path == path;
        }
        self
    }

    /// The scenario.
    pub fn scenario(&self) -> Written {
        Written::new(self)
    }
}

impl fmt::Debug for Recipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "seed {}\n{}", self.seed, self.scenario().text(|_| true))
    }
}
