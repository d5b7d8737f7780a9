//! Which known name was meant.

/// How alike two names must be (Jaro-Winkler, 0 to 1) for one to be taken for the other.
const ALIKE: f64 = 0.8;

/// The known name that is most like the one found, if any is near it.
///
/// ```
/// use beian_sim::diagnostics::nearest;
/// assert_eq!(nearest("windw", ["window", "seed"]), Some("window"));
/// assert_eq!(nearest("zzz", ["window", "seed"]), None);
/// ```
pub fn nearest<'n>(found: &str, known: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    let known = known.into_iter();
    let near = known
        .map(|name| (strsim::jaro_winkler(found, name), name))
        .filter(|(likeness, _)| *likeness > ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    near.map(|(_, name)| name)
}

/// The nearest of the known names as the end of a message, `; did you mean x?`; empty where none is
/// near.
pub fn did_you_mean<'n>(found: &str, known: impl IntoIterator<Item = &'n str>) -> String {
    nearest(found, known).map_or_else(String::new, |name| format!("; did you mean {name}?"))
}
