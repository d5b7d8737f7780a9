//! The pages of results folders in a real browser: each opens from its file without an error and
//! without the network, draws every chart, answers to the mouse, saves its pictures and their figures, and
//! keeps its text apart, on a wide page and on a narrow one. Screenshots are left in the folder of [`PICTURES`], to be looked at.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::browser::Browser;
use base64::Engine as _;
use serde_json::Value;
use sha2::{Digest, Sha256};

/// A wide page and a narrow one, in pixels.
const WIDTHS: [u32; 2] = [1280, 400];

/// Where screenshots go, from the folder of the tests' temporary files.
const PICTURES: &str = "pages";

/// A short run: pages are the same for a long one.
const SHORT: [&str; 6] = [
    "--set",
    "run.length=10d",
    "--set",
    "run.warm_up=2d",
    "--set",
    "run.replications=2",
];

/// Where the sweeps begin in [`COMMANDS`].
const SWEEPS: usize = 5;

/// The commands whose pages are opened: their names, and what they take beside [`SHORT`].
const COMMANDS: [(&str, &[&str]); 10] = [
    (
        "run",
        &["run", "scenarios/baseline.toml", "--resend-effect"],
    ),
    (
        "run-ensemble",
        &["run", "scenarios/baseline.toml", "--ensemble", "10"],
    ),
    (
        "calibrate",
        &[
            "calibrate",
            "scenarios/baseline.toml",
            "--targets",
            "scenarios/invented-targets.csv",
            "--simulations",
            "60",
            "--set",
            "arrivals.filings_per_day=1000",
        ],
    ),
    (
        "compare-ensemble",
        &[
            "compare",
            "scenarios/baseline.toml",
            "scenarios/window-24h.toml",
            "--ensemble",
            "10",
        ],
    ),
    (
        "compare",
        &[
            "compare",
            "scenarios/baseline.toml",
            "scenarios/window-24h.toml",
            "scenarios/noon.toml",
            "--pair-filings",
            "--resend-effect",
        ],
    ),
    (
        "sweep-grid",
        &[
            "sweep",
            "scenarios/baseline.toml",
            "--vary",
            "rules.window=24h,48h,72h",
            "--vary",
            "people.prompt=0.4,0.6",
            "--measure",
            "return_rate",
            "--measure",
            "time_to_verify_p50",
        ],
    ),
    (
        "sweep-lhs",
        &[
            "sweep",
            "scenarios/baseline.toml",
            "--design",
            "lhs",
            "--points",
            "5",
            "--vary",
            "people.prompt=0.3..0.8",
            "--vary",
            "people.asks_resend=0.3..0.9",
        ],
    ),
    (
        "sweep-tornado",
        &[
            "sweep",
            "scenarios/baseline.toml",
            "--design",
            "one-at-a-time",
            "--vary",
            "people.responds.attentive=0.85..0.99",
            "--vary",
            "handsets.intercepting=0.005..0.1",
        ],
    ),
    (
        "sweep-sobol",
        &[
            "sweep",
            "scenarios/baseline.toml",
            "--design",
            "sobol",
            "--points",
            "4",
            "--vary",
            "people.prompt=0.3..0.8",
            "--vary",
            "people.asks_resend=0.3..0.9",
        ],
    ),
    (
        "load",
        &[
            "load",
            "scenarios/surge.toml",
            "--set",
            "arrivals.surges=[]",
            "--set",
            "arrivals.filings_per_day=1000",
            "--multiply",
            "4,20",
            "--find-limit",
        ],
    ),
];

/// Runs a command, and gives the page that it leaves.
fn page_of(folder: &Path, name: &str, arguments: &[&str]) -> PathBuf {
    let out = folder.join(name);
    let output = Command::new(env!("CARGO_BIN_EXE_beian-sim"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .args(SHORT)
        .arg("--out")
        .arg(&out)
        .output()
        .unwrap();
    // A threshold may be crossed: the folder is there all the same.
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        matches!(output.status.code(), Some(0 | 1)),
        "{name}: {said}"
    );
    out.join("report.html")
}

/// What went wrong since the page was opened: exceptions, errors and warnings on the console, and
/// whatever was asked of the network.
fn complaints(browser: &Browser) -> Vec<String> {
    let of = |event: &Value| -> Option<String> {
        let about = &event["params"];
        match event["method"].as_str()? {
            "Runtime.exceptionThrown" => Some(about["exceptionDetails"].to_string()),
            "Runtime.consoleAPICalled" => Some(about["args"].to_string()),
            "Log.entryAdded" => Some(about["entry"].to_string()),
            "Network.requestWillBeSent" => {
                let address = about["request"]["url"].as_str()?;
                let own = address.ends_with("report.html") || address.starts_with("data:");
                (!own).then(|| format!("asks for {address}"))
            }
            _ => None,
        }
    };
    browser.events.iter().filter_map(of).collect()
}

/// Charts that are not drawn: without a shape in them.
const NOT_DRAWN: &str = "
    [...document.querySelectorAll('.chart')]
      .filter((chart) => chart.querySelectorAll('svg path').length < 2)
      .map((chart) => chart.id)";

/// Text that is cut by its chart's edge, text that lies on other text, and whatever makes the page
/// wider than its window.
const NOT_READABLE: &str = "(() => {
    const found = [];
    for (const chart of document.querySelectorAll('.chart')) {
      const edge = chart.getBoundingClientRect();
      const texts = [...chart.querySelectorAll('svg text')]
        .map((text) => ({ says: text.textContent, box: text.getBoundingClientRect() }))
        .filter((text) => text.box.width > 0 && text.says.trim());
      texts.forEach((one, place) => {
        const out = Math.max(edge.left - one.box.left, one.box.right - edge.right,
          edge.top - one.box.top, one.box.bottom - edge.bottom);
        if (out > 1) found.push(`${chart.id}: '${one.says}' is cut by ${out.toFixed(1)}`);
        for (const other of texts.slice(0, place)) {
          const wide = Math.min(one.box.right, other.box.right) - Math.max(one.box.left, other.box.left);
          const high = Math.min(one.box.bottom, other.box.bottom) - Math.max(one.box.top, other.box.top);
          // Line boxes are higher than letters.
          if (wide > 1 && high > 0.2 * Math.min(one.box.height, other.box.height)) {
            found.push(`${chart.id}: '${one.says}' lies on '${other.says}'`);
          }
        }
      });
    }
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) found.push(`the page is ${wide} pixels too wide`);
    return found;
  })()";

/// Figures that cannot be saved as SVG or as CSV, or whose table is not that CSV.
const NOT_SAVED: &str = "(async () => {
    const found = [];
    const saved = [];
    URL.createObjectURL = (blob) => { saved.push(blob); return '#'; };
    HTMLAnchorElement.prototype.click = () => {};
    for (const figure of document.querySelectorAll('figure')) {
      const wrong = (says) => found.push(`${figure.id}: ${says}`);
      saved.length = 0;
      figure.querySelectorAll('[data-save]').forEach((button) => button.click());
      if (saved.map((blob) => blob.type).join() !== 'image/svg+xml,text/csv') { wrong(`saves ${saved.length}`); continue; }
      const [svg, csv] = await Promise.all(saved.map((blob) => blob.text()));
      const picture = new DOMParser().parseFromString(svg, 'image/svg+xml');
      if (picture.querySelector('parsererror') || picture.querySelectorAll('path').length < 2) wrong('its SVG is none');
      const lines = csv.split('\\r\\n').length - 1;
      const commas = (line) => line.replace(/\"[^\"]*\"/g, '').split(',').length;
      const widths = new Set(csv.trim().split('\\r\\n').map(commas));
      if (lines < 2 || widths.size !== 1 || /undefined|NaN|null/.test(csv)) wrong(`its CSV is ${csv}`);
      const details = figure.querySelector('details');
      details.open = true;
      await new Promise((done) => setTimeout(done, 20));
      if (details.querySelectorAll('tr').length !== lines) wrong('its table is another');
    }
    const wide = document.documentElement.scrollWidth - window.innerWidth;
    if (wide > 0) found.push(`with tables the page is ${wide} pixels too wide`);
    return found;
  })()";

/// Brings a chart into view, and gives the middles of its shapes, the largest first.
const SHAPES: &str = "(() => {
    const chart = document.getElementById('ID');
    chart.scrollIntoView({ block: chart.offsetHeight < innerHeight ? 'center' : 'start', behavior: 'instant' });
    return [...chart.querySelectorAll('svg path')]
      .filter((shape) => shape.getAttribute('fill') !== 'none')
      .map((shape) => shape.getBoundingClientRect())
      .filter((box) => box.width > 0 && box.height > 0 && box.top > 0 && box.bottom < innerHeight)
      .sort((a, b) => b.width * b.height - a.width * a.height)
      .slice(0, 60)
      .map((box) => [box.left + box.width / 2, box.top + box.height / 2]);
  })()";

/// Whether a chart shows what it says of the place under the mouse.
const HOVER: &str = "
    [...document.querySelectorAll('#ID .hover')].some((hover) =>
      hover.textContent.length > 3 && getComputedStyle(hover.parentElement).visibility !== 'hidden')";

/// Charts that say nothing wherever the mouse points.
fn silent(browser: &mut Browser) -> Vec<String> {
    let ids = browser.value("[...document.querySelectorAll('.chart')].map((chart) => chart.id)");
    let ids: Vec<String> = serde_json::from_value(ids).unwrap();
    let answers = |browser: &mut Browser, id: &str| {
        let shapes: Vec<[f64; 2]> =
            serde_json::from_value(browser.value(&SHAPES.replace("ID", id))).unwrap();
        shapes.into_iter().any(|[x, y]| {
            browser.point_at(x, y);
            browser.value(&HOVER.replace("ID", id)) == true
        })
    };
    ids.into_iter().filter(|id| !answers(browser, id)).collect()
}

#[test]
fn pages_of_runs_and_comparisons_open_offline_draw_every_chart_and_can_be_read() {
    look(&COMMANDS[..SWEEPS]);
}

#[test]
fn pages_of_sweeps_and_loads_open_offline_draw_every_chart_and_can_be_read() {
    look(&COMMANDS[SWEEPS..]);
}

/// Looks at the pages of these commands.
fn look(commands: &[(&str, &[&str])]) {
    let Some(mut browser) = Browser::start() else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let pictures = Path::new(env!("CARGO_TARGET_TMPDIR")).join(PICTURES);
    std::fs::create_dir_all(&pictures).unwrap();
    let mut wrong = Vec::new();
    for (name, arguments) in commands {
        let page = page_of(folder.path(), name, arguments);
        for (width, dark) in WIDTHS.into_iter().zip([false, true]) {
            let mut add = |what: &str, found: Vec<String>| {
                let found = found.into_iter();
                wrong.extend(found.map(|f| format!("{name} at {width}: {what} {f}")));
            };
            browser.open(&page, width, dark);
            add(
                "not drawn:",
                serde_json::from_value(browser.value(NOT_DRAWN)).unwrap(),
            );
            add(
                "",
                serde_json::from_value(browser.value(NOT_READABLE)).unwrap(),
            );
            let picture = browser.picture();
            let picture = base64::prelude::BASE64_STANDARD.decode(picture).unwrap();
            std::fs::write(pictures.join(format!("{name}-{width}.png")), picture).unwrap();
            add("says nothing:", silent(&mut browser));
            add(
                "not saved:",
                serde_json::from_value(browser.value(NOT_SAVED)).unwrap(),
            );
            add("", complaints(&browser));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The folder of the library that draws the charts.
const LIBRARY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pages/echarts");

#[test]
fn the_library_is_as_its_authors_published_it_with_its_licences() {
    let read = |file: &str| std::fs::read(Path::new(LIBRARY).join(file)).unwrap();
    let sums = String::from_utf8(read("SHA256SUMS")).unwrap();
    let mut listed = Vec::new();
    for line in sums.lines() {
        let (sum, file) = line.split_once("  ").unwrap();
        let found: String = Sha256::digest(read(file))
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(found, sum, "{file} is not the file that SHA256SUMS names");
        listed.push(file);
    }
    let licences = ["licenses/LICENSE-d3", "licenses/LICENSE-zrender"];
    assert_eq!(
        listed,
        [&["echarts.min.js", "LICENSE", "NOTICE"], &licences[..]].concat()
    );
    let says = |file, phrase: &str| String::from_utf8(read(file)).unwrap().contains(phrase);
    assert!(says("LICENSE", "Apache License"));
    assert!(says("NOTICE", "The Apache Software Foundation"));
    for licence in licences {
        assert!(says(licence, "Redistributions in binary form"), "{licence}");
    }
}

#[test]
fn a_page_has_the_whole_library_with_the_licence_at_its_head() {
    let folder = tempfile::tempdir().unwrap();
    let (name, arguments) = COMMANDS[0];
    let page = std::fs::read_to_string(page_of(folder.path(), name, arguments)).unwrap();
    let library = std::fs::read_to_string(Path::new(LIBRARY).join("echarts.min.js")).unwrap();
    assert!(library.starts_with("\n/*\n* Licensed to the Apache Software Foundation (ASF)"));
    assert!(page.contains(&library));
}
