//! A drawing, as it is written down.

use std::fmt::Write;

use crate::ink::{Ink, STYLE};

/// A place on a drawing: from its left, and from its top.
pub type Point = (f64, f64);

/// Which end of a text lies at its place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// Around a drawing that stands alone: a page leaves room by itself.
const MARGIN: f64 = 12.0;

/// A drawing of a given size.
#[derive(Clone, Debug)]
pub struct Svg {
    width: f64,
    height: f64,
    title: String,
    body: String,
}

impl Svg {
    /// An empty one. The title is for those who do not see it.
    #[must_use]
    pub fn new(width: f64, height: f64, title: &str) -> Self {
        Self { width, height, title: escaped(title), body: String::new() }
    }

    /// A straight line.
    pub fn line(&mut self, from: Point, to: Point, ink: Ink, wide: f64) {
        let ((x1, y1), (x2, y2)) = (from, to);
        let d = format!("M{} {}L{} {}", short(x1), short(y1), short(x2), short(y2));
        self.stroke(&d, ink, wide);
    }

    /// A line through these points.
    pub fn way(&mut self, points: &[Point], ink: Ink, wide: f64) {
        self.stroke(&outline(points), ink, wide);
    }

    /// Several lines of one ink, in one element: for what there is much of.
    pub fn lines(&mut self, lines: &[(Point, Point)], ink: Ink, wide: f64) {
        if lines.is_empty() {
            return;
        }
        let d: String = lines.iter().map(|(from, to)| outline(&[*from, *to])).collect();
        self.stroke(&d, ink, wide);
    }

    /// A surface with these corners.
    pub fn area(&mut self, corners: &[Point], ink: Ink) {
        self.put(format_args!(r#"<path class="f-{}" d="{}Z"/>"#, ink.class(), outline(corners)));
    }

    /// A rectangle, by its upper left corner and its size; hardly to be seen, behind something else.
    pub fn shade(&mut self, corner: Point, size: Point, ink: Ink) {
        self.rectangle(&format!("f-{} faint", ink.class()), corner, size);
    }

    /// A rectangle, by its upper left corner and its size.
    pub fn bar(&mut self, corner: Point, size: Point, ink: Ink) {
        self.rectangle(&format!("f-{}", ink.class()), corner, size);
    }

    /// A full circle.
    pub fn dot(&mut self, (x, y): Point, radius: f64, ink: Ink) {
        let (class, x, y) = (ink.class(), short(x), short(y));
        self.put(format_args!(r#"<circle class="f-{class}" cx="{x}" cy="{y}" r="{}"/>"#, short(radius)));
    }

    /// An empty circle.
    pub fn ring(&mut self, (x, y): Point, radius: f64, ink: Ink) {
        let (class, x, y) = (ink.class(), short(x), short(y));
        let wide = 1.5;
        self.put(format_args!(
            r#"<circle class="s-{class}" stroke-width="{wide}" cx="{x}" cy="{y}" r="{}"/>"#,
            short(radius)
        ));
    }

    /// Words, on a line at this height.
    pub fn text(&mut self, at: Point, anchor: Anchor, ink: Ink, words: &str) {
        self.words(at, anchor, ink.class(), words);
    }

    /// Words that stand out.
    pub fn strong(&mut self, at: Point, anchor: Anchor, ink: Ink, words: &str) {
        self.words(at, anchor, &format!("{} strong", ink.class()), words);
    }

    /// As part of a page that has the [`STYLE`].
    #[must_use]
    pub fn inline(&self) -> String {
        format!("<svg {}>{}</svg>", self.frame(0.0), self.body)
    }

    /// As a file of its own, on paper of its own: what is around it may be light or dark.
    #[must_use]
    pub fn alone(&self) -> String {
        let space = r#"xmlns="http://www.w3.org/2000/svg""#;
        let (width, height) = (short(self.width + 2.0 * MARGIN), short(self.height + 2.0 * MARGIN));
        let paper = format!(
            r#"<rect class="paper" x="{}" y="{}" width="{width}" height="{height}"/>"#,
            short(-MARGIN),
            short(-MARGIN)
        );
        format!("<svg {space} {}><style>{STYLE}</style>{paper}{}</svg>\n", self.frame(MARGIN), self.body)
    }

    /// With so much room around what is drawn.
    fn frame(&self, margin: f64) -> String {
        let (from, width, height) =
            (short(-margin), short(self.width + 2.0 * margin), short(self.height + 2.0 * margin));
        let size = format!(r#"width="{width}" height="{height}" viewBox="{from} {from} {width} {height}""#);
        format!(r#"{size} role="img" aria-label="{}" font-size="12""#, self.title)
    }

    fn stroke(&mut self, d: &str, ink: Ink, wide: f64) {
        self.put(format_args!(r#"<path class="s-{}" stroke-width="{}" d="{d}"/>"#, ink.class(), short(wide)));
    }

    fn rectangle(&mut self, class: &str, (x, y): Point, (width, height): Point) {
        let [x, y, width, height] = [x, y, width, height].map(short);
        self.put(format_args!(r#"<rect class="{class}" x="{x}" y="{y}" width="{width}" height="{height}"/>"#));
    }

    fn words(&mut self, (x, y): Point, anchor: Anchor, class: &str, words: &str) {
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let (x, y, words) = (short(x), short(y), escaped(words));
        self.put(format_args!(r#"<text class="f-{class}" x="{x}" y="{y}"{anchor}>{words}</text>"#));
    }

    fn put(&mut self, element: std::fmt::Arguments<'_>) {
        // Into a string: it cannot fail.
        let _ = self.body.write_fmt(element);
        self.body.push('\n');
    }
}

fn outline(points: &[Point]) -> String {
    let mut d = String::new();
    for (n, (x, y)) in points.iter().enumerate() {
        let _ = write!(d, "{}{} {}", if n == 0 { 'M' } else { 'L' }, short(*x), short(*y));
    }
    d
}

/// To a tenth: finer is not seen.
fn short(value: f64) -> String {
    // There is no zero below zero.
    let text = format!("{:.1}", value + 0.0);
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

/// A text as it may stand in a document, between tags or in an attribute.
#[must_use]
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::well_formed;

    fn drawing() -> Svg {
        let mut svg = Svg::new(100.0, 50.0, "a < b & \"c\"");
        svg.line((0.0, 0.0), (10.25, 5.0), Ink::Grid, 1.0);
        svg.way(&[(0.0, 0.0), (1.0, 2.0), (3.0, 4.0)], Ink::First, 2.0);
        svg.lines(&[((0.0, 0.0), (1.0, 1.0)), ((2.0, 2.0), (3.0, 3.0))], Ink::Soft, 1.0);
        svg.lines(&[], Ink::Bad, 1.0);
        svg.dot((1.0, 1.0), 2.0, Ink::Second);
        svg.text((1.0, 1.0), Anchor::End, Ink::Text, "<script>");
        svg
    }

    #[test]
    fn a_drawing_is_well_formed_whatever_its_words_are() {
        let svg = drawing();
        well_formed(&svg.inline()).unwrap();
        well_formed(&svg.alone()).unwrap();
        assert!(svg.inline().contains("&lt;script&gt;") && svg.inline().contains("a &lt; b &amp; &quot;c&quot;"));
    }

    #[test]
    fn what_there_is_much_of_is_one_element() {
        let text = drawing().inline();
        assert!(text.contains(r#"d="M0 0L1 1M2 2L3 3""#), "{text}");
        assert!(!text.contains("s-bad"));
    }

    #[test]
    fn one_that_stands_alone_has_its_colours_by_day_and_by_night() {
        let (alone, inline) = (drawing().alone(), drawing().inline());
        assert!(alone.contains("prefers-color-scheme:dark") && alone.contains(r#"class="paper""#));
        assert!(!inline.contains("<style>") && !inline.contains("http"));
    }
}
