//! Commands on platforms that have none of their own: so that one `command("start")` serves a bot on all of them.

use pollhook_core::Command;

/// The command with which a text begins: `/deploy now`. A path (`/usr/bin`) is none.
pub(crate) fn at_start(text: &str) -> Option<Command> {
    let said = text.trim_start().strip_prefix('/')?;
    let (name, args) = said.split_once(char::is_whitespace).unwrap_or((said, ""));
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    is_name.then(|| Command { name: name.to_ascii_lowercase().into(), to: None, args: args.trim_start().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, then name and arguments.
    const ROWS: &[(&str, Option<(&str, &str)>)] = &[
        ("/start", Some(("start", ""))),
        ("  /Deploy  now or never ", Some(("deploy", "now or never "))),
        ("/a-b_c1\nargs", Some(("a-b_c1", "args"))),
        ("/", None),
        ("/ start", None),
        ("/usr/bin", None),
        ("//start", None),
        ("/старт", None),
        ("see /start", None),
        ("", None),
    ];

    #[test]
    fn a_command_stands_at_the_very_beginning() {
        for (text, expected) in ROWS {
            let found = at_start(text);
            let found = found.as_ref().map(|command| (command.name.as_str(), command.args.as_str()));
            assert_eq!(found, *expected, "{text:?}");
        }
    }
}
