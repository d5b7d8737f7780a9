//! The house is as `docs/design.md` tells it: its rooms are those of the document, a room uses only
//! rooms of lower floors, and files stay short. What does not hold yet is named in the lists below; an
//! entry that is not needed any more fails, too, so that the lists only get shorter.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of the document that are not in `src/`.
const NOT_BUILT: &[&str] = &[];

/// Files that use a room of the same floor or of a higher one: the file and the room.
const NOT_DOWNWARD: &[(&str, &str)] = &[];

/// The most lines of a file.
const MAXIMUM_LINES: usize = 450;

/// Files with more than [`MAXIMUM_LINES`].
const LONG: &[&str] = &[];

/// Where the rooms are: those of the engine, a package of its own, first.
const SOURCES: [&str; 2] = ["src/engine/", "src/"];

pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap()
}

/// The rooms with their floors, from the rows `| 3 | [`rules/`](../src/engine/rules) | … |` of the document.
fn rooms() -> Vec<(String, u32)> {
    let room = |line: &str| {
        let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
        let floor = cells.next()?.parse().ok()?;
        let room = cells.next()?.split('`').nth(1)?.strip_suffix('/')?;
        Some((room.to_owned(), floor))
    };
    read("docs/design.md").lines().filter_map(room).collect()
}

/// The Rust files under a folder, named from the root with slashes.
pub fn rust_files(folder: &str) -> Vec<String> {
    files_of(folder, "rs")
}

/// The files under a folder that have an ending.
pub fn files_of(folder: &str, wanted: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path: PathBuf = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == wanted) {
                let inside = path.strip_prefix(root()).unwrap();
                files.push(inside.to_str().unwrap().replace('\\', "/"));
            }
        }
    }
    files.sort();
    files
}

/// The rooms that code names after `crate::`, each with its line.
fn uses(code: &str) -> Vec<(usize, String)> {
    let without_comment = |line: &str| match line.trim_start().starts_with("//") {
        true => String::new(),
        false => line.to_owned(),
    };
    let code: Vec<String> = code.lines().map(without_comment).collect();
    let code = code.join("\n");
    let mut found = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + start.len()..];
        let names = match rest.strip_prefix('{') {
            Some(list) => first_names(list),
            None => vec![name(rest)],
        };
        found.extend(names.into_iter().map(|room| (line, room.to_owned())));
    }
    found
}

/// The name at the start of a path.
fn name(path: &str) -> &str {
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == '_');
    path.split(ends).next().unwrap_or_default()
}

/// The first names of the paths of a list that ends with its `}`.
fn first_names(list: &str) -> Vec<&str> {
    let mut names = vec![name(list.trim_start())];
    let mut depth = 0;
    for (at, c) in list.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(name(list[at + 1..].trim_start())),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

#[test]
fn names_after_crate_are_found() {
    let code = "use crate::clock::{DAY, HOUR};\n// use crate::pages;\nuse crate::{\n    \
                measures::{Unit, Measure},\n    rules,\n};\nfn a() -> crate::world::Leader;\n";
    let found = uses(code);
    let found: Vec<(usize, &str)> = found.iter().map(|(n, room)| (*n, room.as_str())).collect();
    let expected = [(1, "clock"), (3, "measures"), (3, "rules"), (7, "world")];
    assert_eq!(found, expected);
}

#[test]
fn the_rooms_of_the_document_are_those_of_the_source() {
    let told: BTreeSet<String> = rooms().into_iter().map(|(room, _)| room).collect();
    let folders = SOURCES.iter().flat_map(|source| {
        let entries = fs::read_dir(root().join(source)).unwrap();
        entries.map(|entry| entry.unwrap().path())
    });
    let rooms = folders.filter(|path| {
        path.is_dir() && !path.join("Cargo.toml").exists() && !path.ends_with("tests")
    });
    let mut found: BTreeSet<String> = rooms
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    for room in NOT_BUILT {
        assert!(
            found.insert((*room).to_owned()),
            "src/{room}/ is built: take it off NOT_BUILT"
        );
    }
    assert_eq!(
        found, told,
        "src/ (left) and the floors of docs/design.md (right)"
    );
}

#[test]
fn a_room_uses_only_rooms_of_lower_floors() {
    let rooms = rooms();
    let floor = |room: &str| {
        rooms
            .iter()
            .find(|(name, _)| name == room)
            .map(|(_, floor)| *floor)
    };
    let mut wrong = Vec::new();
    let mut excused = BTreeSet::new();
    for file in rust_files("src") {
        let mut inside = SOURCES
            .iter()
            .filter_map(|source| file.strip_prefix(source));
        let room = inside.next().and_then(|file| file.split_once('/'));
        let Some((room, _)) = room.filter(|(room, _)| *room != "tests") else {
            continue;
        };
        let own = floor(room).unwrap_or_else(|| panic!("{room}/ is not in docs/design.md"));
        for (line, used) in uses(&read(&file)) {
            if used == room || floor(&used).is_some_and(|floor| floor < own) {
                continue;
            }
            if NOT_DOWNWARD.contains(&(file.as_str(), used.as_str())) {
                excused.insert((file.clone(), used));
            } else {
                wrong.push(format!(
                    "{file}:{line}: {room}/ is on floor {own}, and uses {used}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "not downward:\n{}", wrong.join("\n"));
    assert_eq!(
        excused.len(),
        NOT_DOWNWARD.len(),
        "of NOT_DOWNWARD, only these are left: {excused:?}"
    );
}

#[test]
fn files_are_short() {
    let files = ["src", "tests", "benches"].into_iter().flat_map(rust_files);
    let long: Vec<String> = files
        .filter(|file| read(file).lines().count() > MAXIMUM_LINES)
        .collect();
    assert_eq!(
        long, LONG,
        "files of more than {MAXIMUM_LINES} lines (left), and LONG (right)"
    );
}

#[test]
fn the_version_is_the_same_wherever_it_stands() {
    let version = env!("CARGO_PKG_VERSION");
    let cited = format!("\nversion: {version}\n");
    assert!(
        read("CITATION.cff").contains(&cited),
        "CITATION.cff is of another version"
    );
    let told = format!("\n## [{version}]");
    assert!(
        read("CHANGELOG.md").contains(&told),
        "CHANGELOG.md does not tell of {version}"
    );
}
