//! From values to places.

use crate::number;

/// What is measured along one side of a chart.
#[derive(Clone, Debug)]
pub struct Axis {
    pub(crate) label: String,
    shape: Shape,
    /// Where a value is written; chosen by itself when nobody says.
    ticks: Vec<f64>,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Shape {
    Linear,
    Logarithmic,
}

impl Axis {
    /// From nothing on, equal steps.
    #[must_use]
    pub fn linear(label: &str) -> Self {
        Self { label: label.to_owned(), shape: Shape::Linear, ticks: Vec::new() }
    }

    /// Equal factors: for what spans decades.
    #[must_use]
    pub fn logarithmic(label: &str) -> Self {
        Self { shape: Shape::Logarithmic, ..Self::linear(label) }
    }

    /// Writes these values, and no others.
    #[must_use]
    pub fn at(self, ticks: &[f64]) -> Self {
        Self { ticks: ticks.to_vec(), ..self }
    }

    /// Lays it over a stretch of a drawing, so that each of the values has a place.
    #[must_use]
    pub fn over(&self, values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Scale {
        let (low, high) = values
            .into_iter()
            .filter(|value| value.is_finite() && (self.shape == Shape::Linear || *value > 0.0))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        let (low, high) = if low > high { (1.0, 10.0) } else { (low, high) };
        let (low, high, ticks) = match self.shape {
            Shape::Linear => linear(high),
            Shape::Logarithmic => logarithmic(low, high),
        };
        let (low, high, ticks) = if self.ticks.is_empty() {
            (low, high, ticks)
        } else {
            let (first, last) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
            // What is said by hand is where values are: no room is left beside them.
            (if self.shape == Shape::Linear { 0.0 } else { first }, last, self.ticks.clone())
        };
        Scale { shape: self.shape, low, high, from, to, ticks }
    }
}

/// An axis on a drawing.
#[derive(Clone, Debug)]
pub struct Scale {
    shape: Shape,
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    ticks: Vec<f64>,
}

impl Scale {
    /// Where a value lies; what is beyond an end, at the end.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        let part = match self.shape {
            Shape::Linear => (value - self.low) / (self.high - self.low),
            Shape::Logarithmic => (value / self.low).ln() / (self.high / self.low).ln(),
        };
        let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.0 };
        self.from + part * (self.to - self.from)
    }

    /// Where values are written, and what.
    pub fn ticks(&self) -> impl Iterator<Item = (f64, String)> {
        self.ticks.iter().map(|value| (self.place(*value), number(*value)))
    }
}

/// From zero to a round value, in four to eight steps of 1, 2 or 5.
fn linear(high: f64) -> (f64, f64, Vec<f64>) {
    let high = if high > 0.0 { high } else { 1.0 };
    let decade = 10_f64.powf((high / 8.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].map(|n| n * decade).into_iter().find(|step| high / step <= 6.0);
    let step = step.unwrap_or(10.0 * decade);
    let steps = (high / step).ceil().max(1.0);
    (0.0, steps * step, (0..=steps as u32).map(|n| f64::from(n) * step).collect())
}

/// Powers of ten where they are enough, else 1, 2 and 5 of each. The ends are the values', so that no room is lost.
fn logarithmic(low: f64, high: f64) -> (f64, f64, Vec<f64>) {
    let (low, high) = if high > low { (low, high) } else { (low / 2.0, high * 2.0) };
    let between = (low * 0.999)..=(high * 1.001);
    let decades = (low.log10().floor() as i32)..=(high.log10().ceil() as i32);
    let of = |factors: &[f64]| -> Vec<f64> {
        let all = decades.clone().flat_map(|n| factors.iter().map(move |factor| factor * 10_f64.powi(n)));
        all.filter(|tick| between.contains(tick)).collect()
    };
    let tens = of(&[1.0]);
    (low, high, if tens.len() >= 4 { tens } else { of(&[1.0, 2.0, 5.0]) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(scale: &Scale) -> String {
        scale.ticks().map(|(_, words)| words).collect::<Vec<_>>().join(" ")
    }

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() < 1e-6, "{value} is not {expected}");
    }

    #[test]
    fn a_linear_axis_begins_at_nothing_and_ends_at_a_round_value() {
        let scale = Axis::linear("").over([3.1, 27.4], 100.0, 0.0);
        assert_eq!(words(&scale), "0 5 10 15 20 25 30");
        near(scale.place(0.0), 100.0);
        near(scale.place(30.0), 0.0);
        near(scale.place(15.0), 50.0);
        assert_eq!(words(&Axis::linear("").over([0.0], 0.0, 1.0)), "0 0.2 0.4 0.6 0.8 1");
    }

    #[test]
    fn a_logarithmic_axis_gives_each_factor_the_same_room() {
        let scale = Axis::logarithmic("").over([1.0, 1e6], 0.0, 600.0);
        assert_eq!(words(&scale), "1 10 100 1,000 10,000 100,000 1 M");
        near(scale.place(1_000.0), 300.0);
        assert_eq!(words(&Axis::logarithmic("").over([0.5, 24.0], 0.0, 1.0)), "0.5 1 2 5 10 20");
    }

    #[test]
    fn what_is_said_by_hand_is_written() {
        let scale = Axis::linear("").at(&[1.0, 2.0]).over([1.0, 2.0], 0.0, 10.0);
        assert_eq!(words(&scale), "1 2");
        near(scale.place(2.0), 10.0);
    }

    #[test]
    fn nothing_has_no_place_but_breaks_nothing() {
        let none = Axis::logarithmic("").over([], 0.0, 10.0);
        assert!(none.place(0.0).is_finite() && none.place(f64::NAN).is_finite());
        let one = Axis::logarithmic("").over([5.0], 0.0, 10.0);
        near(one.place(5.0), 5.0);
    }
}
