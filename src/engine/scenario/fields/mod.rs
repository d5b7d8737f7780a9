//! The fields of a scenario: what may stand where, what it means, and where its value goes.
//!
//! Each field is declared once, in `general`, `people`, `stations`, `costs` or (inside lists) `tables`.
//! [`general`], [`province`] and [`population`] walk the declarations in step with what they are read
//! into. Reading a file is one such walk; listing all that there is, for `fields`, the schema, the
//! reference and suggestions, is another.

pub(super) mod costs;
pub(super) mod declared;
mod defaults;
pub(super) mod distributions;
mod entries;
mod general;
mod kind;
mod people;
pub(super) mod reminders;
mod sections;
pub(super) mod spans;
mod stations;
pub(super) mod tables;
pub(super) mod uncertain;

use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

pub use declared::Part;
pub use defaults::{as_toml, default};
pub use distributions::{BOUNDS, FORMS, Form, MEASURED_IN, MIXTURE_PARTS};
pub use entries::{Entry, entries};
pub use kind::{
    CHINA, DAYS, Kind, MAXIMUM_FACTOR, MAXIMUM_RATE, MINIMUM_RATE, MeasuredIn, SCOPES, TYPES, Where,
};
pub use people::{CarrierParameters, Handsets, People, Resubmission};
pub use reminders::{Channel, Reminder, ReminderTime};
pub use sections::{SECTIONS, in_full, section_meaning};
pub use stations::{Access, Authority, Provider};
pub use uncertain::{CUT_OFF, PRIORS, PriorForm};

use super::draft::{General, ProvinceDraft};
use super::model::Population;
use super::tree::{Node, join};
use crate::diagnostics::did_you_mean;
use crate::rules::Carrier;
use declared::Declared;

/// A field of a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field {
    /// Its dotted path.
    pub path: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Where it may be set.
    pub may_stand: Where,
    /// What it means.
    pub meaning: &'static str,
}

/// What walks the declarations of a section at a path, and what its fields are read into.
pub(super) trait Visitor {
    /// Takes a section, or a part of one.
    fn section<T>(&mut self, path: &str, fields: &[Declared<T>], target: &mut T);
}

/// The fields that a scenario has once. What later ones refer to comes first.
pub(super) fn general(visitor: &mut impl Visitor, of: &mut General) {
    visitor.section("", general::WORDS, of);
    visitor.section("", general::HOLIDAYS, of);
    visitor.section("run", general::START, &mut of.run);
    visitor.section("run", general::LENGTH, &mut of.run);
    visitor.section("run", general::WARM_UP, &mut of.run);
    visitor.section("run", general::CHANCE, &mut of.run);
    visitor.section("", general::CALENDARS, of);
    visitor.section("arrivals", general::ARRIVALS_FILE, of);
    if of.filings.is_none() {
        visitor.section("arrivals", general::RATES, &mut of.poisson);
        visitor.section("arrivals", general::SHARES, &mut of.poisson);
    }
    visitor.section("", general::SEGMENTS, of);
    visitor.section("", general::OUTAGES, of);
    visitor.section("", general::THRESHOLDS, of);
    visitor.section("", general::UNCERTAIN, of);
    visitor.section("rules", stations::RULES, &mut of.policy);
    visitor.section("rules", stations::IN_FORCE, of);
    visitor.section("costs.message", costs::MESSAGE, &mut of.prices);
    visitor.section("costs", costs::COSTS, &mut of.prices);
}

/// The fields that hold for recorded acts as well, with no world around them.
pub(super) fn rules(
    visitor: &mut impl Visitor,
    general: &mut General,
    province: &mut ProvinceDraft,
) {
    visitor.section("run", general::CHANCE, &mut general.run);
    visitor.section("rules", stations::RULES, &mut general.policy);
    visitor.section("rules", stations::IN_FORCE, general);
    visitor.section("rules", stations::FIRST_CODE, province);
}

/// The fields that may differ among provinces.
pub(super) fn province(visitor: &mut impl Visitor, of: &mut ProvinceDraft) {
    visitor.section("access", stations::ACCESS, &mut of.access);
    visitor.section("provider", stations::PROVIDER, &mut of.provider);
    visitor.section("rules", stations::FIRST_CODE, of);
    visitor.section("authority", stations::AUTHORITY, &mut of.authority);
    visitor.section("gateway", stations::GATEWAY, of);
}

/// The fields that may differ among provinces and among segments.
pub(super) fn population(visitor: &mut impl Visitor, of: &mut Population) {
    visitor.section("filings", people::FILINGS, of);
    for (carrier, parameters) in Carrier::ALL.iter().zip(&mut of.carriers) {
        visitor.section(&join(CARRIERS, carrier.name()), people::CARRIER, parameters);
    }
    visitor.section(&join(CARRIERS, Carrier::Mvno.name()), people::MVNO, of);
    visitor.section("handsets", people::HANDSETS, &mut of.handsets);
    visitor.section("people", people::PEOPLE, &mut of.people);
    visitor.section("resubmission", people::RESUBMISSION, &mut of.resubmission);
}

/// The section of the carriers, whose shares sum to 1.
pub(super) const CARRIERS: &str = "carriers";

/// The list of segments, in which other fields may stand.
pub(super) const SEGMENTS: &str = general::SEGMENTS[0].part.name;

/// Lists what is declared.
struct Listing {
    may_stand: Where,
    list: Vec<Field>,
}

impl Visitor for Listing {
    fn section<T>(&mut self, path: &str, fields: &[Declared<T>], _: &mut T) {
        self.list.extend(fields.iter().map(|declared| Field {
            // Once in a program: the list is kept to its end.
            path: join(path, declared.part.name).leak(),
            kind: declared.part.kind,
            may_stand: self.may_stand,
            meaning: declared.part.meaning,
        }));
    }
}

struct Registry {
    list: Vec<Field>,
    places: HashMap<&'static str, usize>,
    sections: HashSet<&'static str>,
}

fn registry() -> &'static Registry {
    static REGISTRY: OnceLock<Registry> = OnceLock::new();
    REGISTRY.get_or_init(|| {
        let mut listing = Listing {
            may_stand: Where::General,
            list: Vec::new(),
        };
        general(&mut listing, &mut General::default());
        listing.may_stand = Where::Province;
        province(&mut listing, &mut ProvinceDraft::default());
        listing.may_stand = Where::Population;
        population(&mut listing, &mut Population::default());
        let mut list = listing.list;
        list.sort_by_key(|field| sections::place(field.path));
        let paths = list.iter().map(|field| field.path);
        let sections = paths.clone().flat_map(|path| {
            let ends = path.match_indices('.').map(|(at, _)| at);
            ends.map(move |at| &path[..at])
        });
        Registry {
            places: paths.clone().zip(0..).collect(),
            sections: sections.collect(),
            list,
        }
    })
}

/// All fields, in the order of a scenario file.
pub fn fields() -> &'static [Field] {
    &registry().list
}

/// The field at a path; a path under `province.<code>` or `segments.<name>` is that of the general
/// field.
pub fn field_at(path: &str) -> Option<&'static Field> {
    let registry = registry();
    let place = registry.places.get(general_path(path))?;
    registry.list.get(*place)
}

/// A path less `province.<code>.` or `segments.<name>.`; a name may have points in it.
pub(super) fn general_path(path: &str) -> &str {
    if let Some(rest) = path.strip_prefix("province.") {
        return after_points(rest).next().unwrap_or(path);
    }
    let Some(rest) = path.strip_prefix("segments.") else {
        return path;
    };
    let field = after_points(rest).find(|below| leads_to_field(below));
    field.or(after_points(rest).next()).unwrap_or(path)
}

/// What follows each point of a path.
fn after_points(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('.').map(|(at, _)| &path[at + 1..])
}

/// Whether a path is that of a section, a field, or something inside one.
pub(super) fn leads_to_field(path: &str) -> bool {
    let registry = registry();
    let mut ends = path
        .match_indices('.')
        .map(|(at, _)| at)
        .chain([path.len()]);
    registry.sections.contains(path) || ends.any(|end| registry.places.contains_key(&path[..end]))
}

/// Whether the value at a path is one value, replaced whole: tables of other fields merge.
pub(super) fn is_whole(path: &str) -> bool {
    field_at(path).is_some_and(|field| !matches!(field.kind, Kind::Calendars))
}

/// The field nearest to a name, if one is near, as `; did you mean x?`.
pub fn nearest_field(name: &str) -> String {
    did_you_mean(name, fields().iter().map(|field| field.path))
}

/// What is wrong with a path that is no field: the nearest field, for a message.
pub(super) fn unknown(path: &str) -> String {
    let general = general_path(path);
    let prefix = &path[..path.len() - general.len()];
    let near = nearest_field(general);
    let near = near.replacen("mean ", &format!("mean {prefix}"), 1);
    format!("unknown field{near}")
}

/// Whether a table has fields that may differ among segments.
pub(super) fn has_population_fields(table: &Node) -> bool {
    table.fields().any(|(name, _)| {
        let inside = |field: &Field| {
            let below = field.path.strip_prefix(name.as_str());
            field.may_stand == Where::Population && below.is_some_and(|rest| rest.starts_with('.'))
        };
        fields().iter().any(inside)
    })
}

/// Whether some field lies below a path.
pub(super) fn is_section(path: &str) -> bool {
    registry().sections.contains(general_path(path))
}
