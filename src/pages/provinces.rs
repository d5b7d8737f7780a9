//! Pictures of provinces: the return rate on a map of tiles, and as bars.

use super::returns::{rate, rates_picture, returned};
use crate::datasets::MEASURES_BY_GROUP;
use crate::measures::{Estimate, Group, GroupBy, Groups, RETURN_RATE, Results};
use crate::rules::Province;
use crate::views::format::{number, percent};
use crate::views::{Dot, Hover, Picture, Plot, Row, Tile, Tiles, differ, words};

/// The provinces' tiles, about as on the map.
const MAP: [&str; 8] = [
    ".. .. .. .. .. .. hl",
    ".. .. .. nm bj tj jl",
    "xj gs nx sx he .. ln",
    ".. qh sn ha sd .. ..",
    "xz sc cq hb ah js sh",
    ".. yn gz hn jx zj ..",
    ".. .. gx gd fj .. ..",
    ".. .. .. hi .. .. ..",
];

/// The provinces on the map: column and line of each.
fn tiles() -> impl Iterator<Item = (Province, (usize, usize))> {
    let places = (0..).zip(MAP).flat_map(|(line, row)| {
        let row = (0..).zip(row.split(' '));
        row.map(move |(column, code)| (code, (column, line)))
    });
    places.filter_map(|(code, at)| Some((Province::from_code(code)?, at)))
}

/// The provinces with a return rate, and how it varies between them.
struct Provinces {
    nation: Estimate,
    /// The provinces, each with its estimate, and that drawn towards the nation's.
    rates: Vec<(Province, Estimate, f64)>,
    /// Whether they differ by more than chance.
    differ: bool,
}

impl Provinces {
    fn of(results: &Results) -> Option<Self> {
        let nation = results.estimate(&RETURN_RATE, Groups::NATION)?;
        let found = results.heterogeneity(&RETURN_RATE, GroupBy::Province);
        let of_province = |(place, group): (usize, &Group)| {
            let province = Province::from_code(&group.name)?;
            let estimate = results.estimate(&RETURN_RATE, place)?;
            let shrunk = found.as_ref().and_then(|(places, found)| {
                let own = places.iter().position(|other| *other == place)?;
                Some(found.groups[own].shrunk)
            });
            Some((province, estimate, shrunk.unwrap_or(estimate.value)))
        };
        let groups = results.groups();
        let groups = groups.filter(|(_, group)| group.by == GroupBy::Province);
        let rates: Vec<_> = groups.filter_map(of_province).collect();
        let differ = found.is_some_and(|(_, found)| found.beyond_chance());
        let any = !rates.is_empty();
        any.then_some(Self {
            nation,
            rates,
            differ,
        })
    }

    /// How far colours go from the nation's figure: as far as a province lies, and at least as far as the middle one of the
    /// intervals reaches.
    fn half(&self) -> f64 {
        let nation = self.nation.value;
        let far = self
            .rates
            .iter()
            .map(|(.., shrunk)| (shrunk - nation).abs());
        let widths = self
            .rates
            .iter()
            .filter_map(|(_, estimate, _)| estimate.interval);
        let mut widths: Vec<f64> = widths.map(|i| (i.high - i.low) / 2.0).collect();
        widths.sort_by(f64::total_cmp);
        let middle = widths.get(widths.len() / 2).copied().unwrap_or(0.0);
        far.fold(middle.max(0.001), f64::max)
    }
}

/// The return rate by province, as a map and as bars; nothing where nothing was checked.
pub(super) fn by_province(results: &Results) -> Vec<Picture> {
    let Some(mut found) = Provinces::of(results) else {
        return Vec::new();
    };
    let says = differ(results).unwrap_or_default();
    let map = map(&found, &says);
    let checked = |estimate: &Estimate| estimate.parts.map_or(0.0, |(_, checked)| checked);
    // An order of figures that differ by chance alone would be one of chance.
    let order = if found.differ {
        found.rates.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
        "the highest first"
    } else {
        found
            .rates
            .sort_by(|a, b| checked(&b.1).total_cmp(&checked(&a.1)));
        "those with most submissions first"
    };
    let row = |(province, estimate, _): &(Province, Estimate, f64)| {
        let dot = Dot {
            value: estimate.value,
            interval: estimate.interval.map(Into::into),
            hover: rate(words::province(*province), estimate),
            series: 0,
        };
        Row::one(province.name(), dot)
    };
    let text = format!(
        "{says} Bars are figures as counted, {order}; lines are confidence intervals, which are wide where there are few \
         submissions."
    );
    let title = "Return rate by province";
    let bars = rates_picture("provinces", title, found.rates.iter().map(row).collect());
    vec![map, bars.says(text.trim_start())]
}

fn map(found: &Provinces, says: &str) -> Picture {
    let (nation, half) = (found.nation.value, found.half());
    let tiles = tiles().map(|(province, at)| {
        let name = words::province(province);
        let code = province.code().to_uppercase();
        let known = found.rates.iter().find(|(of, ..)| *of == province);
        Tile {
            at,
            name: name.clone(),
            value: known.map(|(.., shrunk)| *shrunk),
            label: known.map_or(code.clone(), |(.., shrunk)| {
                format!("{code}\n{}", number(shrunk * 100.0, 1))
            }),
            hover: match known {
                Some((_, estimate, shrunk)) => rate(name, estimate).line(format!(
                    "drawn towards the nation's: {}",
                    percent(*shrunk, 2)
                )),
                None => Hover::new(name).line("no check here, or no filings"),
            },
        }
    });
    let plot = Plot::Tiles(Tiles {
        axis: returned(),
        columns: MAP[0].split(' ').count(),
        lines: MAP.len(),
        middle: nation,
        half,
        ends: [nation - half, nation + half].map(|end| percent(end.clamp(0.0, 1.0), 1)),
        none: "no check there, or no filings",
        tiles: tiles.collect(),
    });
    let title = "Return rate by province, on the map";
    let text = format!(
        "{says} Share of checked submissions that are returned, in percent, each drawn towards the nation's {} by as much \
         of it as is chance (empirical Bayes); colours say how far it then lies from that. A tile for each province of the mainland, \
         placed about as on the map.",
        percent(nation, 1)
    );
    Picture::new("map", title, plot, [MEASURES_BY_GROUP.name]).says(text.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        let places: Vec<_> = tiles().collect();
        assert_eq!(MAP.map(|row| row.split(' ').count()), [7; 8]);
        for province in Province::all() {
            let here = places.iter().filter(|(of, _)| *of == province);
            assert_eq!(here.count(), 1, "{}", province.name());
        }
        let words = MAP.iter().flat_map(|row| row.split(' '));
        assert_eq!(words.filter(|word| *word != "..").count(), places.len());
    }
}
