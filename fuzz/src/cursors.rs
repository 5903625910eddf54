//! The file of cursors.
//!
//! - It is read exactly when it is what its format says, as a second reading of it says; else nothing is taken of it.
//! - What is loaded is the cursor of just that bot, platform, address and kind.
//! - A cursor that is saved is there for the next process, and so are those that were there before; a damaged file stays
//!   as it is.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use pollhook::core::{Cursor, CursorKey, CursorStore};
use pollhook::polling::FileCursors;

use crate::json::{self, Node};
use crate::letters::{FOLDER, Told, run};

/// Reads a case as a file.
///
/// # Panics
/// When something does not hold that must.
pub fn check(case: &[u8]) {
    let path = FOLDER.path().join("cursors.json");
    fs::write(&path, case).expect("there is room for a file");
    let tree = std::str::from_utf8(case).ok().and_then(json::read);
    let expected = tree.as_ref().and_then(entries);
    let key = expected
        .as_ref()
        .and_then(|entries| entries.first())
        .map_or_else(|| key(["a", "b", "c", "d"]), |first| first.0.clone());
    let loaded = run(store(&path).load(&key));
    match (&loaded, &expected) {
        (Ok(found), Some(entries)) => {
            let told = entries.iter().find(|(known, _)| *known == key).map(|(_, cursor)| cursor.as_str());
            assert_eq!(found.as_ref().map(Cursor::as_str), told);
        }
        (Err(_), None) => {}
        (loaded, expected) => panic!("{loaded:?}, and expected was {expected:?}"),
    }
    // Each is a whole write, with its sync: not for every case.
    if case.len().is_multiple_of(8) {
        is_saved(&path, case, expected.as_deref());
    }
}

fn store(path: &Path) -> FileCursors {
    FileCursors::new(path, Arc::new(Told))
}

fn key([bot, platform, api, kind]: [&str; 4]) -> CursorKey {
    CursorKey { bot: bot.into(), platform: platform.into(), api: api.into(), kind: kind.into() }
}

/// What stands in a file of this format; `None` when it is none.
fn entries(tree: &Node<'_>) -> Option<Vec<(CursorKey, String)>> {
    let fields = exactly(tree, &["pollhook_cursors", "cursors"])?;
    if fields[0].whole::<u32>()? != 1 {
        return None;
    }
    let mut entries: Vec<(CursorKey, String)> = Vec::new();
    for entry in fields[1].list()? {
        let fields = exactly(entry, &["bot", "platform", "api", "kind", "cursor", "saved"])?;
        let mut texts = fields[..4].iter().map(|field| field.text());
        let key = key([texts.next()??, texts.next()??, texts.next()??, texts.next()??]);
        let cursor = fields[4].text().filter(|text| !text.is_empty() && !text.contains(char::is_control))?;
        fields[5].whole::<u64>()?;
        if entries.iter().any(|(known, _)| *known == key) {
            return None;
        }
        entries.push((key, cursor.to_owned()));
    }
    Some(entries)
}

/// The values of an object with these names and no others, each once. Or those of a list in this order, which serde takes
/// for one: it says the same.
fn exactly<'n, 't>(node: &'n Node<'t>, names: &[&str]) -> Option<Vec<&'n Node<'t>>> {
    if let Some(items) = node.list() {
        return (items.len() == names.len()).then(|| items.iter().collect());
    }
    let fields = node.fields()?;
    if fields.len() != names.len() {
        return None;
    }
    names.iter().map(|name| node.get(name)).collect()
}

fn is_saved(path: &Path, case: &[u8], before: Option<&[(CursorKey, String)]>) {
    let (key, cursor) = (key(["bot", "telegram", "https://api.example.org", ""]), Cursor::from(77_u64));
    let saved = run(store(path).save(&key, &cursor));
    let Some(before) = before else {
        assert!(saved.is_err(), "over a damaged file nothing is saved");
        assert_eq!(fs::read(path).expect("the file is there"), case);
        return;
    };
    saved.expect("there is room for a cursor");
    let next = store(path);
    assert_eq!(run(next.load(&key)).expect("it was written"), Some(cursor));
    for (known, cursor) in before.iter().filter(|(known, _)| *known != key) {
        let found = run(next.load(known)).expect("it was written");
        assert_eq!(found.as_ref().map(Cursor::as_str), Some(cursor.as_str()));
    }
}
