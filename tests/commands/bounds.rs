//! What asks too much of the machine is told before it runs, and runs only where that is asked for.

use crate::runner::{done, refused, say, small, tables, write};

#[test]
fn what_takes_hours_or_more_memory_than_there_is_is_refused_with_its_figures() {
    let folder = small("");
    let many = "arrivals.filings_per_day=100000000";
    for (arguments, filings) in [
        (
            &["run", "x.toml", "--set", many][..],
            "1,000,000,000 filings",
        ),
        (
            &[
                "run",
                "x.toml",
                "--set",
                "run.length=36525d",
                "--set",
                "arrivals.filings_per_day=100000",
            ],
            "7,305,000,000 filings",
        ),
        (
            &[
                "run",
                "x.toml",
                "--replications",
                "100000",
                "--set",
                "arrivals.filings_per_day=40000",
            ],
            "20,000,000,000 filings",
        ),
        (
            &["run", "x.toml", "--resend-effect", "--set", many],
            "4,000,000,000 filings",
        ),
        (
            &["run", "x.toml", "--ensemble", "10000", "--set", many],
            "10,001,000,000,000 filings",
        ),
        (
            &[
                "run",
                "x.toml",
                "--precision",
                "return_rate=0.0000001",
                "--most-replications",
                "100000",
                "--set",
                "arrivals.filings_per_day=40000",
            ],
            "20,000,000,000 filings",
        ),
        (
            &["compare", "x.toml", "x.toml", "--set", many],
            "2,000,000,000 filings",
        ),
        (
            &["load", "x.toml", "--multiply", "1,1000000"],
            "800,000,800 filings",
        ),
        (
            &[
                "find",
                "x.toml",
                "--lever",
                "people.prompt=0..1",
                "--until",
                "return_rate<=0.1",
                "--set",
                many,
            ],
            " filings, ",
        ),
        (
            &[
                "sweep",
                "x.toml",
                "--vary",
                "people.prompt=0..1",
                "--points",
                "25000",
                "--set",
                "arrivals.filings_per_day=4e5",
            ],
            "100,004,000,000 filings",
        ),
        (
            &[
                "sweep",
                "x.toml",
                "--vary",
                "arrivals.filings_per_day=10,100000000",
            ],
            "1,000,000,900 filings",
        ),
    ] {
        let said = refused(&folder, arguments).error;
        assert!(said.contains(filings), "{arguments:?}: {said}");
        assert!(
            said.contains("--yes") && said.contains("of memory, more than "),
            "{said}"
        );
    }
    assert!(!folder.path().join("results").exists());
}

#[test]
fn more_filings_than_can_be_numbered_are_refused_whatever_is_asked() {
    let folder = small("");
    let surge = "{ from = 2016-01-01, to = 2030-01-01, factor = 1000000.0, provinces = [\"zj\"] },";
    let surges = format!("arrivals.surges = [{}]", surge.repeat(10_000));
    write(
        &folder,
        "s.toml",
        format!("based_on = \"x.toml\"\n{surges}"),
    );
    for arguments in [
        &["run", "s.toml", "--yes"][..],
        &[
            "load",
            "x.toml",
            "--yes",
            "--multiply",
            "1000000",
            "--set",
            "arrivals.filings_per_day=1e5",
        ],
    ] {
        let said = refused(&folder, arguments).error;
        assert!(
            said.contains("fewer than 1,000,000,000 can be numbered"),
            "{said}"
        );
    }
    let said = refused(
        &folder,
        &[
            "run",
            "x.toml",
            "--precision",
            "return_rate=0.1",
            "--most-replications",
            "4000000000",
        ],
    );
    assert!(said.error.contains("1..=100000"), "{}", said.error);
}

#[test]
fn bounds_of_ones_own_hold_and_yes_lifts_them() {
    let folder = small("");
    let said = refused(&folder, &["run", "x.toml", "--time", "1ms"]).error;
    assert!(
        said.contains("800 filings") && said.contains("more than "),
        "{said}"
    );
    let said = refused(&folder, &["run", "x.toml", "--memory", "1MB"]).error;
    assert!(said.contains("more than 1.0 MB"), "{said}");
    done(
        &folder,
        &[
            "run", "x.toml", "--time", "10min", "--memory", "2GiB", "--out", "within",
        ],
    );
    done(
        &folder,
        &[
            "run", "x.toml", "--time", "1ms", "--memory", "1MB", "--yes", "--out", "beyond",
        ],
    );
    // No trial moves a figure.
    let at = |name: &str| tables(&folder.path().join(name));
    assert!(at("within") == at("beyond"));
    for (option, value, telling) in [
        ("--time", "soon", "--time: 'soon' is no duration"),
        (
            "--memory",
            "lots",
            "--memory 'lots': write a size, such as 500MB or 4GB",
        ),
        ("--memory", "-1GB", "--memory"),
    ] {
        let said = refused(&folder, &["run", "x.toml", &format!("{option}={value}")]).error;
        assert!(said.contains(telling), "{said}");
    }
}

#[test]
fn an_event_log_says_its_size_beforehand() {
    let folder = small("");
    write(
        &folder,
        "y.toml",
        "run = { length = \"9d\", warm_up = \"1d\", replications = 3 }\narrivals = { filings_per_day = 2500 }",
    );
    for name in ["e.csv", "e.csv.zst", "e.parquet"] {
        let said = say(
            &folder,
            &[
                "run",
                "y.toml",
                "--events",
                name,
                "--out",
                name.trim_start_matches("e."),
            ],
        );
        assert_eq!(said.code, Some(0), "{}", said.error);
        let told = said
            .error
            .split("the event log will have about ")
            .nth(1)
            .unwrap();
        let mut words = told.split_whitespace();
        let (number, unit) = (words.next().unwrap(), words.next().unwrap());
        let told = number.parse::<f64>().unwrap() * if unit == "MB" { 1e6 } else { 1e3 };
        let whole = std::fs::metadata(folder.path().join(name)).unwrap().len() as f64;
        assert!(
            (0.8..1.25).contains(&(told / whole)),
            "{name}: {told} for {whole}"
        );
    }
    let left = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let hidden = left.filter(|name| name.to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0);
}

#[test]
fn who_comes_back_at_once_to_a_page_that_is_down_comes_to_an_end() {
    let more = "people = { act_later = \"0s\", comes_back = 1 }\n\
                [[outages]]\nwhat = \"page\"\nfrom = 2019-03-12T00:00:00\nto = 2019-03-14T00:00:00";
    let folder = small(more);
    let said = say(
        &folder,
        &["run", "x.toml", "--out", "out", "--replications", "1"],
    );
    assert_eq!(said.code, Some(0), "{}", said.error);
    // Nor does who mistypes every code, and takes no time to.
    let slips = [
        "--set=people.slip.code=1",
        "--set=people.entry_time=\"0s\"",
        "--set=outages=[]",
    ];
    let run = [
        "run",
        "x.toml",
        "--out",
        "out",
        "--force",
        "--replications",
        "1",
    ];
    let said = say(&folder, &[&run[..], &slips].concat());
    assert_eq!(said.code, Some(0), "{}", said.error);
}
