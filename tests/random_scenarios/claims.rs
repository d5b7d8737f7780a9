//! What each lever may move: every field that is declared, and what of two histories stays where it is set
//! otherwise. The draws are the same in both, so what a filing meets first that depends on the lever is in
//! the history without the change, too.

use beian_sim::rules::{Carrier, EntryAnswer, Fate, FilingType, ResendAnswer, ReturnReason};
use beian_sim::scenario::Field;
use beian_sim::simulation::{Observation, Observed};

/// What a lever moves.
#[derive(Clone, Copy)]
pub enum Moves {
    /// Not a figure of any table.
    Words,
    /// No event: what is counted, and how it is shown.
    NoEvent,
    /// Which filings there are; one that is there both times is the same.
    Volume,
    /// When filings come; the filing of a number is of the same type and segment, with the same number on record.
    Arrivals,
    /// In which segment filings are; one in the same segment is the same.
    Segments,
    /// The types of filings; one of the same type is the same.
    Types,
    /// What becomes of filings that have come.
    Filings,
    /// When filings are accepted, and nothing before.
    Audit,
    /// Filings in whose history this is.
    Those(fn(&[Observation]) -> bool),
    /// Everything: the seed, the clock, a file in place of the rates.
    Everything,
}

use Moves::{Arrivals, Audit, Everything, Filings, NoEvent, Segments, Those, Types, Volume, Words};

/// The fields, a section by its name and a point, with what they move.
const CLAIMS: &[(&str, Moves)] = &[
    ("title", Words),
    ("description", Words),
    ("thresholds", Words),
    ("uncertain", Words),
    ("based_on", Everything),
    ("costs.", NoEvent),
    ("run.level", NoEvent),
    ("run.warm_up", NoEvent),
    ("run.replications", NoEvent),
    ("run.start", Everything),
    ("run.seed", Everything),
    ("run.length", Volume),
    ("arrivals.file", Everything),
    ("arrivals.filings_per_day", Arrivals),
    ("arrivals.weekday_factor", Arrivals),
    ("arrivals.hour_factor", Arrivals),
    ("arrivals.province_share", Arrivals),
    ("arrivals.surges", Volume),
    ("segments", Segments),
    ("holidays", Filings),
    ("extra_workdays", Filings),
    ("calendars", Filings),
    ("filings.type_share", Types),
    ("filings.change_scope", Those(change)),
    ("filings.same_person", Those(two_leaders)),
    ("access.stale_number", Those(new_access)),
    ("access.", Those(stale_number)),
    // A shell's new website is checked as its new access is (R4, R9).
    ("access.shell", Words),
    ("provider.review", Filings),
    ("provider.", Those(checked)),
    ("rules.in_force", Filings),
    ("rules.check_cancel_entity", Those(cancel_entity)),
    ("rules.check_cancel_website", Those(cancel_website)),
    ("rules.check_cancel_access", Those(cancel_access)),
    ("rules.resends_per_day", Those(requested)),
    ("rules.resend_least_gap", Those(requested)),
    ("rules.resend_cancels_earlier", Those(resent)),
    ("rules.wrong_certificates", Those(wrong_certificate)),
    ("rules.", Those(checked)),
    ("authority.", Audit),
    // Only auditors work on an audit.
    ("authority.audit_work", Words),
    ("outages", Those(checked)),
    ("gateway.messages_per_minute", Those(checked)),
    ("carriers.telecom.", Those(telecom)),
    ("carriers.unicom.", Those(unicom)),
    ("carriers.mobile.", Those(mobile)),
    ("carriers.mvno.", Those(mvno)),
    ("carriers.telecom.share", Those(checked)),
    ("carriers.unicom.share", Those(checked)),
    ("carriers.mobile.share", Those(checked)),
    ("carriers.mvno.share", Those(checked)),
    ("handsets.store_and_forward", Those(in_a_gap)),
    ("handsets.deleted", Those(reached)),
    ("handsets.", Those(checked)),
    ("people.expecting", Those(checked)),
    ("people.acts_at_work", Those(checked)),
    ("people.patience", Those(checked)),
    ("people.attentive", Those(kept)),
    ("people.responds.", Those(kept)),
    ("people.responds.reminded", Those(ignored)),
    ("people.prompt", Those(may_come)),
    ("people.notice", Those(may_come)),
    ("people.act_promptly", Those(may_come)),
    ("people.act_later", Those(may_come)),
    ("people.makes_time", Those(plans)),
    ("people.entry_time", Those(may_press)),
    ("people.wrong_certificate", Those(pressed)),
    ("people.slip.", Those(pressed)),
    ("people.slip.code", Those(entered)),
    ("people.sees_mistake", Those(not_found)),
    ("people.entries_per_visit", Those(not_found)),
    ("people.comes_back", Those(left)),
    ("people.asks_resend", Those(may_ask)),
    ("people.resend_requests", Those(may_ask)),
    ("people.finds_interception", Those(inquired)),
    ("people.moves_to_coverage", Those(inquired)),
    ("people.fix_time", Those(inquired)),
    ("resubmission.after_timeout", Those(window_over)),
    (
        "resubmission.after_wrong_certificate",
        Those(wrong_certificates),
    ),
    ("resubmission.most_submissions", Those(returned)),
    ("resubmission.", Those(resubmitted)),
];

/// What a field moves: of the claims that name it, the one that says most of its path.
pub fn of(field: &Field) -> Option<Moves> {
    let named =
        |name: &str| name == field.path || name.ends_with('.') && field.path.starts_with(name);
    let claims = CLAIMS.iter().filter(|(name, _)| named(name));
    claims
        .max_by_key(|(name, _)| name.len())
        .map(|(_, moves)| *moves)
}

/// Claims that name no field.
pub fn idle<'f>(fields: impl Iterator<Item = &'f Field> + Clone) -> Vec<&'static str> {
    let names = CLAIMS.iter().map(|(name, _)| *name);
    names
        .filter(|name| !fields.clone().any(|field| field.path.starts_with(name)))
        .collect()
}

fn any(own: &[Observation], what: impl Fn(&Observed) -> bool) -> bool {
    own.iter().any(|happening| what(&happening.what))
}

fn is(own: &[Observation], kinds: &[FilingType]) -> bool {
    any(
        own,
        |what| matches!(what, Observed::Arrived { kind, .. } if kinds.contains(kind)),
    )
}

fn change(own: &[Observation]) -> bool {
    is(own, &[FilingType::Change])
}

fn two_leaders(own: &[Observation]) -> bool {
    is(own, &[FilingType::NewFiling, FilingType::Change])
}

fn new_access(own: &[Observation]) -> bool {
    is(own, &[FilingType::NewAccess])
}

fn cancel_entity(own: &[Observation]) -> bool {
    is(own, &[FilingType::CancelEntity])
}

fn cancel_website(own: &[Observation]) -> bool {
    is(own, &[FilingType::CancelWebsite])
}

fn cancel_access(own: &[Observation]) -> bool {
    is(own, &[FilingType::CancelAccess])
}

fn stale_number(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(
            what,
            Observed::Arrived {
                stale_number: true,
                ..
            }
        )
    })
}

fn checked(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(what, Observed::Received { mobiles: 1.. })
    })
}

fn requested(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Requested(Some(_))))
}

fn resent(own: &[Observation]) -> bool {
    use beian_sim::rules::Cause::{Automatic, Manual};
    any(own, |what| {
        matches!(what, Observed::Sent(Automatic | Manual, _))
    })
}

fn wrong_certificate(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Entered(_, _, 3)))
}

fn with(own: &[Observation], carrier: Carrier) -> bool {
    own.iter()
        .any(|happening| happening.carrier == Some(carrier))
}

fn telecom(own: &[Observation]) -> bool {
    with(own, Carrier::Telecom)
}

fn unicom(own: &[Observation]) -> bool {
    with(own, Carrier::Unicom)
}

fn mobile(own: &[Observation]) -> bool {
    with(own, Carrier::Mobile)
}

fn mvno(own: &[Observation]) -> bool {
    with(own, Carrier::Mvno)
}

fn in_a_gap(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(
            what,
            Observed::Leader {
                gap_until: Some(_),
                ..
            }
        )
    })
}

fn reached(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(
            what,
            Observed::Ended(_, Fate::Kept | Fate::Deleted)
                | Observed::ReminderEnded(Fate::Kept | Fate::Deleted)
        )
    })
}

fn kept(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Ended(_, Fate::Kept)))
}

fn ignored(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Ignores(_)))
}

fn may_come(own: &[Observation]) -> bool {
    reached(own) || any(own, |what| matches!(what, Observed::Reminded(_)))
}

fn plans(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(what, Observed::PlansVisit(_) | Observed::TooLate(_))
    })
}

fn inquired(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Inquires))
}

fn left(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Leaves))
}

fn may_ask(own: &[Observation]) -> bool {
    inquired(own)
        || left(own)
        || any(own, |what| {
            matches!(what, Observed::Ended(_, Fate::Deleted))
        })
}

fn may_press(own: &[Observation]) -> bool {
    may_ask(own) || any(own, |what| matches!(what, Observed::Visits))
}

fn entered(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Entered(..)))
}

fn pressed(own: &[Observation]) -> bool {
    entered(own) || requested(own)
}

fn not_found(own: &[Observation]) -> bool {
    any(own, |what| match what {
        Observed::Entered(_, answer, _) => *answer == EntryAnswer::RecordNotFound,
        Observed::Requested(Some((_, answer))) => *answer == ResendAnswer::RecordNotFound,
        _ => false,
    })
}

fn window_over(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(what, Observed::Returned(ReturnReason::WindowOver))
    })
}

fn wrong_certificates(own: &[Observation]) -> bool {
    any(own, |what| {
        matches!(what, Observed::Returned(ReturnReason::WrongCertificate))
    })
}

fn returned(own: &[Observation]) -> bool {
    window_over(own) || wrong_certificates(own)
}

fn resubmitted(own: &[Observation]) -> bool {
    any(own, |what| matches!(what, Observed::Resubmits(_)))
}
