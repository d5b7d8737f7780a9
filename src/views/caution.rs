//! What stands in the way of reading intervals as they look: too few replications, too few events.

use super::format::count;
use super::warm_up::too_short;
use crate::measures::{GroupBy, MEASURES, Results, Unit};
use crate::scenario::Scenario;

/// Fewer replications than these make Student t wide, and hang much on each of them.
const FEW_REPLICATIONS: usize = 5;
/// A share with fewer events, or fewer of what is not the event, is far from normal.
const FEW_EVENTS: f64 = 10.0;
/// So many measures of the nation are named.
const NAMED: usize = 3;

/// What is missing of a scenario's holidays, a sentence; `None` where its list is of the years of its run, or where
/// it has none.
pub fn holidays_left_out(scenario: &Scenario) -> Option<String> {
    let holidays = &scenario.holidays;
    let left_out = years(&holidays.years_left_out(&scenario.run))?;
    let known: Vec<i16> = holidays.closed.iter().map(|date| date.year()).collect();
    let known = years(&known)?;
    let hint = match holidays.official {
        true => "",
        false => " (holidays = \"china\" has the official ones)",
    };
    Some(format!(
        "the run has days in {left_out}, where no holiday is known: the scenario's are of {known}{hint}"
    ))
}

/// The first and the last of years in order, in words.
fn years(all: &[i16]) -> Option<String> {
    let (first, last) = (all.first()?, all.last()?);
    Some(match first == last {
        true => first.to_string(),
        false => format!("{first} to {last}"),
    })
}

/// What a reader of the results should know, a sentence each; nothing where they can be taken as they
/// are.
pub fn cautions(scenario: &Scenario, results: &Results) -> Vec<String> {
    let mut cautions: Vec<String> = holidays_left_out(scenario).into_iter().collect();
    cautions.extend(too_short(scenario, results));
    let replications = results.replications.len();
    if (2..FEW_REPLICATIONS).contains(&replications) {
        cautions.push(format!(
            "{replications} replications are few for an interval (Student t with {} of freedom): \
             {FEW_REPLICATIONS} or more say more",
            if replications == 2 {
                "one degree".to_owned()
            } else {
                format!("{} degrees", replications - 1)
            }
        ));
    }
    let (mut shares, mut few, mut named) = (0u64, 0u64, Vec::new());
    for measure in MEASURES
        .iter()
        .filter(|measure| measure.unit == Unit::Share)
    {
        for (place, group) in results.groups() {
            let Some(estimate) = results.estimate(measure, place) else {
                continue;
            };
            let Some((events, all)) = estimate.parts.filter(|_| estimate.interval.is_some()) else {
                continue;
            };
            shares += 1;
            // None at all may be what the rules say.
            let fewer = events.min(all - events);
            if fewer > 0.0 && fewer < FEW_EVENTS {
                few += 1;
                if group.by == GroupBy::Nation {
                    named.push(measure.name);
                }
            }
        }
    }
    if few > 0 {
        let rest = named.len().saturating_sub(NAMED);
        named.truncate(NAMED);
        let of_nation = match (named.is_empty(), rest) {
            (true, _) => "none of them the nation's".to_owned(),
            (false, 0) => format!("of the nation {}", named.join(", ")),
            (false, rest) => format!("of the nation {} and {rest} more", named.join(", ")),
        };
        cautions.push(format!(
            "{} of {} shares rest on fewer than {FEW_EVENTS} events, and their intervals mean little \
             ({of_nation})",
            count(few),
            count(shares),
        ));
    }
    cautions
}
