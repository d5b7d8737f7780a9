//! The tables of a results folder, and what describes them.

use std::collections::BTreeSet;

use crate::synthetic::{SMALL, Size, results, scenario, small_tables, text};
use beian_sim::datasets::{RunTables, Tables, schemas};
use beian_sim::diagnostics::sha256;
use beian_sim::folder::datapackage;
use beian_sim::terminal::{json, summary};

/// The lines of a table that begin with a text.
fn lines(tables: &Tables, name: &str, start: &str) -> Vec<String> {
    let text = text(tables, name);
    let lines = text.lines().filter(|line| line.starts_with(start));
    lines.map(str::to_owned).collect()
}

/// A table read back: the header, and the rows.
fn read(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::Reader::from_reader(bytes);
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
    let header = cells(reader.headers().unwrap());
    let rows = reader.records().map(|record| cells(&record.unwrap()));
    (header, rows.collect())
}

#[test]
fn a_measure_has_its_parts_and_its_interval() {
    let tables = small_tables(0);
    let header = text(&tables, "measures").lines().next().unwrap().to_owned();
    assert_eq!(
        header,
        "group_by,group,measure,unit,value,numerator,denominator,ci_low,ci_high,ci_method,replications,\
         predicted_low,predicted_high"
    );
    // 40 of 400 and 40 of 404 returned: t of one degree of freedom is 12.706.
    assert_eq!(
        lines(&tables, "measures", "nation,all,return_rate,"),
        [
            "nation,all,return_rate,share,0.099502,80,804,0.093212,0.105793,student_t,2,0.088610,0.110400"
        ]
    );
    assert_eq!(
        lines(&tables, "measures", "nation,all,filings,"),
        ["nation,all,filings,number,406.000,,,380.588,431.412,student_t,2,361.000,451.000"]
    );
    // What has no load has no row for it, what has no filings a count of 0.
    assert!(lines(&tables, "measures", "segment,all,open_checks").is_empty());
    assert_eq!(
        lines(&tables, "measures", "carrier,mvno,filings,"),
        ["carrier,mvno,filings,number,0.000,,,0.000,0.000,student_t,2,0.000,0.000"]
    );
}

#[test]
fn the_reasons_of_a_group_add_up_to_its_returns() {
    let tables = small_tables(0);
    let rows = lines(&tables, "reasons", "nation,all,all,");
    assert_eq!(rows.len(), 12);
    assert_eq!(
        rows[8],
        "nation,all,all,window_over,kept_and_ignored,40,0.500000,0.049751,0.046606,0.052896,student_t,2"
    );
    assert_eq!(
        rows[11],
        "nation,all,all,wrong_certificate,,16,0.200000,0.019900,0.018642,0.021159,student_t,2"
    );
    let returned = rows.iter().map(|row| row.split(',').nth(5).unwrap());
    let returned: Vec<u64> = returned.map(|cell| cell.parse().unwrap()).collect();
    assert_eq!(returned.iter().sum::<u64>(), 80);
}

#[test]
fn messages_are_counted_by_cause_and_fate() {
    let tables = small_tables(0);
    let rows = lines(&tables, "messages", "nation,all,automatic,");
    assert_eq!(rows[0], "nation,all,automatic,queued,168,,,,,");
    assert_eq!(rows[1], "nation,all,automatic,withdrawn,8,,,,,");
    assert!(rows[2].starts_with("nation,all,automatic,sent,160,1.000000,"));
    assert!(rows[9].starts_with("nation,all,automatic,kept,160,1.000000,"));
    assert!(rows[10].starts_with("nation,all,automatic,used_to_verify,48,0.300000,"));
    // No manual message was sent: no share.
    let rows = lines(&tables, "messages", "nation,all,manual,kept");
    assert_eq!(rows, ["nation,all,manual,kept,0,,,,,"]);
}

#[test]
fn load_over_time_is_a_mean_over_replications() {
    let tables = small_tables(0);
    assert_eq!(
        lines(&tables, "timeline", "2019-03-11T13:"),
        [
            "2019-03-11T13:00:00+08:00,13.00,6.00,1.00,3.00,26.50,13.50,1.00,3.00,4.50,0.00,0.00,0.00,0.00,0.25,1.00"
        ]
    );
    let days = lines(&tables, "timeline_days", "sx,");
    assert!(tables.named("timeline_days").unwrap().rows == 1 || days.len() == 1);
    let (_, rows) = read(&tables.named("timeline_days").unwrap().bytes);
    assert_eq!(rows[0][1..4], ["2019-03-11", "276.00", "66.00"]);
    let (_, rows) = read(&tables.named("pages").unwrap().bytes);
    assert_eq!(rows.len(), 24);
    assert_eq!(rows[23][1..], ["23", "23.500", "1.000"]);
    let (_, rows) = read(&tables.named("page_peaks").unwrap().bytes);
    assert_eq!(rows[0][1], "25");
}

#[test]
fn survival_covers_the_window_hour_by_hour() {
    let tables = small_tables(0);
    let rows = lines(&tables, "survival", "nation,");
    assert_eq!(rows.len(), 48);
    assert!(rows[0].starts_with("nation,all,1,0.800995,"));
    assert!(rows[47].starts_with("nation,all,48,0.900498,"));
}

#[test]
fn columns_are_as_declared_and_rows_fill_them() {
    let tables = small_tables(0);
    assert_eq!(tables.list.len(), schemas().len());
    for table in &tables.list {
        let schema = &table.schema;
        let (header, rows) = read(&table.bytes);
        let declared: Vec<_> = schema.columns.iter().map(|c| &*c.name).collect();
        assert_eq!(header, declared);
        assert_eq!(rows.len() as u64, table.rows);
        assert!(table.bytes.ends_with(b"\n") && !table.bytes.contains(&b'\r'));
        let mut keys = BTreeSet::new();
        for row in &rows {
            let key = schema.key.iter().map(|key| {
                let place = declared.iter().position(|name| name == key).unwrap();
                row[place].clone()
            });
            assert!(keys.insert(key.collect::<Vec<_>>()), "{row:?} comes twice");
            for (cell, column) in row.iter().zip(&schema.columns) {
                assert!(fits(cell, column.kind), "{}: {cell}", column.name);
            }
        }
        if let Some(of) = schema.interval_of {
            assert!(schema.column(of).is_some());
        }
    }
}

/// Whether a cell is of its column's kind.
fn fits(cell: &str, kind: beian_sim::datasets::Kind) -> bool {
    use beian_sim::datasets::Kind;
    let decimals = |most| {
        let number: Result<f64, _> = cell.parse();
        number.is_ok() && cell.split_once('.').map_or(0, |(_, d)| d.len()) == most
    };
    cell.is_empty()
        || match kind {
            Kind::Text => true,
            Kind::Word(words) => words().contains(&cell),
            Kind::Count => cell.parse::<u64>().is_ok(),
            Kind::Number(number) => decimals(number),
            Kind::Figure => cell.parse::<f64>().is_ok(),
            Kind::Share => decimals(6),
            Kind::Seconds => decimals(3),
            Kind::Date => cell.parse::<jiff::civil::Date>().is_ok(),
            Kind::Instant => cell.parse::<jiff::Timestamp>().is_ok(),
        }
}

#[test]
fn names_from_a_scenario_are_quoted_and_are_no_formulas() {
    let names = ["a, \"b\"\nc", "=HYPERLINK(1)", "-1", "短信"];
    let scenario = scenario(SMALL, &names);
    let tables = Tables::of(&scenario, &results(&scenario, SMALL, 0));
    let measures = text(&tables, "measures");
    assert!(measures.contains("\nsegment,\"a, \"\"b\"\"\nc\",filings,"));
    assert!(measures.contains("\nsegment,'=HYPERLINK(1),filings,"));
    assert!(measures.contains("\nsegment,'-1,filings,"));
    let (_, rows) = read(measures.as_bytes());
    let groups: BTreeSet<_> = rows.iter().map(|row| row[1].as_str()).collect();
    assert!(groups.contains("a, \"b\"\nc") && groups.contains("短信"));
}

#[test]
fn a_reference_of_five_weeks_and_22_provinces_stays_small() {
    let size = Size {
        provinces: 22,
        days: 35,
        replications: 3,
    };
    let scenario = scenario(size, &["small business", "company", "person"]);
    let tables = Tables::of(&scenario, &results(&scenario, size, 0));
    for table in &tables.list {
        println!("{} {} {}", table.schema.name, table.rows, table.bytes.len());
    }
    let all: usize = tables.list.iter().map(|table| table.bytes.len()).sum();
    println!("{all}");
    assert!(all < 900_000, "{all} bytes");
}

#[test]
fn the_data_package_describes_every_column() {
    let tables = small_tables(0);
    let package = datapackage("Made up!", "=title", &tables);
    assert_eq!(package["name"], "made-up-");
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), tables.list.len());
    for (resource, table) in resources.iter().zip(&tables.list) {
        assert_eq!(resource["path"], table.schema.file());
        assert_eq!(resource["bytes"], table.bytes.len());
        let hash = format!("sha256:{}", sha256(&table.bytes));
        assert_eq!(resource["hash"], hash);
        let fields = resource["schema"]["fields"].as_array().unwrap();
        let (header, _) = read(&table.bytes);
        let names: Vec<_> = fields.iter().map(|f| f["name"].as_str().unwrap()).collect();
        assert_eq!(names, header);
        for field in fields {
            assert!(!field["description"].as_str().unwrap().is_empty());
        }
        for key in resource["schema"]["primaryKey"].as_array().unwrap() {
            assert!(names.contains(&key.as_str().unwrap()));
        }
    }
}

#[test]
fn the_json_has_every_measure_by_group() {
    let scenario = scenario(SMALL, &["all"]);
    let json = json::measures(&scenario, &results(&scenario, SMALL, 0));
    let rate = &json["measures"]["nation"]["all"]["return_rate"];
    assert_eq!(rate["value"], 0.099_502);
    assert_eq!(rate["low"], 0.093_212);
    assert_eq!(rate["unit"], "share");
    assert_eq!(json["seed"], 42);
    let one = Size {
        replications: 1,
        ..SMALL
    };
    let json = json::measures(&scenario, &results(&scenario, one, 0));
    assert!(json["measures"]["nation"]["all"]["filings"]["low"].is_null());
}

#[test]
fn the_summary_fits_a_terminal_with_and_without_intervals() {
    for replications in [1, 5] {
        let size = Size {
            replications,
            ..SMALL
        };
        let mut scenario = scenario(size, &["all"]);
        scenario.title = "A long title, ".repeat(20);
        let results = results(&scenario, size, 0);
        let style = summary::Style::default();
        let page = summary::summary(
            &scenario,
            &results,
            &RunTables::of(&scenario, &results),
            None,
            style,
        );
        println!("{page}");
        assert!(page.lines().all(|line| line.chars().count() <= 100));
        assert!(!page.contains('\u{1b}') && !page.contains("NaN"));
        assert!(page.contains("Return rate, of checked submissions"));
        let color = summary::summary(
            &scenario,
            &results,
            &RunTables::of(&scenario, &results),
            None,
            summary::Style { color: true },
        );
        assert!(color.contains("\u{1b}[1m"));
    }
}

#[test]
fn results_of_nothing_still_make_tables_and_a_summary() {
    let empty = Size {
        days: 0,
        replications: 0,
        ..SMALL
    };
    let scenario = scenario(empty, &["all"]);
    let results = results(&scenario, empty, 0);
    let tables = Tables::of(&scenario, &results);
    assert_eq!(tables.named("timeline").unwrap().rows, 0);
    let page = summary::summary(
        &scenario,
        &results,
        &RunTables::of(&scenario, &results),
        None,
        summary::Style::default(),
    );
    println!("{page}");
    assert!(!page.contains("NaN") && !page.contains("inf"));
}
