//! In which order recorded acts go.

use crate::runner::done;
use beian_sim::replay::HEADER;

#[test]
fn acts_of_one_kind_at_one_instant_go_in_the_order_of_their_lines() {
    let folder = tempfile::tempdir().unwrap();
    let answers = |entries: [&str; 2]| {
        let receive = "2019-03-04T10:00:00,receive,zj,s,new_website,,,,13812345678,123456,,,,";
        let entries = entries.map(|certificate| {
            format!("2019-03-04T11:00:00,entry,zj,,,,,,,,13812345678,{certificate},@first,ok")
        });
        let record = format!("{}\n{receive}\n{}\n", HEADER.join(","), entries.join("\n"));
        std::fs::write(folder.path().join("acts.csv"), record).unwrap();
        let printed = done(&folder, &["replay", "acts.csv"]);
        let lines = printed.lines();
        let of_entries = lines.filter(|line| line.contains(",entry,"));
        let words = of_entries.map(|line| line.split(',').nth(4).unwrap().to_owned());
        words.collect::<Vec<_>>()
    };
    let (wrong, right) = ("000000", "123456");
    assert_eq!(answers([wrong, right]), ["record_not_found", "complete"]);
    assert_eq!(answers([right, wrong]), ["complete", "record_not_found"]);
}
