//! Faults of scenarios: the command exits with 2, names file, line and field, says what is wrong,
//! prints nothing on standard output and leaves no results.

mod refusals;

use refusals::{Refused, scenario};

fn refused(text: &str) -> Refused {
    scenario(text).refuses_to_run()
}

/// Texts of scenarios, set apart by empty lines, each with a last line of what its only fault says:
/// parts of one line, between bars.
#[track_caller]
fn each_is_refused(cases: &str) {
    for case in cases.trim().split("\n\n") {
        let (text, parts) = case.rsplit_once("\n! ").unwrap();
        let refused = refused(text);
        refused.says(&parts.split(" | ").collect::<Vec<_>>());
        assert_eq!(refused.faults(), 1, "{text}: {}", refused.0);
    }
}

#[test]
fn a_misspelled_field_is_named_with_the_nearest_that_there_is() {
    each_is_refused(
        r#"
[rules]
windw = "24h"
! s.toml:3: | rules.windw | did you mean rules.window?

people.prmpt = 0.5
! s.toml:2: | people.prmpt | did you mean people.prompt?

[province.zj.people]
prmpt = 0.5
! s.toml:3: | province.zj.people.prmpt | did you mean province.zj.people.prompt?

[people]
patience = { uniform = { mim = "1h", min = "1h", max = "2h" } }
! s.toml:3: | people.patience.uniform.mim | did you mean min?

[rulse]
window = "24h"
! s.toml: | rulse | unknown field

people = 3
! s.toml:2: | people | a whole number where a table is expected
"#,
    );
}

#[test]
fn a_missing_part_is_named() {
    each_is_refused(
        r#"
[[arrivals.surges]]
from = "1d"
factor = 2.0
! s.toml: | arrivals.surges.to | missing

[[arrivals.surges]]
from = "1d"
to = "2d"
! s.toml: | arrivals.surges.factor | missing

[[outages]]
from = "1d"
to = "2d"
! s.toml: | outages.what | missing

[people]
notice = { exponential = { } }
! s.toml:3: | people.notice.exponential.mean | missing

[people]
notice = { lognormal = { median = "1h" } }
! s.toml:3: | people.notice.lognormal | p95 or sigma

[people]
notice = { at_least = "1h" }
! s.toml:3: | people.notice | one form of uniform

[people]
notice = { mixture = [{ share = 1.0 }] }
! s.toml:3: | people.notice.mixture.of | missing

[people]
notice = { empirical = { file = "d.csv", unit = "s" } }
! s.toml:3: | people.notice.empirical.column | missing
"#,
    );
    // Without its share, a segment has none of the filings either.
    refused("[[segments]]\nname = \"all\"").says(&["s.toml:", "segments.share", "missing"]);
}

#[test]
fn a_value_of_the_wrong_type_is_shown_with_what_is_expected() {
    each_is_refused(
        r#"
[people]
prompt = "often"
! s.toml:3:10: | people.prompt | "often" where a probability from 0 to 1

[rules]
window = 48
! s.toml:3:10: | rules.window | 48 where a duration such as "48h"

[rules]
resend_cancels_earlier = 1
! s.toml:3: | rules.resend_cancels_earlier | 1 where true or false

[run]
replications = 2.5
! s.toml:3: | run.replications | 2.5 where a whole number from 1

[rules]
window_from = "receipt"
! s.toml:3: | rules.window_from | "receipt" is none of first_code, received

[rules]
automatic_resend_at = "noon"
! s.toml:3: | rules.automatic_resend_at | "noon" where a time of day

[run]
start = "soon"
! s.toml:3: | run.start | "soon" where a date

title = 7
! s.toml:2: | title | 7 where a string
"#,
    );
}

#[test]
fn numbers_out_of_their_bounds_are_refused() {
    each_is_refused(
        r#"
[people]
prompt = 1.4
! s.toml:3:10: | people.prompt | 1.4 where a probability from 0 to 1

[handsets]
deleted = -0.1
! s.toml:3: | handsets.deleted | -0.1 where

[people.slip]
graphic = 1
! s.toml:3: | people.slip.graphic | 1 where a probability below 1 | never end

[authority]
auditors = 0
! s.toml:3: | authority.auditors | 0 where a whole number of at least 1, or -1

[gateway]
messages_per_minute = 0
! s.toml:3: | gateway.messages_per_minute | 0 where | above 0

[gateway]
messages_per_minute = { telecom = 0, unicom = 1, mobile = 1, mvno = 1 }
! s.toml:3: | gateway.messages_per_minute.telecom | above 0

[rules]
window = "0h"
! s.toml:3: | rules.window | "0h" where a duration above 0

[rules]
wrong_certificates = 0
! s.toml:3: | rules.wrong_certificates | 0 where a whole number from 1

[rules]
code_pool = 1_000_001
! s.toml:3: | rules.code_pool | 1000001 where

[run]
warm_up = "35d"
! s.toml:3: | run.warm_up | leaves nothing
"#,
    );
}

#[test]
fn shares_that_do_not_sum_to_1_are_refused_with_their_sum() {
    each_is_refused(
        r#"
[filings]
type_share = { new_filing = 0.5, change = 0.4 }
! s.toml:3: | filings.type_share | sum to 0.9, not to 1

[carriers.mvno]
share = 0.05
! s.toml: | carriers | sum to 1.02, not to 1

[arrivals.province_share]
zj = 0.5
sd = 0.25
! s.toml: | arrivals.province_share | sum to 0.75, not to 1

[[segments]]
name = "a"
share = 0.5
[[segments]]
name = "b"
share = 0.3
! s.toml: | segments | sum to 0.8, not to 1

[people]
notice = { mixture = [{ share = 0.5, of = "1h" }] }
! s.toml:3: | people.notice.mixture | sum to 0.5, not to 1
"#,
    );
}

#[test]
fn durations_that_cannot_be_are_refused() {
    each_is_refused(
        r#"
[people]
notice = "-2h"
! s.toml:3:10: | people.notice | '-2h' is negative

[people]
notice = "2 fortnights"
! s.toml:3:10: | people.notice | '2 fortnights' is no duration | "48h"

[people]
notice = { lognormal = { median = "4h", p95 = "2h" } }
! s.toml:3: | people.notice.lognormal | p95 is under the median

[people]
notice = { uniform = { min = "4h", max = "2h" } }
! s.toml:3: | people.notice.uniform | min is above max

[people]
notice = { exponential = { mean = "1h" }, at_least = "2h", at_most = "1h" }
! s.toml:3: | people.notice | at_least is above at_most

[people]
notice = { gamma = { mean = "0h", shape = 1 } }
! s.toml:3: | people.notice.gamma | mean above 0
"#,
    );
}

#[test]
fn provinces_and_calendars_must_be_known_and_open() {
    each_is_refused(
        r#"
[province.zz]
authority = { auditors = 3 }
! s.toml: | province.zz | no province "zz"

[[outages]]
what = "page"
from = "1d"
to = "2d"
provinces = ["zjj"]
! s.toml:6: | outages.provinces | no province "zjj" | did you mean zj?

[rules.in_force]
zz = true
! s.toml:3: | rules.in_force.zz | no province "zz"

[people]
notice = { uniform = { min = "1h", max = "2h" }, measured_in = "workin" }
! s.toml:3: | people.notice.measured_in | no calendar "workin" | mean working?

[calendars.working]
hours = []
! s.toml: | calendars.working | never open

[calendars.working]
days = []
! s.toml: | calendars.working | never open

[calendars.waking]
hours = [["09:00", "12:00"], ["11:00", "18:00"]]
! s.toml:3: | calendars.waking.hours | not overlap

[[outages]]
what = "page"
from = "2d"
to = "1d"
! s.toml: | outages | not after its begin

[[outages]]
what = "pages"
from = "1d"
to = "2d"
! s.toml:3: | outages.what | "pages" is none of | did you mean page?
"#,
    );
}

#[test]
fn all_faults_are_printed_not_only_the_first() {
    let text = "[rules]\nwindw = \"24h\"\n[people]\nprompt = 1.4\nnotice = \"-2h\"\n[authority]\nauditors = 0";
    let refused = refused(text);
    refused
        .says(&["s.toml:3:", "rules.windw"])
        .says(&["s.toml:5:", "people.prompt"])
        .says(&["s.toml:6:", "people.notice"])
        .says(&["s.toml:8:", "authority.auditors"]);
    assert_eq!(refused.faults(), 4);
    // The place is shown too.
    assert!(refused.0.contains("auditors = 0"), "{}", refused.0);
}

#[test]
fn a_wrong_field_for_a_segment_or_a_province_is_refused() {
    each_is_refused(
        r#"
[[segments]]
name = "a"
share = 1.0
rules = { window = "24h" }
! s.toml:5: | segments.rules.window | cannot be set for a segment

[province.zj]
rules = { window = "24h" }
! s.toml:3: | province.zj.rules.window | cannot be set for a province
"#,
    );
}
