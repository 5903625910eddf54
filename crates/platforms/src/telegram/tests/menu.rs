//! setMyCommands.

use pollhook_core::{Failure, MenuEntry};
use serde_json::json;

use super::*;

fn entries(lines: &[(&str, &str)]) -> Vec<MenuEntry> {
    lines.iter().map(|(command, about)| MenuEntry { command: (*command).into(), about: (*about).to_owned() }).collect()
}

#[test]
fn what_can_be_shown_is_shown_in_order_and_the_rest_is_left_out() {
    let menu = Telegram.menu(&setup()).unwrap();
    let long = "x".repeat(300);
    let lines = [
        ("start", " begin "),
        ("старт", "in Russian"),
        ("re-run", "with a hyphen"),
        ("a_command_of_thirty_two_letters_", "as long as it may be"),
        ("a_command_of_thirty_three_letters", "longer"),
        ("silent", " "),
        ("help", &long),
    ];
    let call = menu.set(&entries(&lines)).unwrap();
    assert_eq!(call.url, "https://api.example.org/bot{}/setMyCommands");
    let shown = json!({ "commands": [
        { "command": "start", "description": "begin" },
        { "command": "a_command_of_thirty_two_letters_", "description": "as long as it may be" },
        { "command": "help", "description": format!("{}…", "x".repeat(255)) },
    ] });
    assert_eq!(parameters(&call), shown);
    let many: Vec<_> = (0..101).map(|n| MenuEntry { command: format!("c{n}").into(), about: "x".into() }).collect();
    assert_eq!(parameters(&menu.set(&many).unwrap())["commands"].as_array().unwrap().len(), 100);
    let foreign = menu.set(&entries(&[("старт", "in Russian")]));
    assert!(foreign.is_none() && menu.set(&[]).is_none(), "an empty list would take down what stands there");
}

#[test]
fn what_it_says_to_that() {
    let menu = Telegram.menu(&setup()).unwrap();
    assert_eq!(menu.read(&answer(200, r#"{"ok":true,"result":true}"#)), Ok(()));
    let refused = r#"{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":3}}"#;
    let refused = menu.read(&answer(429, refused)).unwrap_err();
    assert!(matches!(refused, Failure::Retry { after: Some(after), .. } if after.as_secs() == 3), "{refused}");
}
