//! The words of the domain as readers meet them.

use super::format::{duration, number, percent, plain};
use crate::datasets::Wanted;
use crate::experiment::{LoadQuantity, Outcome, Resend};
use crate::measures::Measure;
use crate::rules::{Cause, Fate, Province, WhyWindowOver};

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
    spaced(measure.name)
}

/// A measure of a group in words: `return rate, zj`.
pub(crate) fn wanted(wanted: &Wanted) -> String {
    let name = measure(wanted.measure);
    match wanted.group.is_nation() {
        true => name,
        false => format!("{name}, {}", plain(&wanted.group.name)),
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
