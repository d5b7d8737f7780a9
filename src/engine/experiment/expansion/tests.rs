//! What an expansion says of functions whose indices are known.

use super::*;

fn points(draws: u32, dimensions: u32) -> Vec<Vec<f64>> {
    let column = |dimension| {
        let at = |draw| f64::from(sobol_burley::sample(draw, dimension, 3));
        (0..draws).map(at).collect()
    };
    (0..dimensions).map(column).collect()
}

#[test]
fn the_indices_of_the_ishigami_function_are_the_known_ones() {
    let columns = points(512, 3);
    let figures: Vec<f64> = (0..512)
        .map(|draw| {
            let x = [0, 1, 2].map(|d| std::f64::consts::PI * (2.0 * columns[d][draw] - 1.0));
            x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
        })
        .collect();
    let inputs: Vec<Input> = columns.into_iter().map(|column| vec![column]).collect();
    // Its variance in closed form.
    let variance = 0.5
        + 49.0 / 8.0
        + 0.1 * std::f64::consts::PI.powi(4) / 5.0
        + 0.01 * std::f64::consts::PI.powi(8) / 18.0;
    let candidates = Candidates::of(&inputs);
    let found = candidates
        .contributions(&figures, variance, 1, Level::default())
        .unwrap();
    assert!(found.foreseen > 0.97, "{}", found.foreseen);
    let known = [(0.3139, 0.5576), (0.4424, 0.4424), (0.0, 0.2437)];
    for (found, (first, total)) in found.of.iter().zip(known) {
        assert!((found.first - first).abs() < 0.02, "{found:?}");
        assert!((found.total - total).abs() < 0.02, "{found:?}");
        assert!(found.total_interval.0 <= found.total && found.total <= found.total_interval.1);
    }
}

#[test]
fn inputs_of_noise_contribute_nothing() {
    let columns = points(200, 6);
    let inputs: Vec<Input> = columns[..5]
        .iter()
        .map(|column| vec![column.clone()])
        .collect();
    let candidates = Candidates::of(&inputs);
    // One input, and noise as large that none of them has.
    let figures: Vec<f64> = (0..200).map(|d| columns[0][d] + columns[5][d]).collect();
    let found = candidates
        .contributions(&figures, 1.0 / 6.0, 1, Level::default())
        .unwrap();
    assert!((found.of[0].first - 0.5).abs() < 0.06, "{found:?}");
    assert!(
        found.of[1..].iter().all(|one| one.total < 0.06),
        "{found:?}"
    );
    assert!((found.foreseen - 0.5).abs() < 0.1, "{}", found.foreseen);
    let noise = &columns[5];
    let found = candidates.contributions(noise, 1.0 / 12.0, 1, Level::default());
    assert!(found.is_none_or(|found| found.foreseen < 0.1));
}

#[test]
fn what_is_not_seen_is_not_told_to_be_nothing() {
    let columns = points(60, 3);
    let inputs: Vec<Input> = columns[..2]
        .iter()
        .map(|column| vec![column.clone()])
        .collect();
    // The second is too little to be chosen, beside noise.
    let at = |d: usize| columns[0][d] + 0.05 * columns[1][d] + 0.5 * columns[2][d];
    let figures: Vec<f64> = (0..60).map(at).collect();
    let variance = (1.0 + 0.05f64.powi(2) + 0.25) / 12.0;
    let found = Candidates::of(&inputs)
        .contributions(&figures, variance, 1, Level::default())
        .unwrap();
    let (low, high) = found.of[1].total_interval;
    assert!(low == 0.0 && high > 0.002 && high < 0.2, "{found:?}");
}

#[test]
fn what_varies_together_is_one_input() {
    let columns = points(256, 2);
    // Two fields that say the same, in one file of samples, and one of its own.
    let inputs = vec![
        vec![columns[0].clone(), columns[0].clone()],
        vec![columns[1].clone()],
    ];
    let figures: Vec<f64> = (0..256)
        .map(|d| 2.0 * columns[0][d] + columns[1][d])
        .collect();
    let found = Candidates::of(&inputs)
        .contributions(&figures, 5.0 / 12.0, 1, Level::default())
        .unwrap();
    assert!((found.of[0].total - 0.8).abs() < 0.02, "{found:?}");
    assert!((found.of[1].total - 0.2).abs() < 0.02, "{found:?}");
}

#[test]
fn an_emulator_foresees_what_was_not_simulated() {
    let of = |x: f64, y: f64| (2.0 * x).sin() + x * y * y;
    let columns = points(300, 3);
    let figures: Vec<f64> = (0..200).map(|d| of(columns[0][d], columns[1][d])).collect();
    let inputs: Vec<Input> = columns
        .iter()
        .map(|column| vec![column[..200].to_vec()])
        .collect();
    let emulator = Candidates::of(&inputs).emulator(&figures).unwrap();
    assert!(emulator.error < 0.01, "{}", emulator.error);
    for ((x, y), z) in columns[0]
        .iter()
        .zip(&columns[1])
        .zip(&columns[2])
        .skip(200)
    {
        let off = emulator.at(&Basis::at(&[*x, *y, *z])) - of(*x, *y);
        assert!(
            off.abs() < 6.0 * emulator.error.max(1e-4),
            "{off} at {x}, {y}"
        );
    }
}
