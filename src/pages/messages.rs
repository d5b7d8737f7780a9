//! Pictures of messages: what became of them, and what resends are worth.

use crate::datasets::{
    MESSAGES, MessageFate, RESEND_EFFECT, RESEND_EFFECT_BY_FATE, RESENDS, ResendFigure, RunTables,
    TableName,
};
use crate::experiment::{Resend, ResendEffect};
use crate::measures::{Estimate, Groups, Unit};
use crate::rules::{Cause, Fate};
use crate::views::format::{count, number, percent, plain};
use crate::views::{Axis, Bar, Bars, Dot, Formatted, Hover, Mark, Picture, Plot, Row, Rows, words};

/// What became of messages, those kept divided by whether their code was used: words and colour.
const FATES: [(MessageFate, &str, &str); 9] = [
    (MessageFate::UsedToVerify, "used to verify", "c1"),
    (MessageFate::Met(Fate::Kept), "kept, not used", "c6"),
    (MessageFate::Met(Fate::Deleted), "deleted", "c8"),
    (MessageFate::Met(Fate::Intercepted), "intercepted", "c2"),
    (
        MessageFate::Met(Fate::OutOfCoverage),
        "out of coverage",
        "c5",
    ),
    (
        MessageFate::Met(Fate::NotReached),
        "not reached (MVNO)",
        "c4",
    ),
    (MessageFate::Met(Fate::Lost), "lost", "c3"),
    (MessageFate::Met(Fate::StaleNumber), "stale number", "c7"),
    (MessageFate::Met(Fate::Withdrawn), "withdrawn", "none"),
];

/// Messages by cause and fate, in the mean of so many replications; `None` where there were none.
pub(super) fn fates(tables: &RunTables, replications: usize) -> Option<Picture> {
    let replications = replications.max(1) as f64;
    let queued = |cause: &Cause| tables.message(*cause, MessageFate::Queued);
    let causes = Cause::ALL.into_iter();
    let causes: Vec<Cause> = causes
        .filter(|cause| queued(cause).is_some_and(|row| row.messages > 0))
        .collect();
    let bar = |cause: Cause, fate: MessageFate, name: &str| {
        let number_of = |fate| tables.message(cause, fate).map_or(0, |row| row.messages);
        let mut found = number_of(fate);
        if fate == MessageFate::Met(Fate::Kept) {
            found = found.saturating_sub(number_of(MessageFate::UsedToVerify));
        }
        let value = found as f64 / number_of(MessageFate::Queued).max(1) as f64;
        let a_replication = number(found as f64 / replications, 1);
        let hover = Hover::new(format!("{}: {name}", words::cause(cause)))
            .line(format!("{} of those queued", percent(value, 2)))
            .line(format!("{a_replication} messages a replication"));
        Bar { value, hover }
    };
    let series = FATES.map(|(fate, name, colour)| {
        let bars = causes.iter().map(|cause| bar(*cause, fate, name));
        (name.to_owned(), colour, bars.collect())
    });
    let label = |cause: &Cause| {
        let mean = queued(cause).map_or(0.0, |row| row.messages as f64 / replications);
        format!("{}\n{}", words::cause(*cause), number(mean, 0))
    };
    let plot = Plot::Bars(Bars {
        axis: Axis::percent("Share of messages queued").within(0.0, 100.0),
        stacked: true,
        labels: causes.iter().map(label).collect(),
        series: series.into(),
    });
    let kept = tables.message(*causes.first()?, MessageFate::Met(Fate::Kept))?;
    let text = format!(
        "Of 100 first messages {} are kept: the leader has the code. Under each cause, how many \
         are queued in a replication.",
        number(kept.share_of_queued()? * 100.0, 1)
    );
    let title = "What became of messages, by cause";
    Some(Picture::new("messages", title, plot, [MESSAGES.name]).says(text))
}

/// What resends did, as seen; `None` where no leader kept a message.
pub(super) fn as_seen(tables: &RunTables) -> Option<Picture> {
    tables.resend(Cause::First, ResendFigure::ShareOfFirstKept)?;
    let bar = |cause: Cause, figure: ResendFigure, what: &str| {
        let found = tables.resend(cause, figure);
        let hover = Hover::new(format!("{}: {what}", words::cause(cause)));
        let hover = match found {
            Some(Estimate {
                value,
                parts: Some((part, whole)),
                ..
            }) => {
                let parts = format!("{} of {}", number(part, 0), number(whole, 0));
                hover
                    .line(percent(value, 2))
                    .line(format!("{parts}, over all replications"))
            }
            _ => hover.line("none"),
        };
        let value = found.map_or(0.0, |share| share.value);
        Bar { value, hover }
    };
    let series = Cause::ALL
        .into_iter()
        .zip(["c1", "c2", "c3"])
        .map(|(cause, colour)| {
            let kept = "the first message that a leader kept";
            let bars = vec![
                bar(cause, ResendFigure::ShareOfFirstKept, kept),
                bar(
                    cause,
                    ResendFigure::ShareOfVerified,
                    "the code that verified a leader",
                ),
            ];
            (words::cause(cause).to_owned(), colour, bars)
        });
    let plot = Plot::Bars(Bars {
        axis: Axis::percent("Share"),
        stacked: false,
        labels: ["First message kept", "Verified with its code"]
            .map(str::to_owned)
            .into(),
        series: series.collect(),
    });
    let title = "What resends are worth, as seen";
    let picture = Picture::new("resends-seen", title, plot, [RESENDS.name]);
    Some(picture.says(
        "Which message was the first that a leader kept, and whose code verified them. A \
         leader verified with a resent code might have used the first one: what resends cause, \
         only runs without them can tell.",
    ))
}

/// What resends cause: by resend, and by what became of the first message. Of several scenarios each
/// has its name, and its place in the names of links.
pub(super) fn as_caused(effect: &ResendEffect, of: Option<(usize, &str)>) -> Vec<Picture> {
    let dot = |heading: String, figure: &Estimate, unit: &str, series: usize| Dot {
        hover: Hover::figure(
            heading,
            &Formatted::of(Unit::Number, figure),
            &format!("returns avoided per 1,000 {unit}"),
        ),
        value: figure.value,
        interval: figure.interval.map(Into::into),
        series,
    };
    let nation = effect.by_group.iter().filter(|e| e.group == Groups::NATION);
    let all = nation.map(|one| {
        let name = words::resend(one.resend);
        let units = ["checks", "messages resent"];
        let figures = [one.per_1000_checks, one.per_1000_resent];
        let figures = (0..)
            .zip(units)
            .zip(figures)
            .filter_map(|((series, unit), figure)| {
                Some(dot(
                    format!("{name}, per 1,000 {unit}"),
                    &figure?,
                    unit,
                    series,
                ))
            });
        Row::of(name, figures.collect())
    });
    let all = all.filter(|row| !row.figures.is_empty()).collect();
    let mut fates: Vec<Row> = Vec::new();
    for one in &effect.by_fate {
        let Some(figure) = &one.per_1000_filings else {
            continue;
        };
        let (fate, resend) = (words::fate(one.fate), words::resend(one.resend));
        let mut figure = dot(
            format!("{fate}: {resend}"),
            figure,
            "filings",
            one.resend as usize,
        );
        figure.hover = figure
            .hover
            .line(format!("of these {} filings", count(one.filings)));
        match fates.iter_mut().find(|row| row.label == fate) {
            Some(row) => row.figures.push(figure),
            None => fates.push(Row::one(fate, figure)),
        }
    }
    let picture = |id: &str, title: &str, rows: Rows, table: TableName| {
        let (id, title) = match of {
            Some((place, name)) => (format!("{id}-{place}"), format!("{title}: {}", plain(name))),
            None => (id.to_owned(), title.to_owned()),
        };
        let any = !rows.rows.is_empty();
        any.then(|| Picture::new(id, title, Plot::Rows(rows), [table]))
    };
    let rows = |axis: &str, rows| Rows::new(Axis::plain(axis), Mark::Dot, rows);
    let all = picture(
        "resends-caused",
        "What resends are worth, as caused",
        rows("Returns avoided", all).legend(["per 1,000 checks", "per 1,000 messages resent"]),
        RESEND_EFFECT.name,
    );
    let by_fate = picture(
        "resends-by-fate",
        "What resends cause, by what became of the first message",
        rows("Returns avoided per 1,000 of these filings", fates)
            .legend(Resend::ALL.map(words::resend)),
        RESEND_EFFECT_BY_FATE.name,
    );
    let all = all.map(|picture| {
        picture.says(
            "Returns that resends avoid: the same filings with them and without, with confidence intervals. \
             The effects do not add up: what one resend does not avoid the other may.",
        )
    });
    let by_fate = by_fate.map(|picture| {
        picture.says(
            "Returns of first submissions avoided per 1,000 filings whose first message met each fate; \
             of two leaders, the one whose message got least far.",
        )
    });
    all.into_iter().chain(by_fate).collect()
}
