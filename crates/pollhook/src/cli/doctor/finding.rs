//! One thing that was looked at, and how it is.

use std::fmt;

use serde_json::json;

/// What was found.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Finding {
    what: &'static str,
    told: String,
    /// How to mend it; `None` when it is well.
    mend: Option<String>,
}

impl Finding {
    /// It is well.
    pub(super) fn ok(what: &'static str, told: impl Into<String>) -> Self {
        Self { what, told: told.into(), mend: None }
    }

    /// It is not, and this is how to mend it.
    pub(super) fn mend(what: &'static str, told: impl Into<String>, how: impl Into<String>) -> Self {
        Self { what, told: told.into(), mend: Some(how.into()) }
    }

    pub(super) fn is_to_mend(&self) -> bool {
        self.mend.is_some()
    }

    /// The finding as one line of JSON.
    pub(super) fn json(&self, bot: &str) -> String {
        let Self { what, told, mend } = self;
        let state = if mend.is_some() { "mend" } else { "ok" };
        json!({"bot": bot, "what": what, "state": state, "told": told, "mend": mend}).to_string()
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, told, mend } = self;
        match mend {
            None => write!(f, "  ok    {what:12}{told}"),
            Some(how) => write!(f, "  mend  {what:12}{told}: {how}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_what_is_well_and_what_is_to_mend() {
        assert_eq!(Finding::ok("token", "anna_bot (7)").to_string(), "  ok    token       anna_bot (7)");
        let finding = Finding::mend("clock", "2 min slow", "set it");
        assert_eq!(finding.to_string(), "  mend  clock       2 min slow: set it");
        let json = r#"{"bot":"shop","mend":"set it","state":"mend","told":"2 min slow","what":"clock"}"#;
        assert_eq!(finding.json("shop"), json);
    }
}
