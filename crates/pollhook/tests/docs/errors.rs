//! `docs/errors.md`: the errors that everybody meets once, as they are printed.

use std::path::Path;

use pollhook::config::Loader;
use pollhook::prelude::*;

use crate::document;

#[tokio::test]
async fn what_is_said_to_be_printed_is_printed() {
    let text = document::read("errors.md");
    let mut names = Vec::new();
    for entry in text.split("<!-- printed: ").skip(1) {
        let (name, rest) = entry.split_once(" -->\n```text\n").expect("a block follows the name");
        let (quoted, _) = rest.split_once("```").expect("the block ends");
        match compiled(name) {
            Some(printed) => is_quoted(name, quoted, &printed),
            None => assert_eq!(quoted.trim_end(), said(name).await, "{name}"),
        }
        names.push(name);
    }
    names.dedup();
    assert_eq!(names.len(), 12, "{names:?}");
}

/// What the compiler prints; `None` for what the bot says.
fn compiled(name: &str) -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dispatcher/tests/compile_fail");
    std::fs::read_to_string(folder.join(name).with_extension("stderr")).ok()
}

/// Its lines stand there, the first as the first, and in that order.
fn is_quoted(name: &str, quoted: &str, printed: &str) {
    assert_eq!(quoted.lines().next(), printed.lines().next(), "{name}");
    let mut rest = printed.lines();
    for line in quoted.lines() {
        assert!(rest.any(|printed| printed == line), "{name}: this is not printed, or not there:\n{line}");
    }
}

/// What the bot says.
async fn said(name: &str) -> String {
    match name {
        "pattern" => built(App::new().on(press("buy:{item"), buy)).await,
        "kind" => built(App::new().on(kind("calback_query"), buy)).await,
        "key" => read("tokn = \"x\""),
        // Whoever runs this may well have a `BOT_TOKEN`.
        "variable" => read("token = \"${NOT_SET_ANYWHERE}\"").replace("NOT_SET_ANYWHERE", "BOT_TOKEN"),
        _ => panic!("nobody prints {name}"),
    }
}

async fn buy() {}

async fn built(app: App) -> String {
    let config = Loader::new().parse("[bot]\nplatform = \"telegram\"\ntoken = \"1:a\"\n").unwrap();
    let text = config.build(app).await.map(drop).unwrap_err().to_string();
    // Where the route stands is here, and in the author's own file there.
    let (before, rest) = text.split_once("the route ").unwrap();
    let (place, after) = rest.split_once(')').unwrap();
    assert!(place.starts_with("docs::errors::buy (") && place.contains("errors.rs:"), "{place}");
    format!("{before}the route buy (src/main.rs:7){after}")
}

fn read(line: &str) -> String {
    let text = format!("[bot]\nplatform = \"telegram\"\n{line}\n");
    Loader::new().parse(&text).map(drop).unwrap_err().to_string()
}
