//! `${NAME}`, `${NAME:-default}` and `${file:/path}` within string values; `$$` is a dollar.
//!
//! So that one file serves laptop and production, and no secret has to stand in it.

use std::path::Path;

/// Where variables come from.
pub(super) type Vars<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Why a text could not be expanded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum NotExpanded {
    /// Something that is not there, here: it matters only where the value is used.
    Missing(String),
    /// Wrong everywhere.
    Malformed(String),
}

/// Replaces what stands in `${…}`, and notes what decided it: variables, their defaults, files.
pub(super) fn expand(text: &str, vars: Vars<'_>, by: &mut Vec<String>) -> Result<String, NotExpanded> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some(inner) = rest.strip_prefix('{') {
            let Some((reference, after)) = inner.split_once('}') else {
                return Err(NotExpanded::Malformed("`${` is never closed; a dollar is written `$$`".to_owned()));
            };
            out.push_str(&resolve(reference, vars, by)?);
            rest = after;
        } else {
            out.push('$');
        }
    }
    out.push_str(rest);
    Ok(out)
}

fn resolve(reference: &str, vars: Vars<'_>, by: &mut Vec<String>) -> Result<String, NotExpanded> {
    if let Some(path) = reference.strip_prefix("file:") {
        by.push(path.to_owned());
        return read(Path::new(path));
    }
    let (name, default) = match reference.split_once(":-") {
        Some((name, default)) => (name, Some(default)),
        None => (reference, None),
    };
    if !is_name(name) {
        return Err(NotExpanded::Malformed(format!("`${{{name}}}` names no variable")));
    }
    // As a shell does it: with a default, empty counts as not set.
    match (vars(name).filter(|value| default.is_none() || !value.is_empty()), default) {
        (Some(value), _) => {
            by.push(name.to_owned());
            Ok(value)
        }
        (None, Some(default)) => {
            by.push(format!("the default of {name}"));
            Ok(default.to_owned())
        }
        (None, None) => Err(NotExpanded::Missing(format!("the variable {name} is not set"))),
    }
}

/// Files end with a line feed that nobody means.
fn read(path: &Path) -> Result<String, NotExpanded> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| NotExpanded::Missing(format!("{} cannot be read: {error}", path.display())))?;
    Ok(text.trim_end_matches(['\n', '\r']).to_owned())
}

fn is_name(name: &str) -> bool {
    let begins = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_');
    begins && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_')
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn vars(name: &str) -> Option<String> {
        match name {
            "BOT" => Some("echo".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    fn expand(text: &str, vars: Vars<'_>) -> Result<String, NotExpanded> {
        super::expand(text, vars, &mut Vec::new())
    }

    #[test]
    fn what_decided_it_is_noted() {
        let mut by = Vec::new();
        assert!(super::expand("${BOT} ${EMPTY:-a} ${NONE:-b} $${BOT} ${file:/nowhere/x}", &vars, &mut by).is_err());
        assert_eq!(by, ["BOT", "the default of EMPTY", "the default of NONE", "/nowhere/x"]);
    }

    #[test]
    fn what_is_there_is_put_in() {
        let check = |text: &str, expected: &str| assert_eq!(expand(text, &vars).as_deref(), Ok(expected), "{text}");
        check("plain", "plain");
        check("${BOT}", "echo");
        check("a ${BOT} b ${BOT}", "a echo b echo");
        check("${EMPTY}", "");
        check("${EMPTY:-full}", "full");
        check("${NONE:-}", "");
        check("${NONE:-a:-b}", "a:-b");
        check("$${BOT} costs 5$", "${BOT} costs 5$");
        // What is put in is not looked at again.
        assert_eq!(expand("${X}", &|_| Some("${BOT}".to_owned())).as_deref(), Ok("${BOT}"));
    }

    #[test]
    fn what_is_not_there_is_named() {
        let fails = |text: &str| expand(text, &vars).unwrap_err();
        assert_eq!(fails("${NONE}"), NotExpanded::Missing("the variable NONE is not set".to_owned()));
        assert!(matches!(fails("${BOT"), NotExpanded::Malformed(why) if why.contains("never closed")));
        assert!(matches!(fails("${a-b}"), NotExpanded::Malformed(why) if why.contains("`${a-b}`")));
        assert!(matches!(fails("${file:/nowhere/x}"), NotExpanded::Missing(why) if why.contains("/nowhere/x")));
    }

    #[test]
    fn a_file_is_read_without_its_last_line_feed() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"12:abc\n").unwrap();
        let text = format!("${{file:{}}}", file.path().display());
        assert_eq!(expand(&text, &vars).as_deref(), Ok("12:abc"));
    }
}
