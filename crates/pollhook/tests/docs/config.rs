//! `docs/config.md`: every key with its default, in the words of the code, and beside them why that default.

use pollhook::config::{Config, Fallback, Form, Key, Loader, keys};
use pollhook::core::{Door, Extra};

use crate::document;

/// A key as the document shows it: its section, its name, its default.
type Shown = (String, String, String);

#[test]
fn every_key_and_its_default_stand_in_the_document_and_no_other() {
    let (found, expected) = (shown(), expected());
    for row in &expected {
        assert!(
            found.contains(row),
            "docs/config.md lacks this row in [{}]:\n| `{}` | {} | why |",
            row.0,
            row.1,
            row.2
        );
    }
    for row in &found {
        assert!(expected.contains(row), "docs/config.md has a row that the code does not know: {row:?}");
    }
    assert_eq!(found, expected, "the order is that of the code, in which `check` prints them");
}

#[test]
fn every_key_says_why() {
    for (section, rows) in sections() {
        for row in rows {
            let [name, default, why] = &row[..] else { panic!("a row of [{section}] has another form: {row:?}") };
            assert!(why.len() > 20, "[{section}] {name} ({default}): why?");
        }
    }
}

/// The configs in the document are read as a bot would read them.
#[test]
fn every_config_in_the_document_can_be_used() {
    let text = document::read("config.md");
    let configs: Vec<&str> = text.split("```toml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(configs.len() > 2);
    for config in configs {
        if let Err(error) = load(config) {
            panic!("{error}\n{config}");
        }
    }
}

fn load(config: &str) -> Result<Config, pollhook::config::ConfigError> {
    let vars =
        ["TELEGRAM_TOKEN", "SHOP_TOKEN", "PAGE_TOKEN", "APP_SECRET", "VERIFY_TOKEN", "WEBHOOK_SECRET", "OLD_SECRET"];
    vars.into_iter().fold(Loader::new(), |loader, name| loader.var(name, format!("a-{name}"))).parse(config)
}

fn expected() -> Vec<Shown> {
    let keys = keys().iter().map(|key| (section(key.section), key.name.to_owned(), default(key)));
    let platforms = pollhook_platforms::names().filter_map(pollhook_platforms::find);
    let extras = platforms.flat_map(|platform| {
        let section = format!("`[bot]` of {}", platform.name());
        platform
            .extras()
            .iter()
            .map(move |extra| (section.clone(), extra.name.to_owned(), added(extra)))
            .collect::<Vec<_>>()
    });
    keys.chain(extras).collect()
}

fn section(name: &str) -> String {
    if name.is_empty() { "Above the first section".to_owned() } else { format!("`[{name}]`") }
}

/// A default, as the document writes it.
fn default(key: &Key) -> String {
    match (key.default, key.form) {
        (Fallback::Is(value), Form::Flag | Form::Count(..)) => format!("`{value}`"),
        (Fallback::Is(""), Form::Texts) => "`[]`".to_owned(),
        (Fallback::Is(value), _) => format!("`\"{value}\"`"),
        (Fallback::Follows(what), _) => what.to_owned(),
        (Fallback::Required(example), _) => format!("required: `{example}`"),
        other => panic!("a default of a new sort: {other:?}"),
    }
}

fn added(extra: &Extra) -> String {
    let needed = if extra.required { "required" } else { "nothing" };
    let door = match extra.door {
        Some(Door::Polling) => ", with polling",
        Some(Door::Webhook) => ", with a webhook",
        None => "",
    };
    format!("{needed}{door}: `{}`", extra.example)
}

fn shown() -> Vec<Shown> {
    let rows = sections().into_iter().flat_map(|(section, rows)| {
        rows.into_iter().map(move |row| (section.clone(), row[0].trim_matches('`').to_owned(), row[1].clone()))
    });
    rows.collect()
}

/// The sections that have a table of keys, and the cells of its rows.
fn sections() -> Vec<(String, Vec<Vec<String>>)> {
    let text = document::read("config.md");
    let parts = text.split("\n## ").skip(1).filter(|part| part.contains("\n| key | default |"));
    let parts = parts.filter_map(|part| part.split_once('\n'));
    let tables = parts.map(|(title, part)| {
        let rows = part.lines().filter(|line| line.starts_with("| `"));
        let cells = rows.map(|row| row.trim_matches('|').split(" | ").map(|cell| cell.trim().to_owned()).collect());
        (title.to_owned(), cells.collect::<Vec<_>>())
    });
    tables.collect()
}
