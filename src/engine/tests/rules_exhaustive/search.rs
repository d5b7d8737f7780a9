//! Breadth first through all states that can be reached.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use super::model::{Act, Setting, State};
use super::property::Property;

/// What an exploration came to.
#[derive(Debug, Default)]
pub struct Explored {
    /// Different states.
    pub states: usize,
    /// Steps taken from them, each held to all properties.
    pub steps: usize,
    /// The shortest way to where a property does not hold, if there is one.
    pub fault: Option<(Property, String)>,
}

/// A state's identity: 64 bits of its content.
fn identity(state: &State) -> u64 {
    BuildHasherDefault::<DefaultHasher>::default().hash_one(state)
}

/// Where a state was found from, by which of that state's acts.
type Found = HashMap<u64, Option<(u64, u16)>>;

/// Explores a setting until every state was seen, or a property does not hold.
pub fn explore(setting: &Setting) -> Explored {
    let initial = match setting.initial() {
        Ok(initial) => initial,
        Err(property) => {
            let fault = Some((property, "at once".to_owned()));
            return Explored {
                fault,
                ..Explored::default()
            };
        }
    };
    let mut found = Found::from([(identity(&initial), None)]);
    let mut steps = 0;
    let mut layer = vec![initial];
    while !layer.is_empty() {
        let mut next_layer = Vec::new();
        for state in layer {
            let from = identity(&state);
            for (place, act) in (0..).zip(state.acts(setting)) {
                steps += 1;
                let next = match state.after(setting, &act) {
                    Ok(Some(next)) => next,
                    Ok(None) => continue,
                    Err(property) => {
                        let way = way(setting, &found, from, &act);
                        let fault = Some((property, way));
                        return Explored {
                            states: found.len(),
                            steps,
                            fault,
                        };
                    }
                };
                if let Entry::Vacant(new) = found.entry(identity(&next)) {
                    new.insert(Some((from, place)));
                    next_layer.push(next);
                }
            }
        }
        layer = next_layer;
    }
    Explored {
        states: found.len(),
        steps,
        fault: None,
    }
}

/// The acts from the start to a state, and the last one.
fn way(setting: &Setting, found: &Found, mut to: u64, last: &Act) -> String {
    let mut places = Vec::new();
    while let Some(Some((from, place))) = found.get(&to) {
        places.push(*place);
        to = *from;
    }
    let mut text = String::new();
    let mut state = setting.initial();
    for place in places.into_iter().rev() {
        let Ok(current) = state else { break };
        let act = current.acts(setting).swap_remove(usize::from(place));
        let _ = writeln!(text, "{} {act}", current.now());
        state = current
            .after(setting, &act)
            .and_then(|next| next.ok_or(Property::EndsOnce));
    }
    if let Ok(current) = state {
        let _ = writeln!(text, "{} {last}", current.now());
    }
    text
}
