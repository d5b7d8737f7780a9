//! Draws are what they were, even, and independent of their neighbours. Nothing here is left to
//! chance: a test that holds once holds always.

use rand_distr::{Distribution as _, StandardNormal};

use super::*;
use crate::chance::{Distribution, Shape};

/// A place deep in a world: the leader of a submission.
fn deep() -> Key {
    Key::of_seed(2024)
        .child(3)
        .child(17)
        .child(140_000)
        .child(1 << 32)
}

/// The first bits for the purpose of a number.
fn first(key: Key, purpose: u64, occurrence: u64) -> u64 {
    key.at(position(purpose as u8, occurrence as u32)).bits()
}

#[test]
fn a_stream_is_splitmix64_as_published() {
    // The sequence of seed 1234567, which steps before it mixes.
    let mut stream = Key(1_234_567).at(1);
    assert_eq!(stream.bits(), 6_457_827_717_110_365_317);
    assert_eq!(stream.bits(), 3_203_168_211_198_807_973);
    assert_eq!(stream.bits(), 9_817_491_932_198_370_423);
    assert_eq!(mix_part(1), 0xB456_BCFC_34C2_CB2C);
}

#[test]
fn draws_are_the_same_on_every_machine() {
    let key = deep();
    assert_eq!(key.0, 0x9E51_C723_4B5B_370C);
    let bits = |purpose, occurrence| key.stream(purpose, occurrence).bits();
    assert_eq!(bits(Purpose::Arrival, 0), 0xA980_BB9C_F779_AC6D);
    assert_eq!(
        bits(Purpose::ComesBackMakesTime, u32::MAX),
        0xA9DA_8CAE_13FB_E69A
    );
    let mut stream = key.stream(Purpose::Loss, 2);
    assert_eq!(stream.uniform(), 0.1225804723892221);
    assert_eq!(stream.below(1_000_000), 502_836);
    let normal: f64 = StandardNormal.sample(&mut stream);
    assert_eq!(normal, -0.628_329_954_582_656_3);
    let lognormal = Shape::Lognormal {
        median: 6e4,
        sigma: 0.8,
    };
    let shapes = [
        (Shape::Exponential(6e4), 65_831),
        (lognormal, 84_430),
        (Shape::gamma(6e4, 2.5).unwrap(), 80_846),
        (Shape::gamma(6e4, 0.5).unwrap(), 33_031),
        (Shape::triangular(0.0, 3e4, 9e4).unwrap(), 65_204),
    ];
    for (shape, millis) in shapes {
        let told = format!("{shape:?}");
        assert_eq!(
            Distribution::new(shape).sample(&mut stream),
            millis,
            "{told}"
        );
    }
}

#[test]
fn a_draw_depends_on_its_place_alone() {
    let filing = Key::of_seed(1).child(0).child(7);
    let one = filing.stream(Purpose::Loss, 2).bits();
    filing.stream(Purpose::Delay, 0).bits();
    assert_eq!(filing.stream(Purpose::Loss, 2).bits(), one);
    assert_ne!(filing.stream(Purpose::Loss, 1).bits(), one);
    assert_ne!(filing.stream(Purpose::Delay, 2).bits(), one);
    assert_ne!(filing.child(0).stream(Purpose::Loss, 2).bits(), one);
}

/// The least distance between the first so many multiples of the golden ratio on the ring: that of
/// the last convergent with a smaller denominator.
fn least_distance(multiples: u64) -> u64 {
    let (mut before, mut distance) = (1u128 << 64, u128::from(GOLDEN));
    let (mut denominator_before, mut denominator) = (0, 1);
    loop {
        let times = before / distance;
        let next = times * denominator + denominator_before;
        if next >= u128::from(multiples) {
            return distance as u64;
        }
        (denominator_before, denominator) = (denominator, next);
        (before, distance) = (distance, before - times * distance);
    }
}

#[test]
fn streams_of_a_key_are_far_apart() {
    let mut places: Vec<u64> = (0..1 << 12)
        .flat_map(|occurrence| (0..=255).map(move |purpose| position(purpose, occurrence)))
        .collect();
    places.sort_unstable();
    let found = places.windows(2).map(|pair| pair[1] - pair[0]).min();
    assert_eq!(found, Some(least_distance(1 << 20)));
    assert!(least_distance(1 << 24) >= 1 << 39);
    assert!(least_distance(1 << 40) >= 1 << 22);
}

#[test]
fn keys_of_parts_and_draws_are_distinct() {
    let province = Key::of_seed(3).child(0).child(0);
    let mut seen = Vec::new();
    for filing in (0..1 << 17).map(|n| province.child(n)) {
        let parts = [0, 1, 2, 1 << 32, (1 << 32) + 1];
        let leader = filing.child(1).child(1 << 32);
        let keys = [filing, leader]
            .into_iter()
            .chain(parts.map(|n| filing.child(n)));
        seen.extend(keys.map(|key| key.0));
        seen.extend((0..3).map(|purpose| first(filing, purpose, 0)));
    }
    let all = seen.len();
    assert!(all > 1_000_000);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), all);
}

/// What is drawn at place `n` of a group of neighbours.
type Draw = fn(group: u64, n: u64) -> u64;

/// Draws of neighbours, with how many a group has.
const NEIGHBOURS: [(&str, u64, Draw); 8] = [
    ("seeds", 4_096, |group, n| {
        first(Key::of_seed((group << 12) + n), 64, 0)
    }),
    ("parts", 4_096, |group, n| {
        first(Key::of_seed(group).child(n), 64, 0)
    }),
    ("parts of parts", 4_096, |group, n| {
        first(Key::of_seed(group).child(n).child(1 << 32), 64, 0)
    }),
    ("keys of parts", 4_096, |group, n| {
        Key::of_seed(group).child(n).0
    }),
    ("a key and its draw", 4_096, |group, n| {
        let key = Key::of_seed(group).child(n / 2);
        [key.0, first(key, 1, 0)][n as usize % 2]
    }),
    ("purposes", 256, |group, n| {
        first(Key::of_seed(1).child(group), n, 0)
    }),
    ("occurrences", 4_096, |group, n| {
        first(Key::of_seed(1).child(group), 64, n)
    }),
    ("steps", 4_096, |group, n| {
        let start = position(Purpose::Digits as u8, 0);
        Key::of_seed(group).at(start.wrapping_add(n)).bits()
    }),
];

/// How many draws of each kind of neighbours are taken.
const DRAWS: u64 = 1 << 20;

/// The standard score of a sum of chi-squares by its degrees of freedom (Wilson and Hilferty 1931).
fn score(chi: f64, degrees: f64) -> f64 {
    let spread = 2.0 / (9.0 * degrees);
    ((chi / degrees).cbrt() - (1.0 - spread)) / spread.sqrt()
}

const CELLS: usize = 64;

/// The chi-square of draws over the cells of their first bits, and of their last.
fn chi_squares(draws: impl Iterator<Item = u64>) -> [f64; 2] {
    let mut counts = [[0u32; CELLS]; 2];
    let mut all = 0.0;
    for bits in draws {
        counts[0][(bits >> 58) as usize] += 1;
        counts[1][bits as usize % CELLS] += 1;
        all += 1.0;
    }
    let expected = all / CELLS as f64;
    let deviation = |&count: &u32| (f64::from(count) - expected).powi(2) / expected;
    counts.map(|cells| cells.iter().map(deviation).sum())
}

#[test]
fn draws_of_neighbours_are_even() {
    for (of, size, draw) in NEIGHBOURS {
        let groups = DRAWS / size;
        let mut chi = [0.0; 2];
        for group in 0..groups {
            let own = chi_squares((0..size).map(|n| draw(group, n)));
            chi = [chi[0] + own[0], chi[1] + own[1]];
        }
        for chi in chi {
            let score = score(chi, (groups * (CELLS as u64 - 1)) as f64);
            assert!(score.abs() < 4.0, "{of}: {score}");
        }
    }
}

#[test]
fn a_long_stream_is_even() {
    let mut digits = deep().stream(Purpose::Digits, 0);
    for chi in chi_squares((0..1 << 22).map(|_| digits.bits())) {
        let score = score(chi, CELLS as f64 - 1.0);
        assert!(score.abs() < 4.0, "{score}");
    }
}

#[test]
fn draws_of_neighbours_are_uncorrelated() {
    // The upper and the lower half of the bits, from −½ to ½.
    let halves =
        |bits: u64| [bits, bits.rotate_left(32)].map(|b| (b >> 32) as f64 / 2f64.powi(32) - 0.5);
    for (of, size, draw) in NEIGHBOURS {
        let mut products = [[0.0; 2]; 2];
        for group in 0..DRAWS / size {
            let mut before = halves(draw(group, 0));
            for n in 1..size {
                let now = halves(draw(group, n));
                for (a, row) in before.iter().zip(&mut products) {
                    for (b, sum) in now.iter().zip(row) {
                        *sum += a * b;
                    }
                }
                before = now;
            }
        }
        let pairs = (DRAWS / size * (size - 1)) as f64;
        for sum in products.as_flattened() {
            // A product has the variance 1/12².
            let score = sum * 12.0 / pairs.sqrt();
            assert!(score.abs() < 4.0, "{of}: {score}");
        }
    }
}

/// Which bits of a draw are others when a bit of its place is.
type Moved = fn(key: Key, bit: u64) -> u64;

#[test]
fn every_bit_of_a_place_moves_every_bit_of_a_draw() {
    const TRIALS: u64 = 4_096;
    let moved: [(&str, u32, Moved); 4] = [
        ("part", 64, |key, bit| key.child(5).0 ^ key.child(5 ^ bit).0),
        ("key", 64, |key, bit| {
            first(key, 64, 0) ^ first(Key(key.0 ^ bit), 64, 0)
        }),
        ("purpose", 8, |key, bit| {
            first(key, 64, 1) ^ first(key, 64 ^ bit, 1)
        }),
        ("occurrence", 32, |key, bit| {
            first(key, 64, 1) ^ first(key, 64, 1 ^ bit)
        }),
    ];
    for (of, width, moved) in moved {
        for bit in (0..width).map(|bit| 1 << bit) {
            let mut flips = [0u32; 64];
            for key in (0..TRIALS).map(|n| Key::of_seed(1).child(n)) {
                let moved = moved(key, bit);
                for (place, count) in flips.iter_mut().enumerate() {
                    *count += (moved >> place) as u32 & 1;
                }
            }
            for count in flips {
                let trials = TRIALS as f64;
                let score = (f64::from(count) - trials / 2.0) / (trials / 4.0).sqrt();
                // Of some 10,000 frequencies the furthest is about 4 from the half.
                assert!(score.abs() < 5.5, "{of}, {bit:#x}: {score}");
            }
        }
    }
}

#[test]
fn events_happen_with_their_probability() {
    for probability in [0.001, 0.02, 0.3, 0.5, 0.97] {
        let happens = |n: &u64| {
            Key::of_seed(7)
                .child(*n)
                .bernoulli(Purpose::Loss, 0, probability)
        };
        let found = (0..1 << 18).filter(happens).count() as f64;
        let all = f64::from(1 << 18);
        let score = (found - all * probability) / (all * probability * (1.0 - probability)).sqrt();
        assert!(score.abs() < 4.0, "{probability}: {score}");
    }
    for n in 0..1_000 {
        let happens = |probability| Key::of_seed(n).bernoulli(Purpose::Loss, 0, probability);
        assert!(!happens(0.0) && !happens(f64::NAN) && happens(1.0));
    }
}

#[test]
fn thresholds_are_the_nearest() {
    let step = 2f64.powi(-52);
    assert_eq!([threshold(0.0), threshold(1.0)], [0, 1 << 52]);
    assert_eq!([threshold(step), threshold(1.0 - step)], [1, (1 << 52) - 1]);
    let mut stream = Key::of_seed(8).stream(Purpose::Loss, 0);
    for probability in (0..10_000).map(|n| stream.uniform() / f64::from(n % 50 + 1)) {
        let nearest = threshold(probability) as f64 * step;
        assert!((nearest - probability).abs() <= step / 2.0);
    }
}

#[test]
fn shares_are_chosen_in_proportion() {
    let counts = |shares: &[f64]| {
        let mut counts = [0; 4];
        let mut stream = Key::of_seed(9).stream(Purpose::Segment, 0);
        for _ in 0..10_000 {
            counts[stream.choose(shares)] += 1;
        }
        counts
    };
    let [first, none, last, _] = counts(&[0.2, 0.2, 1.0]);
    assert_eq!((none, first + last), (0, 10_000));
    assert!((1_800..2_200).contains(&first), "{first}");
    // What the sum lacks goes to the last that is possible.
    let [none, first, last, never] = counts(&[0.0, 0.5, 0.9, 0.9]);
    assert_eq!((none, first + last, never), (0, 10_000, 0));
    assert!((4_800..5_200).contains(&first), "{first}");
}

#[test]
fn other_libraries_are_given_the_same_bits() {
    let stream = || deep().stream(Purpose::Design, 1);
    let (mut own, mut given) = (stream(), stream());
    let (first, second) = (own.bits(), own.bits());
    assert_eq!(given.try_next_u32(), Ok((first >> 32) as u32));
    assert_eq!(given.try_next_u64(), Ok(second));
    let mut bytes = [0; 11];
    stream().try_fill_bytes(&mut bytes).unwrap();
    assert_eq!(bytes[..8], first.to_le_bytes());
    assert_eq!(bytes[8..], second.to_le_bytes()[..3]);
}

#[test]
fn without_a_possible_share_the_first_is_chosen() {
    let mut stream = Key::of_seed(9).stream(Purpose::Segment, 0);
    assert_eq!([stream.choose(&[0.0, 0.0]), stream.choose(&[])], [0, 0]);
}
