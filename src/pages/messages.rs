//! Messages by cause and fate, and what resends are worth.

use serde_json::{Value, json};

use super::chart::{
    Chart, Mark, Row, drawn, ends, rows_high, rows_narrow, rows_option, value_axis,
};
use crate::datasets::format::{amount, number, plain};
use crate::experiment::{Resend, ResendEffect};
use crate::measures::{Counts, Estimate, Groups, Results};
use crate::rules::{Cause, Fate};

/// A fate's words, and how many messages of a cause had it.
type FateOf = (&'static str, fn(&Counts, Cause) -> u64);

/// What became of messages: as fates, those kept divided by whether their code was used.
const FATES: [FateOf; 9] = [
    ("used to verify", |c, cause| c.used[cause as usize]),
    ("kept, not used", |c, cause| {
        c.fate(cause, Fate::Kept)
            .saturating_sub(c.used[cause as usize])
    }),
    ("deleted", |c, cause| c.fate(cause, Fate::Deleted)),
    ("intercepted", |c, cause| c.fate(cause, Fate::Intercepted)),
    ("out of coverage", |c, cause| {
        c.fate(cause, Fate::OutOfCoverage)
    }),
    ("not reached (MVNO)", |c, cause| {
        c.fate(cause, Fate::NotReached)
    }),
    ("lost", |c, cause| c.fate(cause, Fate::Lost)),
    ("stale number", |c, cause| c.fate(cause, Fate::StaleNumber)),
    ("withdrawn", |c, cause| c.fate(cause, Fate::Withdrawn)),
];

const COLOURS: [&str; 9] = [
    "$c1", "$c6", "$c8", "$c2", "$c5", "$c4", "$c3", "$c7", "$none",
];

fn label(cause: Cause) -> &'static str {
    match cause {
        Cause::First => "First",
        Cause::Automatic => "Automatic resend",
        Cause::Manual => "Manual resend",
    }
}

fn percent_of(part: u64, whole: u64) -> f64 {
    part as f64 / whole.max(1) as f64 * 100.0
}

/// Messages by cause and fate; `None` where there were none.
pub(super) fn fates(results: &Results) -> Option<Chart> {
    let total = results.total(Groups::NATION);
    let causes: Vec<Cause> = Cause::ALL
        .into_iter()
        .filter(|cause| total.queued(*cause) > 0)
        .collect();
    let first = *causes.first()?;
    let replications = results.replications.len().max(1) as f64;
    let series = FATES.iter().zip(COLOURS).map(|((name, of), colour)| {
        let bar = |cause: &Cause| {
            let (count, all) = (of(&total, *cause), total.queued(*cause));
            let share = percent_of(count, all);
            json!({ "value": drawn(share), "tip": [
                format!("{}: {name}", label(*cause)),
                format!("{} % of those queued", number(share, 2)),
                format!("{} messages a replication", number(count as f64 / replications, 1)),
            ] })
        };
        json!({ "type": "bar", "stack": "all", "name": name, "barWidth": "60%",
            "itemStyle": { "color": colour },
            "data": causes.iter().map(bar).collect::<Vec<_>>() })
    });
    let labels: Vec<String> = causes
        .iter()
        .map(|cause| {
            let mean = total.queued(*cause) as f64 / replications;
            format!("{}\n{}", label(*cause), number(mean, 0))
        })
        .collect();
    let kept = percent_of(total.fate(first, Fate::Kept), total.queued(first));
    Some(Chart {
        id: "messages".into(),
        title: "What became of messages, by cause".into(),
        text: format!(
            "Of 100 first messages {} are kept: the leader has the code. Under each cause, how many \
             are queued in a replication.",
            number(kept, 1)
        ),
        high: [120 + 70 * causes.len(), 190 + 70 * causes.len()],
        option: stacked(&labels, series.collect()),
        narrow: json!({ "grid": { "bottom": 140 }, "legend": { "itemGap": 6, "itemWidth": 16 },
            "yAxis": { "axisLabel": { "fontSize": 11, "width": 90, "overflow": "break" } } }),
        tables: &["messages.csv"],
    })
}

fn stacked(labels: &[String], series: Vec<Value>) -> Value {
    let mut x = value_axis("Share of messages queued (%)");
    x["max"] = json!(100);
    json!({
        "grid": { "left": 8, "right": 24, "top": 8, "bottom": 92, "containLabel": true },
        "tooltip": { "trigger": "item", "formatter": "@hover" },
        "legend": { "bottom": 0, "left": "center", "itemGap": 14 },
        "xAxis": x,
        "yAxis": { "type": "category", "inverse": true, "data": labels,
            "axisTick": { "show": false }, "axisLabel": { "lineHeight": 15 } },
        "series": series,
    })
}

/// What resends did, as seen; `None` where no message was sent.
pub(super) fn as_seen(results: &Results) -> Option<Chart> {
    let total = results.total(Groups::NATION);
    let kept: u64 = total.first_kept.iter().sum();
    let used: u64 = total.used.iter().sum();
    if total.queued.iter().sum::<u64>() == 0 {
        return None;
    }
    let series = Cause::ALL.into_iter().zip(["$c1", "$c2", "$c3"]).map(|(cause, colour)| {
        let bar = |what: &str, part: u64, whole: u64| {
            let share = percent_of(part, whole);
            json!({ "value": drawn(share), "tip": [
                format!("{}: {what}", label(cause)),
                format!("{} %", number(share, 2)),
                format!("{} of {}, over all replications", number(part as f64, 0), number(whole as f64, 0)),
            ] })
        };
        let place = cause as usize;
        json!({ "type": "bar", "name": label(cause), "itemStyle": { "color": colour }, "data": [
            bar("the first message that a leader kept", total.first_kept[place], kept),
            bar("the code that verified a leader", total.used[place], used),
        ] })
    });
    Some(Chart {
        id: "resends-seen".into(),
        title: "What resends are worth, as seen".into(),
        text: "Which message was the first that a leader kept, and whose code verified them. A \
               leader verified with a resent code might have used the first one: what resends cause, \
               only runs without them can tell."
            .into(),
        high: [280, 310],
        option: json!({
            "grid": { "left": 8, "right": 24, "top": 8, "bottom": 76, "containLabel": true },
            "tooltip": { "trigger": "item", "formatter": "@hover" },
            "legend": { "bottom": 0, "left": "center" },
            "xAxis": value_axis("Share (%)"),
            "yAxis": { "type": "category", "inverse": true,
                "data": ["First message kept", "Verified with its code"],
                "axisTick": { "show": false }, "axisLabel": { "width": 150, "overflow": "break" } },
            "series": series.collect::<Vec<_>>(),
        }),
        narrow: json!({ "yAxis": { "axisLabel": { "width": 76, "fontSize": 11, "lineHeight": 13 } },
            "legend": { "itemGap": 8, "itemWidth": 16 } }),
        tables: &["resends.csv"],
    })
}

fn off(resend: Resend) -> &'static str {
    match resend {
        Resend::Automatic => "automatic resend",
        Resend::Manual => "manual resend",
        Resend::Both => "both",
    }
}

fn effect_row(label: String, estimate: &Estimate, unit: &str, series: usize) -> Row {
    let (value, interval) = amount(estimate);
    let mut hover = vec![
        label.clone(),
        format!("{value} returns avoided per 1,000 {unit}"),
    ];
    if !interval.is_empty() {
        hover.push(format!("95 % interval: {interval}"));
    }
    Row {
        label,
        value: estimate.value,
        interval: ends(estimate.interval),
        hover,
        series,
    }
}

/// What resends cause: by resend, and by what became of the first message. Of several scenarios each
/// has its name, and its `place` in the names of links.
pub(super) fn as_caused(effect: &ResendEffect, of: Option<(usize, &str)>) -> Vec<Chart> {
    let id = |id: &str| of.map_or(id.to_owned(), |(place, _)| format!("{id}-{place}"));
    let title = |title: &str| {
        of.map_or(title.to_owned(), |(_, name)| {
            format!("{title}: {}", plain(name))
        })
    };
    let nation = effect.by_group.iter().filter(|e| e.group == Groups::NATION);
    let mut rows = Vec::new();
    for (unit, series) in [("checks", 0), ("messages saved", 1)] {
        for one in nation.clone() {
            let figure = if series == 0 {
                one.per_1000_checks
            } else {
                one.per_1000_messages
            };
            let label = format!("{}, per 1,000 {unit}", off(one.resend));
            rows.extend(figure.map(|figure| effect_row(label, &figure, unit, series)));
        }
    }
    let fates: Vec<Row> = effect
        .by_fate
        .iter()
        .filter_map(|one| {
            let fate = one.fate.name().replace('_', " ");
            let label = format!("{fate}: {}", off(one.resend));
            Some(effect_row(
                label,
                &one.per_1000_filings?,
                "filings",
                one.resend as usize,
            ))
        })
        .collect();
    let all = caused(
        id("resends-caused"),
        title("What resends are worth, as caused"),
        "Returns that resends avoid: the same filings with them and without, with 95 % intervals. \
         The effects do not add up: what one resend does not avoid the other may.",
        "Returns avoided",
        &rows,
        &["resend_effect.csv"],
    );
    let by_fate = caused(
        id("resends-by-fate"),
        title("What resends cause, by what became of the first message"),
        "Returns of first submissions avoided per 1,000 filings whose first message met each fate; \
         of two leaders, the one whose message got least far.",
        "Returns avoided per 1,000 of these filings",
        &fates,
        &["resend_effect_by_fate.csv"],
    );
    [all, by_fate].into_iter().flatten().collect()
}

fn caused(
    id: String,
    title: String,
    text: &str,
    axis: &str,
    rows: &[Row],
    tables: &'static [&'static str],
) -> Option<Chart> {
    (!rows.is_empty()).then(|| Chart {
        id,
        title,
        text: text.into(),
        high: rows_high(rows.len(), 26),
        option: rows_option(rows, axis, 1.0, Mark::Dot),
        narrow: rows_narrow(),
        tables,
    })
}
