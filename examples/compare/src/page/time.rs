//! Time along a drawing.

use std::time::Duration;

use drawing::{Anchor, Ink, Point, Svg};

/// A stretch of time over a stretch of a drawing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    pub(super) from: f64,
    pub(super) to: f64,
    pub(super) left: f64,
    pub(super) right: f64,
}

impl Time {
    pub(super) fn new((from, to): (Duration, Duration), left: f64, right: f64) -> Self {
        let (from, to) = (from.as_secs_f64(), to.as_secs_f64());
        Self { from, to: to.max(from + 1e-3), left, right }
    }

    /// Where a moment lies, also when that is beside the drawing.
    pub(super) fn place(&self, at: Duration) -> f64 {
        self.left + (at.as_secs_f64() - self.from) / (self.to - self.from) * (self.right - self.left)
    }

    /// The part of a line that lies within.
    pub(super) fn within(&self, a: Point, b: Point) -> Option<(Point, Point)> {
        if b.0 < self.left || a.0 > self.right {
            return None;
        }
        let rise = if b.0 > a.0 { (b.1 - a.1) / (b.0 - a.0) } else { 0.0 };
        let at = |x: f64| (x, a.1 + (x - a.0) * rise);
        Some((if a.0 < self.left { at(self.left) } else { a }, if b.0 > self.right { at(self.right) } else { b }))
    }

    pub(super) fn holds(&self, x: f64) -> bool {
        (self.left..=self.right).contains(&x)
    }

    /// Writes the time below a drawing, counted from `zero`.
    pub(super) fn write(&self, svg: &mut Svg, zero: Duration, y: f64) {
        let zero = zero.as_secs_f64();
        let (from, to) = (self.from - zero, self.to - zero);
        let most = (self.right - self.left) / 60.0;
        let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0];
        let step = steps.into_iter().find(|step| (to - from) / step <= most).unwrap_or(1_200.0);
        let first = (from / step - 1e-6).ceil() as u32;
        for n in first..=((to / step + 1e-6) as u32) {
            let second = f64::from(n) * step;
            let x = self.place(Duration::from_secs_f64(zero + second));
            svg.line((x, y), (x, y + 4.0), Ink::Soft, 1.0);
            let words = if step < 1.0 { format!("{second:.1} s") } else { format!("{second:.0} s") };
            let half = words.len() as f64 * 3.4;
            let (at, anchor) = match x {
                x if x - half < 0.0 => (0.0, Anchor::Start),
                x if x + half > self.right => (self.right, Anchor::End),
                x => (x, Anchor::Middle),
            };
            svg.text((at, y + 17.0), anchor, Ink::Soft, &words);
        }
    }
}
