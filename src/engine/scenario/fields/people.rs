//! Fields of the applicants, their carriers, handsets and acts.

use super::declared::{
    Declared, count, declared, delay, name, number, probability, probability_below_one, section,
    share, shares,
};
use super::kind::MeasuredIn::{Always, InWorking, Own};
use super::kind::{SCOPES, TYPES};
use crate::scenario::model::{Delay, Population};

pub(in crate::scenario) const FILINGS: &[Declared<Population>] = declared!(Population {
    "type_share" => type_share: shares::<7>(TYPES), "Share of each filing type; sums to 1";
    "change_scope" => change_scope: shares::<3>(SCOPES), "What changes of filing information change; sums to 1";
    "same_person" => same_person: probability(), "Both leaders are the same person, where both are checked (R6)";
});

section! {
    /// `[carriers.<carrier>]`: a carrier's network.
    CarrierParameters, CARRIER {
        share: f64 = share(), "Share of the leaders who are with the carrier; all carriers sum to 1";
        loss: f64 = probability(), "The network loses a message";
        delay: Delay = delay(Always), "How long a message is on its way";
    }
}

pub(in crate::scenario) const MVNO: &[Declared<Population>] = declared!(Population {
    "reach" => mvno_reach: probability(), "The other route reaches a virtual operator's user (R17)";
});

section! {
    /// `[handsets]`; probabilities but where a delay.
    Handsets, HANDSETS {
        out_of_coverage: f64 = probability(), "The phone is out of coverage from the receipt of the submission";
        coverage_gap: Delay = delay(Always), "For how long it is";
        store_and_forward: f64 = probability(), "The network keeps a message until the gap ends";
        intercepting: f64 = probability(), "The phone intercepts messages with codes";
        deleted: f64 = probability(), "A message is deleted by accident";
    }
}

section! {
    /// `[people]`; probabilities but where a delay or a count.
    People, PEOPLE {
        expecting: f64 = probability(), "Knows from the provider that a code is coming";
        attentive: f64 = probability(), "Is attentive to messages";
        acts_at_work: f64 = probability(), "Acts in working time instead of waking time";
        wrong_certificate: f64 = probability(), "Believes that another certificate is the one on file";
        prompt: f64 = probability(), "Acts promptly having noticed a message";
        notice: Delay = delay(Own), "From a kept message until it is noticed";
        act_promptly: Delay = delay(Own), "From notice to visit, acting promptly";
        act_later: Delay = delay(Own), "From notice to visit otherwise, and until one who left comes back";
        entry_time: Delay = delay(Always), "Typing an entry; at least one second";
        sees_mistake: f64 = probability(), "One who believes in the wrong certificate sees it after \"record not found\"";
        entries_per_visit: u32 = count(1, 1_000, "entries"), "Failed entries after which a visit ends";
        comes_back: f64 = probability(), "Comes back after leaving the page";
        asks_resend: f64 = probability(), "Asks for a resend";
        patience: Delay = delay(Own), "From when a first code is due until one who has none looks into it";
        finds_interception: f64 = probability(), "An inquiry finds the interception and turns it off";
        moves_to_coverage: f64 = probability(), "An inquiry ends in moving to coverage";
        fix_time: Delay = delay(Always), "How long each of these takes";
        resend_requests: u32 = count(0, 1_000, "requests"), "Most resend requests in a submission";
        makes_time: f64 = probability(), "One who acts at work and would come too late visits in waking time";
        responds_attentive as "responds.attentive": f64 = probability(), "An attentive leader responds to a kept message";
        responds_inattentive as "responds.inattentive": f64 = probability(), "Another leader responds to a kept message";
        responds_reminded as "responds.reminded": f64 = number(0.0, 1.0, "factor"), "Factor of the above for a further message after one ignored";
        slip_graphic as "slip.graphic": f64 = probability_below_one(), "Failed graphic verification";
        slip_mobile as "slip.mobile": f64 = probability(), "Mistyped mobile";
        slip_certificate as "slip.certificate": f64 = probability(), "Mistyped certificate";
        slip_code as "slip.code": f64 = probability(), "Mistyped code";
    }
}

section! {
    /// `[resubmission]`; probabilities but where a delay or a count.
    Resubmission, RESUBMISSION {
        delay: Delay = delay(InWorking), "From the return until the provider has the next submission";
        after_timeout: f64 = probability(), "Submits again after the window was over";
        after_wrong_certificate: f64 = probability(), "Submits again after too many wrong certificates";
        most_submissions: u32 = count(1, 1_000, "submissions"), "Most submissions in all";
        fixes_interception: f64 = probability(), "Interception is off by the next submission";
        fixes_certificate: f64 = probability(), "The wrong certificate is known by the next submission";
        changes_number: f64 = probability(), "One who kept no message has given another number (R7)";
    }
}
