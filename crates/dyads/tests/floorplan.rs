//! Each floor imports only floors below; neighbours on one floor never import each other.

use std::collections::BTreeMap;
use std::path::Path;

/// Floor of each crate, and of its neighbours those it may import all the same, with the reason.
const FLOORS: [(&str, u8); 10] = [
    ("model", 1),
    ("almanac", 2),
    ("read", 3),
    ("text", 3),
    ("events", 4),
    ("record", 5),
    ("relations", 5),
    ("dyads", 6),
    ("web", 7),
    ("cli", 7),
];

/// A door that opens another door: the command line starts the page's server.
const ALLOWED_SIDEWAYS: [(&str, &str); 1] = [("cli", "web")];

/// What `record`, `relations`, `read` and `text` may import of the house at all.
const ONLY_MODEL: [&str; 3] = ["read", "record", "relations"];

#[test]
fn imports_go_downwards_only() {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("crates/dyads lies in crates");
    let floors: BTreeMap<&str, u8> = FLOORS.into_iter().collect();
    let mut seen = 0;
    for entry in std::fs::read_dir(crates).expect("crates can be listed") {
        let folder = entry.expect("an entry").path();
        let Ok(manifest) = std::fs::read_to_string(folder.join("Cargo.toml")) else { continue };
        let name = folder.file_name().and_then(|name| name.to_str()).expect("a crate's name").to_owned();
        let floor = *floors
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{name} stands on no floor: add it to FLOORS"));
        seen += 1;
        let mut in_dependencies = false;
        for line in manifest.lines() {
            if line.starts_with('[') {
                in_dependencies = line == "[dependencies]";
            }
            let Some(imported) = line.split(['.', ' ', '=']).next().filter(|_| in_dependencies) else {
                continue;
            };
            let Some(below) = floors.get(imported) else { continue };
            let allowed = *below < floor || ALLOWED_SIDEWAYS.contains(&(name.as_str(), imported));
            assert!(allowed, "{name} (floor {floor}) imports {imported} (floor {below})");
            if ONLY_MODEL.contains(&name.as_str()) {
                assert_eq!(imported, "model", "{name} imports the nouns only");
            }
        }
    }
    assert_eq!(seen, FLOORS.len(), "every floor is built");
}
