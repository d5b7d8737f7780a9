//! All tables of a run, computed once.

use super::entries::{AnswerRow, ENTRIES};
use super::figures::{
    MEASURES_BY_GROUP, MeasureRow, NeededRow, PRECISION, REPLICATIONS, ReplicationRow,
};
use super::load::{DayRow, HourRow, PAGE_PEAKS, PAGES, PageHourRow, PagePeakRow};
use super::load::{TIMELINE, TIMELINE_DAYS};
use super::messages::{MESSAGES, MessageFate, MessageRow};
use super::reasons::{REASONS, ReasonRow, Submissions};
use super::resends::{RESENDS, ResendFigure, ResendRow};
use super::times::{DELAYS, DurationRow, SURVIVAL, SurvivalRow, TIME_TO_VERIFY};
use super::warm_up::{WARM_UP, WARM_UP_DAYS, WarmUpDayRow, WarmUpRow};
use super::weekdays::{WEEKDAYS, WeekdayRow};
use super::{Schema, TableFile, calibrated, inputs};
use super::{caused, compared, entries, figures, found, load, loaded, messages, reasons, resends};
use super::{swept, times, uncertainty, warm_up, weekdays};
use crate::measures::{Estimate, GroupBy, Results};
use crate::rules::{Cause, WhyWindowOver};
use crate::scenario::Scenario;

/// The rows of all tables of a run, each figure computed once: every view of a run is made from them.
#[derive(Default)]
pub struct RunTables {
    /// Every measure of every group: [`MEASURES_BY_GROUP`].
    pub measures: Vec<MeasureRow>,
    /// Why submissions are returned: [`REASONS`].
    pub reasons: Vec<ReasonRow>,
    /// What became of messages: [`MESSAGES`].
    pub messages: Vec<MessageRow>,
    /// What the page answered: [`ENTRIES`].
    pub entries: Vec<AnswerRow>,
    /// What resends did, as seen: [`RESENDS`].
    pub resends: Vec<ResendRow>,
    /// How long messages take: [`DELAYS`].
    pub delays: Vec<DurationRow>,
    /// How long checks take: [`TIME_TO_VERIFY`].
    pub time_to_verify: Vec<DurationRow>,
    /// Checks complete by hour: [`SURVIVAL`].
    pub survival: Vec<SurvivalRow>,
    /// Checks by the weekday of the first code: [`WEEKDAYS`].
    pub weekdays: Vec<WeekdayRow>,
    /// The nation's load by hour: [`TIMELINE`].
    pub timeline: Vec<HourRow>,
    /// Each province's load by day: [`TIMELINE_DAYS`].
    pub days: Vec<DayRow>,
    /// Each province's page by hour of the day: [`PAGES`].
    pub pages: Vec<PageHourRow>,
    /// The busiest hour of each province's page: [`PAGE_PEAKS`].
    pub page_peaks: Vec<PagePeakRow>,
    /// The nation's measures, one replication at a time: [`REPLICATIONS`].
    pub replications: Vec<ReplicationRow>,
    /// How many replications the nation's measures need: [`PRECISION`].
    pub needed: Vec<NeededRow>,
    /// When the load settles: [`WARM_UP`].
    pub warm_up: Vec<WarmUpRow>,
    /// The load by day, from the begin of the warm-up: [`WARM_UP_DAYS`].
    pub warm_up_days: Vec<WarmUpDayRow>,
}

impl RunTables {
    /// The tables of a run of a scenario.
    pub fn of(scenario: &Scenario, results: &Results) -> Self {
        let warm_up = warm_up::rows(results);
        Self {
            measures: figures::rows(results),
            reasons: reasons::rows(results),
            messages: messages::rows(results),
            entries: entries::rows(results),
            resends: resends::rows(results),
            delays: times::delays(results),
            time_to_verify: times::time_to_verify(results),
            survival: times::survival(results, &scenario.policy.window),
            weekdays: weekdays::rows(results),
            timeline: load::timeline(results),
            days: load::days(results),
            pages: load::pages(results),
            page_peaks: load::page_peaks(results),
            replications: figures::replications(results),
            needed: figures::needed(results),
            warm_up_days: warm_up::days(results, &warm_up),
            warm_up,
        }
    }

    /// The nation's messages of a cause that met a fate.
    pub fn message(&self, cause: Cause, fate: MessageFate) -> Option<&MessageRow> {
        let mut nation = self.messages.iter();
        nation.find(|row| row.group.by == GroupBy::Nation && row.cause == cause && row.fate == fate)
    }

    /// What the messages of a cause did in the nation; `None` where there is nothing to measure.
    pub fn resend(&self, cause: Cause, figure: ResendFigure) -> Option<Estimate> {
        let nation = self
            .resends
            .iter()
            .filter(|row| row.group.by == GroupBy::Nation);
        let mut found = nation.filter(|row| row.cause == Some(cause) && row.figure == figure);
        found.find_map(|row| row.estimate)
    }

    /// Why the nation's windows ran out, the most frequent reason first: how many, over all
    /// replications, and the share of them.
    pub fn whys(&self) -> Vec<(WhyWindowOver, u64, Estimate)> {
        let nation = self
            .reasons
            .iter()
            .filter(|row| row.group.by == GroupBy::Nation);
        let all = nation.filter(|row| row.submissions == Submissions::All && row.returned > 0);
        let whys = all.filter_map(|row| Some((row.why?, row.returned, row.share_of_windows?)));
        let mut whys: Vec<_> = whys.collect();
        // Stable: of equal ones the less far comes first.
        whys.sort_by_key(|(_, returned, _)| std::cmp::Reverse(*returned));
        whys
    }

    /// The tables as files, in the order of the data package.
    pub fn files(&self) -> Tables {
        Tables {
            list: vec![
                MEASURES_BY_GROUP.file(&self.measures),
                REASONS.file(&self.reasons),
                MESSAGES.file(&self.messages),
                ENTRIES.file(&self.entries),
                RESENDS.file(&self.resends),
                DELAYS.file(&self.delays),
                TIME_TO_VERIFY.file(&self.time_to_verify),
                SURVIVAL.file(&self.survival),
                WEEKDAYS.file(&self.weekdays),
                TIMELINE.file(&self.timeline),
                TIMELINE_DAYS.file(&self.days),
                PAGES.file(&self.pages),
                PAGE_PEAKS.file(&self.page_peaks),
                REPLICATIONS.file(&self.replications),
                PRECISION.file(&self.needed),
                WARM_UP.file(&self.warm_up),
                WARM_UP_DAYS.file(&self.warm_up_days),
            ],
        }
    }
}

/// The declarations of all tables of a run.
pub fn schemas() -> Vec<Schema> {
    let none = RunTables::default().files().list;
    none.into_iter().map(|table| table.schema).collect()
}

/// The declarations of all tables that the program writes, with the command that writes them.
pub fn schemas_by_command() -> Vec<(&'static str, Vec<Schema>)> {
    let caused = || {
        [
            caused::RESEND_EFFECT.schema(),
            caused::RESEND_EFFECT_BY_FATE.schema(),
        ]
    };
    let mut compare = vec![
        compared::FIELDS.schema(),
        compared::COMPARISON.schema(),
        compared::TRANSITIONS.schema(),
    ];
    compare.extend(caused());
    let sweep = vec![
        swept::POINTS.schema(),
        swept::SWEEP.schema(),
        swept::QUANTILES.schema(),
        swept::TORNADO.schema(),
        swept::SOBOL.schema(),
    ];
    vec![
        ("run", schemas()),
        ("run --resend-effect", caused().into()),
        (
            "run --ensemble",
            vec![
                uncertainty::UNCERTAINTY.schema(),
                uncertainty::CONTRIBUTIONS.schema(),
                uncertainty::DRAWS.schema(),
            ],
        ),
        ("compare", compare),
        (
            "compare --ensemble",
            vec![
                uncertainty::UNCERTAINTY_DIFFERENCES.schema(),
                uncertainty::CONTRIBUTIONS_DIFFERENCES.schema(),
                uncertainty::DRAWS.schema(),
            ],
        ),
        ("sweep", sweep),
        (
            "find",
            vec![
                found::FOUND.schema(),
                swept::POINTS.schema(),
                swept::SWEEP.schema(),
            ],
        ),
        (
            "calibrate",
            vec![
                calibrated::POSTERIOR.schema(),
                calibrated::TARGETS.schema(),
                calibrated::IDENTIFIED.schema(),
                calibrated::PROFILES.schema(),
            ],
        ),
        (
            "inputs",
            vec![
                inputs::INPUTS.schema(),
                inputs::FITS.schema(),
                inputs::NOT_VISIBLE.schema(),
            ],
        ),
        ("load", vec![loaded::LOAD.schema()]),
    ]
}

/// The tables of a results folder, as files in memory.
///
/// ```
/// use beian_sim::datasets::Tables;
/// use beian_sim::{experiment, scenario};
///
/// let text = "run.length = '3d'\nrun.warm_up = '1d'\nrun.replications = 2";
/// let scenario = scenario::from_text("short", text)?.scenario;
/// let results = experiment::run(&scenario, &Default::default())?;
/// let tables = Tables::of(&scenario, &results);
/// let measures = tables.named("measures").ok_or("no such table")?;
/// assert!(measures.bytes.starts_with(b"group_by,group,measure,unit,value,"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Default)]
pub struct Tables {
    /// Each table, in the order of the data package.
    pub list: Vec<TableFile>,
}

impl Tables {
    /// The tables of a run.
    pub fn of(scenario: &Scenario, results: &Results) -> Self {
        RunTables::of(scenario, results).files()
    }

    /// The table of this name (without `.csv`).
    pub fn named(&self, name: &str) -> Option<&TableFile> {
        let mut tables = self.list.iter();
        tables.find(|table| table.schema.name.as_str() == name)
    }
}
