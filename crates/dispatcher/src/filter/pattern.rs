//! Patterns of what a button says: `"buy:{item}"`. Pure.
//!
//! A name in braces stands for one character or more, up to where the pattern goes on. `{{` and `}}` are braces.

use std::collections::BTreeSet;

use compact_str::CompactString;
use pollhook_core::Captures;

/// A text with gaps that have names.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pattern {
    /// What stands before the first gap.
    head: CompactString,
    /// Each gap, with what stands behind it.
    gaps: Vec<(CompactString, CompactString)>,
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut pattern = Self { head: CompactString::default(), gaps: Vec::new() };
        let mut rest = text;
        while let Some(at) = rest.find(['{', '}']) {
            pattern.tail().push_str(&rest[..at]);
            rest = pattern.brace(&rest[at..]).map_err(|why| format!("the pattern {text:?} {why}"))?;
        }
        pattern.tail().push_str(rest);
        pattern.check().map_err(|why| format!("the pattern {text:?} {why}"))?;
        Ok(pattern)
    }

    pub(crate) fn has_gaps(&self) -> bool {
        !self.gaps.is_empty()
    }

    /// Matches the whole of a text; gives what stands in the gaps.
    pub(crate) fn captures(&self, text: &str) -> Option<Captures> {
        self.values(text)?.map(|(name, value)| value.map(|value| (name, value))).collect::<Option<_>>()
    }

    pub(crate) fn matches(&self, text: &str) -> bool {
        self.values(text).is_some_and(|mut values| values.all(|(_, value)| value.is_some()))
    }

    /// Each gap with its value; `None` where the text does not go on as the pattern does. The first occurrence of what
    /// follows a gap ends it, which finds a match wherever there is one; what follows the last must be the end.
    fn values<'v>(&'v self, text: &'v str) -> Option<impl Iterator<Item = (CompactString, Option<&'v str>)>> {
        let mut rest = text.strip_prefix(self.head.as_str())?;
        if self.gaps.is_empty() && !rest.is_empty() {
            return None;
        }
        let last = self.gaps.len().saturating_sub(1);
        Some(self.gaps.iter().enumerate().map(move |(at, (name, behind))| {
            let value = if at == last { rest.strip_suffix(behind.as_str()) } else { before(rest, behind) };
            if let Some(value) = value {
                rest = &rest[value.len() + behind.len()..];
            }
            (name.clone(), value.filter(|value| !value.is_empty()))
        }))
    }

    /// The text that is being read: that behind the last gap so far.
    fn tail(&mut self) -> &mut CompactString {
        self.gaps.last_mut().map_or(&mut self.head, |(_, behind)| behind)
    }

    /// Reads what begins with a brace; gives what follows it.
    fn brace<'t>(&mut self, text: &'t str) -> Result<&'t str, &'static str> {
        for (twice, brace) in [("{{", '{'), ("}}", '}')] {
            if let Some(rest) = text.strip_prefix(twice) {
                self.tail().push(brace);
                return Ok(rest);
            }
        }
        let (name, rest) = text
            .strip_prefix('{')
            .and_then(|rest| rest.split_once('}'))
            .ok_or("has a brace that stands alone: a brace that is meant as one is written twice")?;
        self.gaps.push((name.into(), CompactString::default()));
        Ok(rest)
    }

    fn check(&self) -> Result<(), &'static str> {
        let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_');
        let between = self.gaps.split_last().map_or(&[][..], |(_, before)| before);
        let names: BTreeSet<_> = self.gaps.iter().map(|(name, _)| name).collect();
        match () {
            () if !self.gaps.iter().all(|(name, _)| is_name(name)) => {
                Err("needs a name in each pair of braces: {item}")
            }
            () if between.iter().any(|(_, behind)| behind.is_empty()) => Err("has nothing between two names"),
            () if names.len() < self.gaps.len() => Err("has one name twice"),
            () => Ok(()),
        }
    }
}

/// What stands before the first occurrence of a text that has at least one character before it.
fn before<'t>(text: &'t str, behind: &str) -> Option<&'t str> {
    let first = text.chars().next()?.len_utf8();
    let at = text[first..].find(behind)?;
    Some(&text[..first + at])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Pattern, text, and what is captured.
    type Row = (&'static str, &'static str, Option<&'static [(&'static str, &'static str)]>);

    const ROWS: &[Row] = &[
        ("menu", "menu", Some(&[])),
        ("menu", "menus", None),
        ("menu", "Menu", None),
        ("", "", Some(&[])),
        ("buy:{item}", "buy:soup", Some(&[("item", "soup")])),
        ("buy:{item}", "buy:soup:large", Some(&[("item", "soup:large")])),
        ("buy:{item}", "buy:", None),
        ("buy:{item}", "sell:soup", None),
        ("{all}", "x", Some(&[("all", "x")])),
        ("{all}", "", None),
        ("buy:{item}:{size}", "buy:soup:large:2", Some(&[("item", "soup"), ("size", "large:2")])),
        ("buy:{item}:{size}", "buy:soup", None),
        ("buy:{item}:{size}", "buy::large", None),
        ("{a}:{b}", "::x", Some(&[("a", ":"), ("b", "x")])),
        ("{n} of {all}.", "1 of 2 of 3.", Some(&[("n", "1"), ("all", "2 of 3")])),
        ("{n}!", "1!!", Some(&[("n", "1!")])),
        ("{n}!", "1?", None),
        ("{a}é{b}", "ééé", Some(&[("a", "é"), ("b", "é")])),
        ("{{{n}}}", "{7}", Some(&[("n", "7")])),
    ];

    #[test]
    fn a_gap_ends_where_the_pattern_goes_on() {
        for (pattern, text, expected) in ROWS {
            let read = Pattern::parse(pattern).unwrap();
            let expected = expected.map(|captured| captured.iter().copied().collect::<Captures>());
            assert_eq!(read.captures(text), expected, "{pattern} {text}");
            assert_eq!(read.matches(text), expected.is_some(), "{pattern} {text}");
        }
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_told_in_words() {
        for (pattern, why) in [
            ("buy:{item", "a brace that stands alone"),
            ("buy:item}", "a brace that stands alone"),
            ("buy:{}", "needs a name"),
            ("buy:{an item}", "needs a name"),
            ("{a}{b}", "nothing between"),
            ("{a}:{a}", "one name twice"),
        ] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(error.contains(why) && error.contains(pattern), "{error}");
        }
    }

    /// Whether a text can be cut into gaps and what follows them, in any way at all.
    fn can_be_cut(text: &str, behind: &[String]) -> bool {
        let Some((next, later)) = behind.split_first() else { return text.is_empty() };
        (1..=text.len()).any(|at| text[at..].strip_prefix(next).is_some_and(|rest| can_be_cut(rest, later)))
    }

    proptest! {
        #[test]
        fn there_is_a_match_wherever_there_could_be_one(
            head in "[a:]{0,2}",
            between in proptest::collection::vec("[a:]{1,2}", 0..3),
            end in "[a:]{0,2}",
            text in "[ab:]{0,10}",
        ) {
            let behind: Vec<_> = between.into_iter().chain([end]).collect();
            let written: String = behind.iter().enumerate().map(|(n, behind)| format!("{{n{n}}}{behind}")).collect();
            let captures = Pattern::parse(&format!("{head}{written}")).unwrap().captures(&text);
            let possible = text.strip_prefix(&head).is_some_and(|rest| can_be_cut(rest, &behind));
            prop_assert_eq!(captures.is_some(), possible);
            if let Some(captures) = captures {
                let values = captures.iter().zip(&behind).map(|((_, value), behind)| format!("{value}{behind}"));
                prop_assert_eq!(head + &values.collect::<String>(), text);
            }
        }
    }
}
