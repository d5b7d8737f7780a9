//! Whether provinces differ, in words.

use super::format::{number, percent, plain};
use crate::measures::{GroupBy, Heterogeneity, RETURN_RATE, Results};
use crate::rules::Province;

/// So many provinces are named.
const NAMED: usize = 5;

/// Whether the return rate differs between provinces by more than chance, a sentence or two; `None` where that
/// cannot be said.
pub(crate) fn differ(results: &Results) -> Option<String> {
    let (places, found) = results.heterogeneity(&RETURN_RATE, GroupBy::Province)?;
    let chance = probability(found.p_value, results.replications.len());
    if !found.beyond_chance() {
        return Some(format!(
            "No province differs from the others beyond chance ({chance})."
        ));
    }
    let names = places
        .iter()
        .map(|place| results.groups.all()[*place].name.as_str());
    let names: Vec<&str> = names.collect();
    let show = |value| percent(value, 1);
    Some(format!(
        "Provinces differ beyond chance ({chance}). {}",
        standing_out(&found, &names, show)
    ))
}

fn probability(p: f64, replications: usize) -> String {
    let test = match replications {
        1 => "chi-square test",
        _ => "F test",
    };
    match p {
        _ if p < 0.001 => format!("{test}, p < 0.001"),
        _ => format!("{test}, p = {}", number(p, if p < 0.1 { 3 } else { 2 })),
    }
}

/// The provinces that stand out, on either side.
fn standing_out(found: &Heterogeneity, names: &[&str], show: impl Fn(f64) -> String) -> String {
    let mut out = found.standing_out();
    let of = |place: &usize| found.groups[*place].value;
    let far = |place: &usize| (of(place) - found.centre).abs();
    out.sort_by(|a, b| far(b).total_cmp(&far(a)));
    let side = |word: &str, wanted: &dyn Fn(&usize) -> bool| -> Option<String> {
        let own: Vec<&usize> = out.iter().filter(|place| wanted(place)).collect();
        let named = own.iter().take(NAMED).map(|place| {
            let name = Province::from_code(names[**place]);
            let name = name.map_or_else(|| plain(names[**place]), |of| of.name().to_owned());
            format!("{name} ({})", show(of(place)))
        });
        let named = named.collect::<Vec<_>>().join(", ");
        let more = match own.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        (!own.is_empty()).then(|| format!("{word} than in the others in {named}{more}"))
    };
    let higher = side("Higher", &|place| of(place) > found.centre);
    let lower = side("lower", &|place| of(place) < found.centre);
    let both: Vec<String> = higher.into_iter().chain(lower).collect();
    if both.is_empty() {
        return "They do so all over: it is not a few that stand out.".to_owned();
    }
    let said = both.join("; ");
    let (first, rest) = said.split_at(1);
    format!(
        "{}{rest}; the others differ by no more than chance.",
        first.to_uppercase()
    )
}
