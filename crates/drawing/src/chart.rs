//! Lines over an axis: how something grows.

use crate::axis::{Axis, Scale};
use crate::ink::Ink;
use crate::svg::{Anchor, Point, Svg};

/// Something that was measured at several points.
#[derive(Clone, Debug)]
pub struct Line {
    /// What it is called in the legend.
    pub name: String,
    /// How it is drawn; each ink has a shape of its own for its points.
    pub ink: Ink,
    /// Where it was measured, and what.
    pub points: Vec<Point>,
}

/// One or more lines over the same axes.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// Along the bottom.
    pub across: Axis,
    /// Up the left side.
    pub up: Axis,
    /// What was measured.
    pub lines: Vec<Line>,
    /// Points to be looked at, each with a few words.
    pub marks: Vec<(Point, String)>,
}

const HEIGHT: f64 = 190.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 16.0;
/// Of a line of words.
const ROW: f64 = 18.0;
/// Of a letter, on average: what is a little too wide does no harm.
const LETTER: f64 = 6.4;

impl Chart {
    /// Draws it, so many units wide.
    #[must_use]
    pub fn draw(&self, width: f64) -> Svg {
        let legend = self.legend(width);
        let top = ROW * (2.0 + legend.last().map_or(0.0, |(_, row, _)| *row + 1.0)) + 6.0;
        let bottom = top + HEIGHT;
        let mut svg = Svg::new(width, bottom + 2.0 * ROW + 6.0, &self.title);
        svg.strong((0.0, 14.0), Anchor::Start, Ink::Text, &self.title);
        for (x, row, line) in legend {
            let y = ROW * (row + 1.0) + 12.0;
            svg.line((x, y), (x + 16.0, y), line.ink, 2.0);
            point(&mut svg, (x + 8.0, y), line.ink);
            svg.text((x + 22.0, y + 4.0), Anchor::Start, Ink::Text, &line.name);
        }
        svg.text((0.0, top - 10.0), Anchor::Start, Ink::Soft, &self.up.label);
        let (across, up) = self.scales(width, top, bottom);
        grid(&mut svg, &across, &up, (width, bottom));
        svg.text((width - RIGHT, bottom + 2.0 * ROW), Anchor::End, Ink::Soft, &self.across.label);
        for line in &self.lines {
            let places: Vec<Point> = line.points.iter().map(|(x, y)| (across.place(*x), up.place(*y))).collect();
            svg.way(&places, line.ink, 2.0);
            places.into_iter().for_each(|place| point(&mut svg, place, line.ink));
        }
        for ((x, y), words) in &self.marks {
            mark(&mut svg, (across.place(*x), up.place(*y)), words, width);
        }
        svg
    }

    fn scales(&self, width: f64, top: f64, bottom: f64) -> (Scale, Scale) {
        let points = || self.lines.iter().flat_map(|line| line.points.iter().copied());
        let across = self.across.over(points().map(|(x, _)| x), LEFT + 6.0, width - RIGHT);
        (across, self.up.over(points().map(|(_, y)| y), bottom, top))
    }

    /// Where each name stands: from its left, and in which row.
    fn legend(&self, width: f64) -> Vec<(f64, f64, &Line)> {
        let (mut x, mut row) = (0.0, 0.0);
        let mut places = Vec::new();
        for line in &self.lines {
            let wide = 22.0 + line.name.chars().count() as f64 * LETTER;
            if x > 0.0 && x + wide > width {
                (x, row) = (0.0, row + 1.0);
            }
            places.push((x, row, line));
            x += wide + 14.0;
        }
        places
    }
}

fn grid(svg: &mut Svg, across: &Scale, up: &Scale, (width, bottom): Point) {
    for (y, words) in up.ticks() {
        svg.line((LEFT, y), (width - RIGHT, y), Ink::Grid, 1.0);
        svg.text((LEFT - 6.0, y + 4.0), Anchor::End, Ink::Soft, &words);
    }
    // Words that would touch the one before are left out; their line stays.
    let mut free = f64::NEG_INFINITY;
    for (x, words) in across.ticks() {
        svg.line((x, bottom), (x, bottom + 4.0), Ink::Soft, 1.0);
        let half = words.chars().count() as f64 * LETTER / 2.0;
        if x - half > free {
            svg.text((x, bottom + ROW), Anchor::Middle, Ink::Soft, &words);
            free = x + half + 4.0;
        }
    }
}

/// Each ink has its shape.
fn point(svg: &mut Svg, (x, y): Point, ink: Ink) {
    match ink {
        Ink::Second => svg.bar((x - 3.0, y - 3.0), (6.0, 6.0), ink),
        Ink::Third => svg.area(&[(x, y - 4.5), (x + 4.5, y), (x, y + 4.5), (x - 4.5, y)], ink),
        _ => svg.dot((x, y), 3.5, ink),
    }
}

/// A ring, and words on the side where there is room.
fn mark(svg: &mut Svg, (x, y): Point, words: &str, width: f64) {
    svg.ring((x, y), 7.0, Ink::Text);
    let fits = x + 12.0 + words.chars().count() as f64 * LETTER < width;
    let (x, anchor) = if fits { (x + 10.0, Anchor::Start) } else { (x - 10.0, Anchor::End) };
    svg.strong((x, y + 16.0), anchor, Ink::Text, words);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::well_formed;

    fn chart() -> Chart {
        let line = |name: &str, ink, points: &[Point]| Line { name: name.to_owned(), ink, points: points.to_vec() };
        Chart {
            title: "Cost & size".to_owned(),
            across: Axis::logarithmic("routes").at(&[10.0, 100.0, 1_000.0]),
            up: Axis::linear("µs an update"),
            lines: vec![
                line("by kind", Ink::First, &[(10.0, 4.0), (100.0, 4.1), (1_000.0, 4.0)]),
                line("by a filter of one's own", Ink::Second, &[(10.0, 5.0), (100.0, 9.0), (1_000.0, 50.0)]),
            ],
            marks: vec![((100.0, 9.0), "here".to_owned())],
        }
    }

    #[test]
    fn everything_is_there_and_within_the_drawing() {
        for width in [340.0, 900.0] {
            let svg = chart().draw(width).inline();
            well_formed(&svg).unwrap();
            for words in
                ["Cost &amp; size", "routes", "µs an update", "by kind", "by a filter of one's own", "1,000", "here"]
            {
                assert!(svg.contains(words), "{words} is not in\n{svg}");
            }
            let xs = svg.split(" cx=\"").skip(1).filter_map(|rest| rest.split('"').next()?.parse::<f64>().ok());
            assert!(xs.clone().count() >= 4 && xs.into_iter().all(|x| (0.0..=width).contains(&x)));
        }
    }

    #[test]
    fn names_that_do_not_fit_beside_each_other_stand_below() {
        let (chart, rows) =
            (chart(), |legend: Vec<(f64, f64, &Line)>| legend.iter().map(|(_, row, _)| *row).sum::<f64>());
        assert!(rows(chart.legend(150.0)) > 0.5);
        assert!(rows(chart.legend(900.0)) < 0.5);
    }

    #[test]
    fn a_flat_line_is_flat() {
        let svg = chart().draw(400.0).inline();
        let heights: Vec<&str> = svg
            .split(r#"class="f-first" "#)
            .skip(1)
            .filter_map(|rest| rest.split("cy=\"").nth(1)?.split('"').next())
            .collect();
        // The first is the legend's.
        assert_eq!(heights.len(), 4);
        assert_eq!(heights[1], heights[3]);
    }
}
