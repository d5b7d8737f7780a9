//! From a tree to the rules in force.

use super::build::count;
use super::tree::{Node, Value, join};
use super::values::{MIDNIGHT, Reader};
use crate::diagnostics::did_you_mean;
use crate::rules::{InForce, Policy, Province, WindowFrom};

/// `[rules]`, less what is a province's own; what a tree does not set is the rules' default.
pub(super) fn policy(reader: &mut Reader, tree: &Node) -> Policy {
    let mut policy = Policy::default();
    let rules = |field: &str| tree.at("rules").and_then(|rules| rules.field(field));
    let mut flag = |field: &str, into: &mut bool| {
        if let Some(node) = rules(field) {
            *into = reader.flag(node, &join("rules", field));
        }
    };
    flag("check_cancel_entity", &mut policy.check_cancel_entity);
    flag("check_cancel_website", &mut policy.check_cancel_website);
    flag("check_cancel_access", &mut policy.check_cancel_access);
    flag("resend_cancels_earlier", &mut policy.resend_cancels_earlier);
    if let Some(node) = rules("code_effective") {
        policy.code_effective = reader.positive_duration(node, "rules.code_effective");
    }
    if let Some(node) = rules("window") {
        policy.window = reader.positive_duration(node, "rules.window");
    }
    if let Some(node) = rules("automatic_resend_at") {
        let path = "rules.automatic_resend_at";
        policy.automatic_resend_at = reader.time_of_day(node, path, MIDNIGHT - 1);
    }
    if let Some(node) = rules("resends_per_day") {
        policy.resends_per_day = reader.limit(node, "rules.resends_per_day");
    }
    if let Some(node) = rules("resend_least_gap") {
        policy.resend_least_gap = reader.duration(node, "rules.resend_least_gap");
    }
    for (field, into) in [
        ("automatic_resend_days", &mut policy.automatic_resend_days),
        ("wrong_certificates", &mut policy.wrong_certificates),
        ("code_pool", &mut policy.code_pool),
    ] {
        if rules(field).is_some() {
            *into = count(reader, tree, &join("rules", field)) as u32;
        }
    }
    if let Some(node) = rules("window_from") {
        policy.window_from = match reader.choice(node, "rules.window_from").as_str() {
            "received" => WindowFrom::Received,
            _ => WindowFrom::FirstCode,
        };
    }
    policy
}

/// R1: from when the check is in force, by province.
pub(super) fn in_force(reader: &mut Reader, tree: &Node) -> [InForce; Province::COUNT] {
    let Some(table) = tree.at("rules.in_force") else {
        return r1_in_force();
    };
    let mut in_force = [InForce::Never; Province::COUNT];
    for (code, node) in reader.table(table, "rules.in_force") {
        let path = join("rules.in_force", code);
        let Some(province) = Province::from_code(code) else {
            let near = did_you_mean(code, Province::all().map(Province::code));
            reader.fault(node, &path, format!("no province \"{code}\"{near}"));
            continue;
        };
        in_force[province.index()] = match node.value {
            Value::Bool(true) => InForce::Always,
            Value::Bool(false) => InForce::Never,
            Value::Datetime(_) | Value::Text(_) => InForce::From(reader.instant(node, &path)),
            _ => {
                reader.fault(node, &path, "a date, true or false is expected");
                InForce::Never
            }
        };
    }
    in_force
}

/// The 22 provinces of R1, always.
pub(super) fn r1_in_force() -> [InForce; Province::COUNT] {
    let mut in_force = [InForce::Never; Province::COUNT];
    for province in Province::all().filter(|province| province.wave().is_some()) {
        in_force[province.index()] = InForce::Always;
    }
    in_force
}
