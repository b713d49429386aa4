use std::ffi::OsStr;
use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::format::extension;
use crate::reject::{Cause, Place, Reject};

/// One place to read from, as a person types it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PathSpec {
    /// Standard input, typed `-`.
    Stdin,
    /// A file, or a folder to walk.
    Path(PathBuf),
    /// A pattern with `*`, `?`, `[...]` or `**`.
    Glob(String),
}

impl PathSpec {
    /// `-` is standard input; what exists is a path, even with a star in its
    /// name; what has a star, a question mark or a bracket is a pattern.
    pub fn new(given: impl AsRef<OsStr>) -> PathSpec {
        let given = given.as_ref();
        if given == "-" {
            return PathSpec::Stdin;
        }
        match given.to_str() {
            Some(text) if text.contains(['*', '?', '[']) && !Path::new(text).exists() => {
                PathSpec::Glob(text.to_owned())
            }
            _ => PathSpec::Path(PathBuf::from(given)),
        }
    }
}

impl<T: AsRef<OsStr>> From<T> for PathSpec {
    fn from(given: T) -> PathSpec {
        PathSpec::new(given)
    }
}

/// One file to open, with the name that its documents carry.
#[derive(Debug)]
pub(crate) enum Source {
    Stdin,
    File { path: PathBuf, name: String },
    Reject(Reject),
}

/// What to open, in order: as given, and sorted within a folder or pattern.
pub(crate) fn sources(specs: &[PathSpec]) -> Vec<Source> {
    let mut sources = Vec::new();
    for spec in specs {
        match spec {
            PathSpec::Stdin => sources.push(Source::Stdin),
            PathSpec::Path(path) => add_path(path, &mut sources),
            PathSpec::Glob(pattern) => add_pattern(pattern, &mut sources),
        }
    }
    sources
}

/// The name of a path in ids and messages: as given, without `.` and doubled
/// slashes, with forward slashes.
pub(crate) fn normalised(path: &Path) -> String {
    let mut name = String::new();
    for component in path.components() {
        match component {
            Component::Prefix(prefix) => name.push_str(&prefix.as_os_str().to_string_lossy()),
            Component::RootDir => name.push('/'),
            Component::CurDir => {}
            Component::ParentDir | Component::Normal(_) => {
                if !name.is_empty() && !name.ends_with('/') {
                    name.push('/');
                }
                name.push_str(&component.as_os_str().to_string_lossy());
            }
        }
    }
    if name.is_empty() { ".".to_owned() } else { name }
}

fn add_path(path: &Path, sources: &mut Vec<Source>) {
    if path.is_dir() {
        walk(path, sources);
    } else if path.exists() {
        sources.push(file(path));
    } else {
        sources.push(reject(path, Cause::NoSuchPath));
    }
}

fn add_pattern(pattern: &str, sources: &mut Vec<Source>) {
    let like_a_shell = glob::MatchOptions {
        case_sensitive: true,
        require_literal_separator: true,
        require_literal_leading_dot: true,
    };
    let matches = match glob::glob_with(pattern, like_a_shell) {
        Ok(matches) => matches,
        Err(error) => {
            sources.push(reject(Path::new(pattern), Cause::BadPattern(error)));
            return;
        }
    };
    let mut paths: Vec<PathBuf> = matches.filter_map(Result::ok).collect();
    paths.sort();
    if paths.is_empty() {
        sources.push(reject(Path::new(pattern), Cause::NoMatch));
    }
    // `**` yields folders beside the files in them; the files are enough then.
    let files = paths.iter().any(|path| path.is_file());
    for path in paths {
        if path.is_file() || !files {
            add_path(&path, sources);
        }
    }
}

/// Files of a folder in the order of their names, folders in place; hidden
/// ones, links to folders, and what is clearly no article left out.
fn walk(folder: &Path, sources: &mut Vec<Source>) {
    // Folders still to walk lie on a stack of our own: no recursion on depth.
    let mut waiting = vec![folder.to_path_buf()];
    while let Some(path) = waiting.pop() {
        if path != folder && !path.is_dir() {
            sources.push(file(&path));
            continue;
        }
        let entries = match fs::read_dir(&path) {
            Ok(entries) => entries,
            Err(error) => {
                sources.push(reject(&path, Cause::Io(error)));
                continue;
            }
        };
        let mut inside: Vec<PathBuf> =
            entries.filter_map(Result::ok).filter(wanted).map(|entry| entry.path()).collect();
        inside.sort();
        waiting.extend(inside.into_iter().rev());
    }
}

fn wanted(entry: &fs::DirEntry) -> bool {
    let name = entry.file_name().to_string_lossy().into_owned();
    let Ok(kind) = entry.file_type() else { return false };
    if name.starts_with('.') || (kind.is_symlink() && entry.path().is_dir()) {
        return false;
    }
    if kind.is_dir() {
        return true;
    }
    const READ: &[&str] = &[
        "txt", "text", "html", "htm", "xhtml", "jsonl", "ndjson", "json", "csv", "tsv", "tab",
        // Not built yet, and said so rather than passed over.
        "warc", "parquet", "arrow", "zip", "rss", "atom", "xml", "pdf",
    ];
    const NOTES: &[&str] =
        &["LICENSE", "LICENCE", "README", "NOTICE", "COPYING", "CHANGELOG", "AUTHORS", "Makefile"];
    match extension(&name).as_str() {
        "" => !NOTES.contains(&name.as_str()),
        "txt" | "text" => !NOTES.iter().any(|note| name == format!("{note}.txt")),
        other => READ.contains(&other),
    }
}

fn file(path: &Path) -> Source {
    Source::File { path: path.to_path_buf(), name: normalised(path) }
}

fn reject(path: &Path, cause: Cause) -> Source {
    let place = Place { file: normalised(path), ..Place::default() };
    Source::Reject(Reject::new(place, cause))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_but_not_resolved() {
        let cases = [
            ("./a", "a"),
            ("a//b/./c.txt", "a/b/c.txt"),
            ("../a", "../a"),
            ("/x/y", "/x/y"),
            ("a/../b", "a/../b"),
            (".", "."),
        ];
        for (given, expected) in cases {
            assert_eq!(normalised(Path::new(given)), expected);
        }
    }

    #[test]
    fn a_dash_is_standard_input_and_a_star_a_pattern() {
        assert_eq!(PathSpec::from("-"), PathSpec::Stdin);
        assert_eq!(PathSpec::from("news/*.txt"), PathSpec::Glob("news/*.txt".to_owned()));
        assert_eq!(PathSpec::from("news"), PathSpec::Path(PathBuf::from("news")));
    }
}
