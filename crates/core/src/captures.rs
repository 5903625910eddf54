//! What a filter's pattern captured, for the arguments of the handler that it chose.

use compact_str::CompactString;

/// Names and values, in the order of the pattern: of `"buy:{item}"` and a button that says `buy:soup`, `item` is `soup`.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Captures(Vec<(CompactString, CompactString)>);

impl Captures {
    /// What was captured under a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.iter().find(|(captured, _)| *captured == name).map(|(_, value)| value)
    }

    /// All of it.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<N: Into<CompactString>, V: Into<CompactString>> FromIterator<(N, V)> for Captures {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(captured: I) -> Self {
        Self(captured.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}
