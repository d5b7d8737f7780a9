//! The return rate by province, as a map of tiles and as bars; and by other groups.

use serde_json::{Value, json};

use super::chart::{Chart, Mark, Row, drawn, ends, rows_high, rows_narrow, rows_option};
use crate::datasets::format::{number, percent, plain};
use crate::measures::{self, Estimate, GroupBy, Groups, Results};
use crate::rules::Province;

/// Where each province's tile stands: column and row, about as on the map.
const TILES: [(&str, usize, usize); 31] = [
    ("hl", 6, 0),
    ("nm", 3, 1),
    ("bj", 4, 1),
    ("tj", 5, 1),
    ("jl", 6, 1),
    ("xj", 0, 2),
    ("gs", 1, 2),
    ("nx", 2, 2),
    ("sx", 3, 2),
    ("he", 4, 2),
    ("ln", 6, 2),
    ("qh", 1, 3),
    ("sn", 2, 3),
    ("ha", 3, 3),
    ("sd", 4, 3),
    ("xz", 0, 4),
    ("sc", 1, 4),
    ("cq", 2, 4),
    ("hb", 3, 4),
    ("ah", 4, 4),
    ("js", 5, 4),
    ("sh", 6, 4),
    ("yn", 1, 5),
    ("gz", 2, 5),
    ("hn", 3, 5),
    ("jx", 4, 5),
    ("zj", 5, 5),
    ("gx", 2, 6),
    ("gd", 3, 6),
    ("fj", 4, 6),
    ("hi", 3, 7),
];

const COLUMNS: usize = 7;
const LINES: usize = 8;

/// Cividis: even steps of lightness, which colour-blind people read, too.
const SCALE: [&str; 6] = [
    "#00224e", "#35456c", "#666970", "#948e77", "#c8b866", "#fee838",
];

/// The provinces with a return rate, each with its estimate.
fn rates(results: &Results) -> Vec<(Province, Estimate)> {
    let groups = results.groups();
    let provinces = groups.filter(|(_, group)| group.by == GroupBy::Province);
    let rates = provinces.filter_map(|(place, group)| {
        let province = Province::from_code(&group.name)?;
        Some((province, results.estimate(&measures::RETURN_RATE, place)?))
    });
    rates.collect()
}

fn hover(name: String, estimate: &Estimate) -> Vec<String> {
    let (value, interval) = percent(estimate);
    let mut lines = vec![name, format!("{value} of checked submissions returned")];
    if !interval.is_empty() {
        lines.push(format!("95 % interval: {interval} %"));
    }
    if let Some((returned, checked)) = estimate.parts {
        let (returned, checked) = (number(returned, 0), number(checked, 0));
        lines.push(format!("{returned} of {checked}, over all replications"));
    }
    lines
}

fn full_name(province: Province) -> String {
    let (name, chinese) = (province.name(), province.chinese());
    format!("{name} ({chinese}, {})", province.code())
}

/// The pictures of the provinces; none where none was checked.
pub(super) fn charts(results: &Results) -> Vec<Chart> {
    let mut rates = rates(results);
    if rates.is_empty() {
        return Vec::new();
    }
    let map = map(&rates);
    // The highest first; of equal ones in the order of the provinces.
    rates.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    vec![map, bars(&rates)]
}

fn map(rates: &[(Province, Estimate)]) -> Chart {
    let values = || rates.iter().map(|(_, estimate)| estimate.value * 100.0);
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let (mut known, mut others) = (Vec::new(), Vec::new());
    for (code, column, line) in TILES {
        let Some(province) = Province::from_code(code) else {
            continue;
        };
        let code = code.to_uppercase();
        match rates.iter().find(|(of, _)| *of == province) {
            Some((_, estimate)) => {
                let value = estimate.value * 100.0;
                // Dark tiles have light words.
                let place = if high > low {
                    (value - low) / (high - low)
                } else {
                    0.0
                };
                let ink = if place < 0.55 { "#ffffff" } else { "#000000" };
                known.push(json!({
                    "value": [column, line, drawn(value)],
                    "label": { "formatter": format!("{code}\n{}", number(value, 1)), "color": ink },
                    "tip": hover(full_name(province), estimate),
                }));
            }
            None => others.push(json!({
                "value": [column, line, 0],
                "label": { "formatter": code, "color": "$muted" },
                "itemStyle": { "color": "$none" },
                "tip": [full_name(province), "no check here, or no filings"],
            })),
        }
    }
    Chart {
        id: "map".into(),
        title: "Return rate by province, on the map".into(),
        text:
            "Share of checked submissions that are returned, in percent; a tile for each province \
               of the mainland, placed about as on the map. Grey: no check there, or no filings."
                .into(),
        high: [560, 470],
        option: map_option(&known, &others, low, high),
        narrow: json!({ "grid": { "left": 2, "right": 2 },
            "series": [{ "label": { "fontSize": 11 } }, { "label": { "fontSize": 11 } }] }),
        tables: &["measures.csv"],
    }
}

fn map_option(known: &[Value], others: &[Value], low: f64, high: f64) -> Value {
    let axis = |count: usize, inverse: bool| {
        json!({ "type": "category", "show": false, "inverse": inverse,
            "data": (0..count).collect::<Vec<_>>() })
    };
    let tiles = |data: &[Value]| {
        json!({ "type": "heatmap", "data": data,
            "label": { "show": true, "fontSize": 12, "lineHeight": 15 },
            "itemStyle": { "borderColor": "$surface", "borderWidth": 3, "borderRadius": 5 } })
    };
    // One rate alone has no scale.
    let (least, most) = if high > low {
        (low, high)
    } else {
        (low, low + 1.0)
    };
    json!({
        "grid": { "left": 40, "right": 40, "top": 4, "bottom": 56 },
        "tooltip": { "trigger": "item", "formatter": "@hover" },
        "xAxis": axis(COLUMNS, false),
        "yAxis": axis(LINES, true),
        "visualMap": {
            "type": "continuous", "orient": "horizontal", "left": "center", "bottom": 6,
            "seriesIndex": 0, "dimension": 2, "calculable": false, "min": drawn(least), "max": drawn(most),
            "text": [format!("{} %", number(high, 1)), format!("{} %", number(low, 1))],
            "textStyle": { "color": "$text" }, "itemWidth": 14, "itemHeight": 150,
            "inRange": { "color": SCALE },
        },
        "series": [tiles(known), tiles(others)],
    })
}

fn bars(rates: &[(Province, Estimate)]) -> Chart {
    let row = |(province, estimate): &(Province, Estimate)| Row {
        label: province.name().to_owned(),
        value: estimate.value,
        interval: ends(estimate.interval),
        hover: hover(full_name(*province), estimate),
        series: 0,
    };
    let rows: Vec<Row> = rates.iter().map(row).collect();
    let text = match (rates.first(), rates.last()) {
        (Some(most), Some(least)) if rates.len() > 1 => format!(
            "Most in {} ({}), fewest in {} ({}). Lines are 95 % intervals: provinces whose lines \
             overlap may differ by chance alone.",
            most.0.name(),
            percent(&most.1).0,
            least.0.name(),
            percent(&least.1).0,
        ),
        _ => "The line is the 95 % interval.".to_owned(),
    };
    rate_chart("provinces", "Return rate by province", text, &rows, 22)
}

fn rate_chart(id: &str, title: &str, text: String, rows: &[Row], each: usize) -> Chart {
    Chart {
        id: id.into(),
        title: title.into(),
        text,
        high: rows_high(rows.len(), each),
        option: rows_option(
            rows,
            "Returned, of checked submissions (%)",
            100.0,
            Mark::Bar,
        ),
        narrow: rows_narrow(),
        tables: &["measures.csv"],
    }
}

/// The return rate by filing type, carrier and segment; `None` where nothing was checked.
pub(super) fn by_group(results: &Results) -> Option<Chart> {
    let kinds = [GroupBy::FilingType, GroupBy::Carrier, GroupBy::Segment];
    let mut rows = Vec::new();
    for (series, by) in kinds.into_iter().enumerate() {
        let of_kind = || results.groups().filter(move |(_, group)| group.by == by);
        if by == GroupBy::Segment && of_kind().count() < 2 {
            continue;
        }
        for (place, group) in of_kind() {
            let Some(estimate) = results.estimate(&measures::RETURN_RATE, place) else {
                continue;
            };
            let kind = match by {
                GroupBy::FilingType => "type",
                GroupBy::Carrier => "carrier",
                _ => "segment",
            };
            let label = format!("{kind}: {}", plain(&group.name).replace('_', " "));
            rows.push(Row {
                hover: hover(label.clone(), &estimate),
                label,
                value: estimate.value,
                interval: ends(estimate.interval),
                series,
            });
        }
    }
    let text = format!(
        "All together: {}. A check by carrier is counted under its first leader's.",
        percent(&results.estimate(&measures::RETURN_RATE, Groups::NATION)?).0
    );
    let title = "Return rate by filing type, carrier and segment";
    (!rows.is_empty()).then(|| rate_chart("groups", title, text, &rows, 28))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_has_a_tile_of_its_own() {
        for province in Province::all() {
            let here = TILES.iter().filter(|tile| tile.0 == province.code());
            assert_eq!(here.count(), 1, "{}", province.name());
        }
        for (place, one) in TILES.iter().enumerate() {
            assert!(one.1 < COLUMNS && one.2 < LINES, "{one:?}");
            for other in &TILES[..place] {
                assert!((one.1, one.2) != (other.1, other.2), "{one:?} {other:?}");
            }
        }
    }
}
