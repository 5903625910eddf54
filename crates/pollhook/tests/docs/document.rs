//! A document of the folder `docs`, and the part of it that is generated.

use std::path::{Path, PathBuf};

/// Reads a document.
pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

/// Holds the generated part of a document to what it should be; with `UPDATE` in the environment it is written instead.
pub(crate) fn holds(name: &str, generated: &str) {
    let text = read(name);
    let (before, rest) = text.split_once(BEGIN).expect("the document says where the generated part begins");
    let (comment, rest) = rest.split_once("-->\n").expect("the comment is closed");
    let (found, after) = rest.split_once(END).expect("the document says where the generated part ends");
    if found == generated {
        return;
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(path(name), format!("{before}{BEGIN}{comment}-->\n{generated}{END}{after}")).unwrap();
        return;
    }
    panic!(
        "docs/{name} does not say what the code does; write it with\n  UPDATE=1 cargo test -p pollhook --test docs\n{generated}"
    );
}

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name)
}

const BEGIN: &str = "<!-- generated";
const END: &str = "<!-- end of what is generated -->";
