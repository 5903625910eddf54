//! What drawings are drawn with.

/// Something to draw with: a meaning, whose colour is the matter of [`STYLE`].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Ink {
    /// Words that are read.
    Text,
    /// Words and marks beside them.
    Soft,
    /// What helps the eye along, and is not looked at.
    Grid,
    /// The first of what is compared.
    First,
    /// The second.
    Second,
    /// The third.
    Third,
    /// What went wrong.
    Bad,
}

impl Ink {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Soft => "soft",
            Self::Grid => "grid",
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Bad => "bad",
        }
    }
}

/// The colours, by day and by night, and the letters. A page that holds drawings has it once; a drawing that stands alone
/// brings it along. The three inks of what is compared differ in lightness, too, and each has a shape of its own in a
/// [`Chart`](crate::Chart): nobody has to tell red from green.
pub const STYLE: &str = concat!(
    ":root{color-scheme:light dark;--paper:#ffffff;--raised:#f5f6f8;--text:#1c2128;--soft:#5d6672;--grid:#dfe3e8;",
    "--first:#b4540a;--second:#2563c9;--third:#0b7a5b;--bad:#c4262e}",
    "@media(prefers-color-scheme:dark){:root{--paper:#12161c;--raised:#1a2029;--text:#e7ebf0;--soft:#9aa5b3;",
    "--grid:#2c3440;--first:#f4a259;--second:#7cb4ff;--third:#54d3a6;--bad:#ff7b7b}}",
    "svg text{font-family:system-ui,-apple-system,'Segoe UI',Roboto,'Liberation Sans',sans-serif}",
    ".paper{fill:var(--paper)}.f-text{fill:var(--text)}.f-soft{fill:var(--soft)}.f-grid{fill:var(--grid)}",
    ".f-first{fill:var(--first)}.f-second{fill:var(--second)}.f-third{fill:var(--third)}.f-bad{fill:var(--bad)}",
    ".s-text,.s-soft,.s-grid,.s-first,.s-second,.s-third,.s-bad{fill:none;stroke-linecap:round;stroke-linejoin:round}",
    ".s-text{stroke:var(--text)}.s-soft{stroke:var(--soft)}.s-grid{stroke:var(--grid)}.s-first{stroke:var(--first)}",
    ".s-second{stroke:var(--second)}.s-third{stroke:var(--third)}.s-bad{stroke:var(--bad)}",
    ".faint{opacity:.28}.strong{font-weight:600}",
);
