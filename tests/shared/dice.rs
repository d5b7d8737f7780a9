//! Draws of random worlds and scenarios.
#![allow(dead_code)]

use beian_sim::chance::{Key, Purpose, Stream};

/// Draws that a seed, and a place in what is made of it, determine.
pub struct Dice(Stream);

impl Dice {
    /// The draws of a seed.
    pub fn of(seed: u64) -> Self {
        Self(Key::of_seed(seed).stream(Purpose::Design, 0))
    }

    /// The draws of a place: those of others do not move them.
    pub fn at(seed: u64, place: &str) -> Self {
        let letters = place.bytes().map(u64::from);
        let key = letters.fold(Key::of_seed(seed), Key::child);
        Self(key.stream(Purpose::Design, 1))
    }

    /// From 0 to below 1.
    pub fn uniform(&mut self) -> f64 {
        self.0.uniform()
    }

    /// Evenly between two numbers.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + self.uniform() * (high - low)
    }

    /// A whole number from 0 to below this.
    pub fn below(&mut self, below: usize) -> usize {
        self.0.below(below as u32) as usize
    }

    /// Whether something happens that has this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    /// One of a list, each as likely.
    pub fn one_of<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// A probability, often 0 or 1.
    pub fn share(&mut self) -> f64 {
        let inner = self.uniform();
        self.one_of(&[0.0, 0.2, inner, inner, 1.0])
    }
}
