//! The sections of a scenario file.

/// The sections, in the order of a scenario file, with what each is about.
pub const SECTIONS: &[(&str, &str)] = &[
    ("run", "What is simulated, and how often"),
    ("arrivals", "When filings come, and where"),
    ("filings", "What is filed"),
    (
        "access",
        "Numbers on record of a new access that are not the leader's any more (R9)",
    ),
    (
        "provider",
        "The access provider (接入服务商), who reviews a filing first",
    ),
    ("rules", "The rules (R1-R24) and their levers"),
    (
        "authority",
        "The provincial authority (通信管理局), which audits a filing",
    ),
    ("gateway", "The SMS gateway of each province"),
    ("carriers", "The mobile carriers"),
    ("carriers.telecom", "China Telecom"),
    ("carriers.unicom", "China Unicom"),
    ("carriers.mobile", "China Mobile"),
    (
        "carriers.mvno",
        "Virtual operators (虚拟运营商), all together",
    ),
    ("handsets", "What becomes of messages at the phone"),
    ("people", "How leaders (负责人) act"),
    (
        "people.responds",
        "Whether a leader acts on a message that was kept",
    ),
    ("people.slip", "What is mistyped in an entry"),
    (
        "resubmission",
        "What follows the return (退回) of a submission",
    ),
    (
        "costs",
        "What things cost, in yuan; nothing is known of it, and what has no price has no measure",
    ),
    (
        "costs.message",
        "A message sent, by the carrier of the mobile",
    ),
];

/// The place of a field's section among them; fields outside of all come first.
pub(super) fn place(path: &str) -> Option<usize> {
    let section = path.rsplit_once('.').map(|(section, _)| section)?;
    SECTIONS.iter().position(|(name, _)| *name == section)
}

/// What a section is about; `None` where there is no such section.
pub fn section_meaning(path: &str) -> Option<&'static str> {
    let section = SECTIONS.iter().find(|(section, _)| *section == path);
    section.map(|(_, meaning)| *meaning)
}

/// Words that stand for filing types and scopes, in full.
const WORDS: &[(&str, &str)] = &[
    ("new_filing", "New filing (新增备案)"),
    ("new_website", "New website (新增网站)"),
    ("new_access", "New access (新增接入)"),
    ("change", "Change of filing information (变更备案)"),
    ("cancel_entity", "Cancel the entity (注销主体)"),
    ("cancel_website", "Cancel a website (注销网站)"),
    ("cancel_access", "Cancel an access (取消接入)"),
    ("entity", "Of the entity's information (主体信息)"),
    ("website", "Of a website's information (网站信息)"),
    ("both", "Of both"),
];

/// The name of a filing type or a scope in full; the name itself where it is none of them.
pub fn in_full(name: &'static str) -> &'static str {
    let word = WORDS.iter().find(|(word, _)| *word == name);
    word.map_or(name, |(_, full)| full)
}
