//! The words that columns of several tables hold.

use crate::measures::{GroupBy, IntervalMethod, MEASURES, Unit};

pub(super) fn group_by() -> Vec<&'static str> {
    GroupBy::ALL.map(GroupBy::name).to_vec()
}

pub(super) fn interval_methods() -> Vec<&'static str> {
    IntervalMethod::ALL.map(IntervalMethod::name).to_vec()
}

pub(super) fn measures() -> Vec<&'static str> {
    MEASURES.iter().map(|measure| measure.name).collect()
}

pub(super) fn units() -> Vec<&'static str> {
    Unit::ALL.map(Unit::name).to_vec()
}
