//! From a path to one tree: the file, what it is based on, and overrides.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use super::data::GivenFiles;
use super::fields::SEGMENTS;
use super::segments;
use super::tree::{Node, Value, join};
use crate::diagnostics::{Fault, Faults, Place, SCENARIO_BYTES, SourceText, sha256};

/// The baseline that is built in: the end of every chain.
pub(super) const BASELINE: &str = include_str!("../../../scenarios/baseline.toml");

/// More parts than any field's path has.
const MAXIMUM_PARTS: usize = 20;

/// The baseline's file name.
const BASELINE_FILE: &str = "baseline.toml";

/// A file that a scenario was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadFile {
    /// Its path as it was named.
    pub path: String,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// How many bytes.
    pub bytes: u64,
    /// The bytes.
    pub content: Arc<[u8]>,
    /// Its whole path, where it was read.
    pub whole_path: PathBuf,
}

impl ReadFile {
    /// A file of these bytes.
    pub(super) fn of(path: &str, content: Arc<[u8]>, whole_path: PathBuf) -> Self {
        Self {
            path: path.to_owned(),
            sha256: sha256(&content),
            bytes: content.len() as u64,
            content,
            whole_path,
        }
    }
}

/// A scenario's tree, put together.
pub(super) struct Sources {
    /// The merged tree.
    pub(super) tree: Node,
    /// The trees of the scenario itself, last, and of what it is based on but for the baseline.
    pub(super) own: Vec<Node>,
    /// The names of all sources of the tree but overrides, the lowest first.
    pub(super) layers: Vec<String>,
    /// All files read.
    pub(super) files: Vec<ReadFile>,
    /// Files that are not on the disk.
    pub(super) given: GivenFiles,
}

/// Reads a scenario, lays it over what it is based on, and overrides over that.
pub(super) fn read(
    path: &Path,
    overrides: &[String],
    given: GivenFiles,
) -> Result<Sources, Faults> {
    let mut chain = Vec::new();
    let mut files = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut next = Some((path.to_owned(), None::<Node>));
    while let Some((path, named_by)) = next {
        if let Some(circle) = circle(&path, &seen) {
            return Err(based_on_fault(named_by, path_name(&path), &circle));
        }
        seen.push(fs::canonicalize(&path).unwrap_or_else(|_| path.clone()));
        let node = match read_scenario(&path, &given, &mut files) {
            Ok(node) => node,
            Err(faults) if named_by.is_some() && faults.iter().all(|f| f.place.is_none()) => {
                let message = faults.iter().next().map_or("", |fault| &fault.message);
                return Err(based_on_fault(named_by, path_name(&path), message));
            }
            Err(faults) => return Err(faults),
        };
        next = base_of(&path, &node, &given)?;
        chain.push((path, node));
    }
    let ends_in_baseline = chain.last().is_some_and(|(path, _)| is_baseline(path));
    let mut tree = match chain.last() {
        Some((_, node)) if ends_in_baseline => node.clone(),
        _ => built_in(&mut files)?,
    };
    for (_, node) in chain.iter().rev() {
        tree.lay_over(node, "");
    }
    let mut layers: Vec<String> = files.iter().map(|file| file.path.clone()).collect();
    layers.reverse();
    // The scenario itself is its own whatever it is called.
    let own = chain
        .into_iter()
        .enumerate()
        .rev()
        .filter(|(place, (path, _))| *place == 0 || !is_baseline(path));
    let own: Vec<Node> = own.map(|(_, (_, node))| node).collect();
    lay_overrides(&mut tree, overrides)?;
    Ok(Sources {
        tree,
        own,
        layers,
        files,
        given,
    })
}

/// The built-in baseline by itself.
pub(super) fn baseline() -> Result<Sources, Faults> {
    let mut files = Vec::new();
    let tree = built_in(&mut files)?;
    Ok(Sources {
        tree,
        own: Vec::new(),
        layers: files.iter().map(|file| file.path.clone()).collect(),
        files,
        given: GivenFiles::default(),
    })
}

fn path_name(path: &Path) -> String {
    path.display().to_string()
}

fn is_baseline(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == BASELINE_FILE)
}

/// The circle that a path closes, as a phrase.
fn circle(path: &Path, seen: &[PathBuf]) -> Option<String> {
    let whole = fs::canonicalize(path).ok()?;
    let start = seen.iter().position(|earlier| *earlier == whole)?;
    let name = |path: &PathBuf| {
        path.file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
    };
    let mut names: Vec<String> = seen[start..].iter().map(name).collect();
    names.push(name(&whole));
    Some(format!("a circle: {}", names.join(" is based on ")))
}

fn based_on_fault(named_by: Option<Node>, file: String, message: &str) -> Faults {
    let fault = match named_by {
        Some(node) => Fault::at(node.place, "", message),
        None => Fault::of_file(file, message),
    };
    fault.of_field("based_on").into()
}

/// What a scenario is based on, and the value that says so. The baseline need not lie beside the
/// file: it is built in.
fn base_of(
    path: &Path,
    node: &Node,
    given: &GivenFiles,
) -> Result<Option<(PathBuf, Option<Node>)>, Faults> {
    let Some(named) = node.field("based_on") else {
        return Ok(None);
    };
    let Value::Text(name) = &named.value else {
        let message = format!(
            "{} where the name of a file is expected",
            named.value.kind()
        );
        return Err(based_on_fault(
            Some(named.clone()),
            path_name(path),
            &message,
        ));
    };
    let base = path.parent().unwrap_or(Path::new("")).join(name);
    if is_baseline(&base) && !given.has(&base) {
        return Ok(None);
    }
    Ok(Some((base, Some(named.clone()))))
}

fn read_scenario(
    path: &Path,
    given: &GivenFiles,
    files: &mut Vec<ReadFile>,
) -> Result<Node, Faults> {
    let name = path_name(path);
    let bytes = given
        .bytes(path, SCENARIO_BYTES)
        .map_err(|error| Fault::of_file(&name, format!("cannot be read: {error}")))?;
    let whole = given.whole_path(path);
    files.push(ReadFile::of(&name, Arc::clone(&bytes), whole));
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let valid = &bytes[..error.valid_up_to()];
        let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
        Fault::of_file(&name, format!("line {line} is not UTF-8 text"))
    })?;
    Node::parse(&SourceText::new(name, text))
}

/// How the name of what is no file ends.
const BUILT_IN: &str = " (built in)";

/// Whether this names the baseline that is built in, and no file.
pub fn is_built_in(path: &str) -> bool {
    path.ends_with(BUILT_IN)
}

fn built_in(files: &mut Vec<ReadFile>) -> Result<Node, Faults> {
    static READ: LazyLock<(ReadFile, Result<Node, Faults>)> = LazyLock::new(|| {
        let name = format!("{BASELINE_FILE}{BUILT_IN}");
        let file = ReadFile::of(&name, BASELINE.as_bytes().into(), PathBuf::from(&name));
        (file, Node::parse(&SourceText::new(name, BASELINE)))
    });
    let (file, tree) = &*READ;
    files.push(file.clone());
    tree.clone()
}

/// Lays overrides over a tree, in their order.
pub(super) fn lay_overrides(tree: &mut Node, overrides: &[String]) -> Result<(), Faults> {
    let mut faults = Faults::default();
    for text in overrides {
        if let Err(found) = lay_override(tree, text) {
            faults.extend(found);
        }
    }
    faults.or(())
}

/// Lays `FIELD=VALUE` over a tree. The value is read as TOML, and as a string where it is none.
fn lay_override(tree: &mut Node, text: &str) -> Result<(), Faults> {
    let option = format!("--set {text}");
    let fault = |message: &str| Faults::from(Fault::of_file(&option, message));
    let text = text.trim();
    // The name of a segment may have anything in it.
    let of_segment = text.strip_prefix("segments.");
    let named = of_segment.and_then(|named| segments::named(tree, named));
    let path = named.map_or(text, |(_, rest)| rest);
    let (path, value) = path
        .split_once('=')
        .ok_or_else(|| fault("expected FIELD=VALUE, such as rules.window=24h"))?;
    let (path, value) = (path.trim(), value.trim());
    if path.split('.').any(str::is_empty) {
        return Err(fault("expected FIELD=VALUE, such as rules.window=24h"));
    }
    if path.split('.').count() > MAXIMUM_PARTS {
        return Err(fault("no field has so many parts"));
    }
    let parsed = Node::parse(&SourceText::new(&option, format!("value = {value}")));
    let node = match parsed.ok().and_then(|node| node.field("value").cloned()) {
        Some(node) => node.value,
        None => Value::Text(value.to_owned()),
    };
    let place = Place::new(&SourceText::new(&option, text), 0..text.len());
    let node = placed(node, &place);
    match (of_segment, named) {
        (None, _) => tree.set(path, &node, ""),
        (_, Some((segment, _))) => set_in_segment(tree, segment, path, &node),
        (_, None) => return Err(fault(&no_such_segment(tree))),
    }
    Ok(())
}

/// A value whose every part stands at the same place.
fn placed(value: Value, place: &Place) -> Node {
    let value = match value {
        Value::Table(table) => {
            let fields = table
                .into_iter()
                .map(|(name, node)| (name, placed(node.value, place)));
            Value::Table(fields.collect())
        }
        Value::List(list) => Value::List(
            list.into_iter()
                .map(|node| placed(node.value, place))
                .collect(),
        ),
        other => other,
    };
    Node {
        value,
        place: place.clone(),
    }
}

/// Sets a field of a segment, by its place.
fn set_in_segment(tree: &mut Node, segment: usize, path: &str, over: &Node) {
    if let Value::Table(top) = &mut tree.value
        && let Some(Value::List(list)) = top.get_mut(SEGMENTS).map(|node| &mut node.value)
    {
        // Below whatever name: what the field is depends on its path in the segment.
        list[segment].set(path, over, &join(SEGMENTS, "_"));
    }
}

fn no_such_segment(tree: &Node) -> String {
    let names: Vec<&str> = segments::of(tree).iter().map(segments::name_of).collect();
    match names.is_empty() {
        true => "the scenario has no segments".to_owned(),
        false => format!("no such segment; there are: {}", names.join(", ")),
    }
}
