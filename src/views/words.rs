//! The words of the domain as readers meet them.

use super::format::{duration, number, percent, plain};
use super::subjects;
use crate::datasets::Wanted;
use crate::experiment::{LoadQuantity, Outcome, Resend};
use crate::measures::{Group, GroupBy, Measure};
use crate::rules::{Carrier, Cause, Fate, Province, WhyWindowOver};
use crate::scenario::field_at;

/// Why a window ran out.
pub(crate) fn why(why: WhyWindowOver) -> &'static str {
    match why {
        WhyWindowOver::StaleNumber => "the number on record was stale",
        WhyWindowOver::NotSent => "no message was sent",
        WhyWindowOver::OnItsWay => "the message was still on its way",
        WhyWindowOver::Lost => "lost in the network",
        WhyWindowOver::NotReached => "virtual operator's user not reached",
        WhyWindowOver::OutOfCoverage => "out of coverage",
        WhyWindowOver::Intercepted => "intercepted on the phone",
        WhyWindowOver::Deleted => "deleted by accident",
        WhyWindowOver::Ignored => "received and ignored",
        WhyWindowOver::TooLate => "received, visit would have come too late",
        WhyWindowOver::VisitedInVain => "visited the page without success",
    }
}

/// What became of a message.
pub(crate) fn fate(fate: Fate) -> String {
    match fate {
        Fate::NotReached => "not reached (MVNO)".to_owned(),
        other => spaced(other.name()),
    }
}

/// Why a message was sent.
pub(crate) fn cause(cause: Cause) -> &'static str {
    match cause {
        Cause::First => "First",
        Cause::Automatic => "Automatic resend",
        Cause::Manual => "Manual resend",
    }
}

/// Which resends are turned off.
pub(crate) fn resend(resend: Resend) -> &'static str {
    match resend {
        Resend::Automatic => "automatic resend",
        Resend::Manual => "manual resend",
        Resend::Both => "both",
    }
}

/// What a filing came to.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotChecked => "never checked",
        Outcome::VerifiedAtOnce => "verified at once",
        Outcome::VerifiedLater => "verified after a return",
        Outcome::GivenUpWindowOver => "given up, window over",
        Outcome::GivenUpWrongCertificate => "given up, wrong certificates",
    }
}

/// A measure's name in words.
pub(crate) fn measure(measure: &Measure) -> String {
    subjects::name(measure)
}

/// A measure of a group in words: `Return rate, Zhejiang`.
pub(crate) fn wanted(wanted: &Wanted) -> String {
    let name = measure(wanted.measure);
    match wanted.group.is_nation() {
        true => name,
        false => format!("{name}, {}", group(&wanted.group)),
    }
}

/// A group in words: a province or a carrier by its name.
pub(crate) fn group(group: &Group) -> String {
    let own = match group.by {
        GroupBy::Province => Province::from_code(&group.name).map(Province::name),
        GroupBy::Carrier => Carrier::from_name(&group.name).map(carrier),
        _ => None,
    };
    own.map_or_else(|| spaced(&plain(&group.name)), str::to_owned)
}

/// A carrier.
fn carrier(carrier: Carrier) -> &'static str {
    match carrier {
        Carrier::Telecom => "China Telecom",
        Carrier::Unicom => "China Unicom",
        Carrier::Mobile => "China Mobile",
        Carrier::Mvno => "virtual operators",
    }
}

/// What a field means; its path where that is all that is known.
pub(crate) fn meaning(path: &str) -> String {
    field_at(path).map_or_else(|| plain(path), |known| known.meaning.to_owned())
}

/// What a field means, with its unit.
pub(crate) fn field(path: &str) -> String {
    let unit = field_at(path).map_or("", |known| known.kind.unit());
    match unit {
        "" => meaning(path),
        unit => format!("{} ({unit})", meaning(path)),
    }
}

/// A field as a label: what it means, and its path below.
pub(crate) fn field_label(path: &str) -> String {
    match field(path) {
        meaning if meaning == path => meaning,
        meaning => format!("{meaning}\n{}", plain(path)),
    }
}

/// The same as part of a name in links.
pub(crate) fn id(wanted: &Wanted) -> String {
    let name = wanted.name();
    name.replace(|c: char| !c.is_ascii_alphanumeric() && c != '_', "-")
}

/// A name of files in words.
pub(crate) fn spaced(name: &str) -> String {
    name.replace('_', " ")
}

/// `Zhejiang (浙江, zj)`.
pub(crate) fn province(province: Province) -> String {
    let (name, chinese) = (province.name(), province.chinese());
    format!("{name} ({chinese}, {})", province.code())
}

/// A figure of a load test, in the unit of its quantity.
pub(crate) fn load_figure(quantity: LoadQuantity, value: f64) -> String {
    match quantity {
        LoadQuantity::PoolTaken | LoadQuantity::ReturnRate => percent(value, 2),
        LoadQuantity::LaneWait | LoadQuantity::ReceiptToPhone => duration(value),
        LoadQuantity::BusiestPage => number(value, 3),
        LoadQuantity::AuditsInHand | LoadQuantity::CodesTaken => number(value, 0),
        _ => number(value, 1),
    }
}
