//! The groups by which measures are broken down.

use crate::rules::{Carrier, FilingType, Province};

/// A breakdown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupBy {
    /// All provinces together.
    Nation,
    /// By province.
    Province,
    /// By filing type.
    FilingType,
    /// By carrier: of the check's first leader, or of the message's.
    Carrier,
    /// By population segment.
    Segment,
}

impl GroupBy {
    /// All breakdowns.
    pub const ALL: [Self; 5] = [
        Self::Nation,
        Self::Province,
        Self::FilingType,
        Self::Carrier,
        Self::Segment,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nation => "nation",
            Self::Province => "province",
            Self::FilingType => "filing_type",
            Self::Carrier => "carrier",
            Self::Segment => "segment",
        }
    }
}

/// One group of a breakdown.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Group {
    /// The breakdown.
    pub by: GroupBy,
    /// The group's name: a province's code, a type's or carrier's name, a segment's name, `all`.
    pub name: String,
}

impl Group {
    /// Whether it is the nation.
    pub fn is_nation(&self) -> bool {
        self.by == GroupBy::Nation
    }
}

/// All groups of a scenario, in the order of results: the nation, its provinces, the filing types,
/// the carriers, the segments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Groups {
    all: Vec<Group>,
    provinces: usize,
}

impl Groups {
    /// The groups of these provinces and segments.
    pub fn new(
        provinces: impl Iterator<Item = Province>,
        segments: impl Iterator<Item = String>,
    ) -> Self {
        let group = |by, name: &str| Group {
            by,
            name: name.to_owned(),
        };
        let mut all = vec![group(GroupBy::Nation, "all")];
        all.extend(provinces.map(|p| group(GroupBy::Province, p.code())));
        let provinces = all.len() - 1;
        all.extend(FilingType::ALL.map(|t| group(GroupBy::FilingType, t.name())));
        all.extend(Carrier::ALL.map(|c| group(GroupBy::Carrier, c.name())));
        all.extend(segments.map(|name| group(GroupBy::Segment, &name)));
        Self { all, provinces }
    }

    /// All groups.
    pub fn all(&self) -> &[Group] {
        &self.all
    }

    /// The place of the group of this name; `all` is the nation.
    pub fn named(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|group| group.name == name)
    }

    /// The place of the nation.
    pub const NATION: usize = 0;

    /// The place of a province, by its place among the scenario's.
    pub fn province(&self, place: usize) -> usize {
        1 + place
    }

    /// The place of a filing type.
    pub fn filing_type(&self, kind: usize) -> usize {
        1 + self.provinces + kind
    }

    /// The place of a carrier.
    pub fn carrier(&self, carrier: usize) -> usize {
        1 + self.provinces + FilingType::ALL.len() + carrier
    }

    /// The place of a segment.
    pub fn segment(&self, segment: usize) -> usize {
        self.carrier(Carrier::ALL.len()) + segment
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_its_place() {
        let provinces = || Province::all().skip(3).take(2);
        let names = ["first", "second"].map(str::to_owned);
        let groups = Groups::new(provinces(), names.into_iter());
        let of = |place: usize| (groups.all()[place].by, groups.all()[place].name.as_str());
        assert_eq!(groups.all().len(), 1 + 2 + 7 + 4 + 2);
        assert_eq!(of(Groups::NATION), (GroupBy::Nation, "all"));
        for (place, province) in provinces().enumerate() {
            assert_eq!(
                of(groups.province(place)),
                (GroupBy::Province, province.code())
            );
        }
        for kind in FilingType::ALL {
            let place = groups.filing_type(kind as usize);
            assert_eq!(of(place), (GroupBy::FilingType, kind.name()));
        }
        for carrier in Carrier::ALL {
            let place = groups.carrier(carrier as usize);
            assert_eq!(of(place), (GroupBy::Carrier, carrier.name()));
        }
        assert_eq!(of(groups.segment(1)), (GroupBy::Segment, "second"));
        assert_eq!(groups.named("second"), Some(15));
        assert_eq!(
            (groups.named("all"), groups.named("third")),
            (Some(0), None)
        );
        let nations = groups.all().iter().filter(|group| group.is_nation());
        assert_eq!(nations.count(), 1);
        let names = GroupBy::ALL.map(GroupBy::name);
        assert_eq!(
            names,
            ["nation", "province", "filing_type", "carrier", "segment"]
        );
    }
}
