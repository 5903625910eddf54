//! `docs/coming-from.md`: what its right columns quote stands in the code of the page, which is compiled.

use pollhook::config::{Loader, Mode};

use crate::document;

#[test]
fn whatever_a_right_column_quotes_stands_in_the_code_of_the_page() {
    let text = document::read("coming-from.md");
    let code = squeezed(&blocks(&text).concat());
    let mut count = 0;
    for cell in right_column(&text) {
        for quoted in cell.split('`').skip(1).step_by(2) {
            assert!(code.contains(&squeezed(quoted)), "no code of the page says this: {quoted}");
            count += 1;
        }
    }
    assert!(count > 80, "only {count} quotations were found");
}

#[test]
fn the_config_of_the_page_is_one() {
    let text = document::read("coming-from.md");
    let (_, rest) = text.split_once("```toml\n").unwrap();
    let (config, _) = rest.split_once("```").unwrap();
    let loader = Loader::new().var("TELEGRAM_TOKEN", "1:a").var("WEBHOOK_SECRET", "a-secret-of-some-length");
    assert_eq!(loader.parse(config).unwrap().bots()[0].mode(), Mode::Webhook);
}

/// The last cells of the rows between the first of the three tables and the end of the last.
fn right_column(text: &str) -> Vec<String> {
    let (_, rest) = text.split_once("## From teloxide").unwrap();
    let (tables, _) = rest.split_once("## Deployment").unwrap();
    let rows = tables.lines().filter(|line| line.starts_with("| "));
    rows.filter_map(|row| row.trim_end_matches(" |").rsplit_once(" | ")).map(|(_, cell)| unescaped(cell)).collect()
}

/// A bar within a cell is written with a backslash.
fn unescaped(cell: &str) -> String {
    cell.replace("\\|", "|")
}

/// The blocks of code.
fn blocks(text: &str) -> Vec<&str> {
    text.split("```").skip(1).step_by(2).collect()
}

/// Without what differs between a cell and a line of code: its spaces.
fn squeezed(code: &str) -> String {
    code.split_whitespace().collect()
}
