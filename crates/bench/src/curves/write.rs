//! Curves as tables, and as drawings in the documents.

use std::fs;
use std::path::Path;

use drawing::{Axis, Chart, number};

use super::Curve;
use crate::Error;

const BEGIN: &str = "<!-- curves: written by `bench curves --write docs` -->";
const END: &str = "<!-- end of curves -->";
/// Of a drawing, in units; a page scales it down.
const WIDTH: f64 = 640.0;

/// A table, as documents have it.
pub(super) fn table(curve: &Curve) -> String {
    let cells = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let points = || curve.lines.iter().flat_map(|line| &line.points).take(curve.lines[0].points.len());
    let mut text = cells([curve.across.to_owned()].into_iter().chain(points().map(|(x, _)| number(*x))).collect());
    text += &format!("|---|{}\n", "---|".repeat(points().count()));
    for line in &curve.lines {
        let values = line.points.iter().map(|(_, y)| number(*y));
        text += &cells([format!("{}, {}", line.name, curve.up)].into_iter().chain(values).collect());
    }
    text
}

/// Writes the drawings beside `performance.md`, and the tables into it, between their marks.
pub(super) fn into(docs: &Path, curves: &[Curve]) -> Result<(), Error> {
    let (folder, file) = (docs.join("drawings"), docs.join("performance.md"));
    fs::create_dir_all(&folder)?;
    for curve in curves {
        fs::write(folder.join(format!("{}.svg", curve.name)), chart(curve).draw(WIDTH).alone())?;
    }
    let sections: String = curves.iter().map(section).collect();
    Ok(fs::write(&file, between(&fs::read_to_string(&file)?, &sections)?)?)
}

fn section(curve: &Curve) -> String {
    let Curve { title, why, name, across, up, .. } = curve;
    format!("### {title}\n\n{why}\n\n![{up} against {across}](drawings/{name}.svg)\n\n{}\n", table(curve))
}

fn chart(curve: &Curve) -> Chart {
    let ys = || curve.lines.iter().flat_map(|line| line.points.iter().map(|(_, y)| *y));
    let (low, high) = crate::rounds::range(&ys().collect::<Vec<_>>());
    let xs: Vec<f64> =
        curve.lines.first().map(|line| line.points.iter().map(|(x, _)| *x).collect()).unwrap_or_default();
    let few = xs.len() < 3;
    Chart {
        title: curve.title.to_owned(),
        across: if few { Axis::linear(curve.across) } else { Axis::logarithmic(curve.across) }.at(&xs),
        // What grows by more than this is a bend at the end of an axis of equal steps.
        up: if high / low > 30.0 { Axis::logarithmic(curve.up) } else { Axis::linear(curve.up) },
        lines: curve.lines.clone(),
        marks: Vec::new(),
    }
}

/// Puts a text between the marks.
fn between(document: &str, text: &str) -> Result<String, Error> {
    let (before, rest) = document.split_once(BEGIN).ok_or("performance.md does not say where the curves begin")?;
    let (_, after) = rest.split_once(END).ok_or("performance.md does not say where the curves end")?;
    Ok(format!("{before}{BEGIN}\n\n{text}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use drawing::{Ink, Line, well_formed};

    use super::*;

    fn curve() -> Curve {
        let line = |name: &str, points: &[(f64, f64)]| Line {
            name: name.to_owned(),
            ink: Ink::First,
            points: points.to_vec(),
        };
        Curve {
            name: "curve-a",
            title: "Routes",
            across: "routes",
            up: "µs",
            why: "Flat.",
            lines: vec![line("ours", &[(10.0, 3.5), (1_000.0, 3.6)]), line("bare", &[(10.0, 2.0), (1_000.0, 2.04)])],
        }
    }

    #[test]
    fn a_table_has_a_row_a_line() {
        let expected = "| routes | 10 | 1,000 |\n|---|---|---|\n| ours, µs | 3.5 | 3.6 |\n| bare, µs | 2 | 2.04 |\n";
        assert_eq!(table(&curve()), expected);
    }

    #[test]
    fn a_drawing_can_be_read() {
        well_formed(&chart(&curve()).draw(WIDTH).alone()).unwrap();
    }

    #[test]
    fn only_what_lies_between_the_marks_is_written_anew() {
        let document = format!("a\n{BEGIN}\nold\n{END}\nb\n");
        let written = between(&document, &section(&curve())).unwrap();
        assert!(
            written.starts_with(&format!("a\n{BEGIN}\n\n### Routes\n\nFlat.\n"))
                && written.ends_with(&format!("{END}\nb\n"))
        );
        assert!(!written.contains("old"));
        assert_eq!(between(&written, &section(&curve())).unwrap(), written);
        assert!(between("a", "b").is_err());
    }
}
