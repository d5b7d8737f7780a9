//! On how many assumptions the levels of a scenario rest.

use crate::scenario::{Belief, Scenario};

/// A sentence that says on how many assumptions levels rest, with the range of the main one, which is named first;
/// `None` of a scenario that is sure of everything.
pub(crate) fn assumptions(scenario: &Scenario) -> Option<String> {
    let entries = &scenario.uncertain;
    let drawn = entries.iter().filter_map(|entry| match &entry.belief {
        Belief::Prior(prior) => Some((entry.fields.first()?, prior.support())),
        Belief::Samples(_) => None,
    });
    let drawn: Vec<_> = drawn.collect();
    let fields: usize = entries
        .iter()
        .filter(|entry| matches!(entry.belief, Belief::Samples(_)))
        .map(|entry| entry.fields.len())
        .sum();
    let sampled = match fields {
        0 => String::new(),
        1 => "1 field whose values are rows of a file".to_owned(),
        _ => format!("{fields} fields whose values are rows of a file"),
    };
    let Some(((field, scale), (low, high))) = drawn.first() else {
        return (fields > 0).then(|| format!("Levels rest on {sampled} (--ensemble draws them)."));
    };
    let range = match (low.is_finite(), high.is_finite()) {
        (true, true) => format!("from {} to {}", scale.written(*low), scale.written(*high)),
        (true, false) => format!("from {} on", scale.written(*low)),
        (false, true) => format!("up to {}", scale.written(*high)),
        (false, false) => "anything".to_owned(),
    };
    let also = if fields > 0 {
        format!(", and on {sampled}")
    } else {
        String::new()
    };
    let (count, main) = match drawn.len() {
        1 => (
            "an assumption".to_owned(),
            format!("{field} may be {range}"),
        ),
        count => (
            format!("{count} assumptions"),
            format!("the main one, {field}, may be {range}"),
        ),
    };
    Some(format!(
        "Levels rest on {count} that no data have determined{also}: {main} (--ensemble N draws them)."
    ))
}
