//! One thing that was measured over many lives of a process.

/// What was seen, in the order of time.
#[derive(Debug, Default)]
pub(super) struct Curve(Vec<Point>);

/// One look. Times are in seconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// In which life.
    pub(super) life: usize,
    /// How old the process was.
    pub(super) age: f64,
    /// Since the beginning of it all.
    pub(super) at: f64,
    pub(super) value: f64,
}

impl Extend<Point> for Curve {
    fn extend<I: IntoIterator<Item = Point>>(&mut self, points: I) {
        self.0.extend(points);
    }
}

/// A process that was just born fills its caches: what that takes is not growth.
const GROWN_UP: f64 = 30.0;
/// Two looks that are nearer to each other than this say more of the moment than of growth.
const APART: f64 = 30.0;
/// From so few pairs nothing follows.
const PAIRS: usize = 100;

impl Curve {
    /// The lowest and the highest value.
    pub(super) fn range(&self) -> (f64, f64) {
        let values = || self.0.iter().map(|point| point.value);
        (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max))
    }

    /// The medians of the first quarter of all looks, and of the last.
    pub(super) fn quarters(&self) -> (f64, f64) {
        let many = self.0.len().div_ceil(4);
        let median_of = |points: &[Point]| median(points.iter().map(|point| point.value).collect());
        (median_of(&self.0[..many]), median_of(&self.0[self.0.len() - many..]))
    }

    /// How much it grows in a minute of a life: the median of what any two looks at one life say that lie far enough apart.
    /// So neither an end of the process nor a peak says anything. `None`: no life was long enough.
    pub(super) fn growth(&self) -> Option<f64> {
        let grown: Vec<_> = self.0.iter().filter(|point| point.age >= GROWN_UP).collect();
        let mut slopes = Vec::new();
        for (index, early) in grown.iter().enumerate() {
            let later = grown[index..].iter().take_while(|later| later.life == early.life);
            let apart = later.filter(|later| later.age - early.age >= APART);
            slopes.extend(apart.map(|later| (later.value - early.value) / (later.age - early.age) * 60.0));
        }
        (slopes.len() >= PAIRS).then(|| median(slopes))
    }

    /// A line of so many columns: the median of each stretch of time, from the lowest value to the highest.
    pub(super) fn drawn(&self, columns: usize) -> String {
        let (Some(first), Some(last)) = (self.0.first(), self.0.last()) else { return String::new() };
        let stretch = ((last.at - first.at) / columns as f64).max(f64::MIN_POSITIVE);
        let of = |point: &Point| (((point.at - first.at) / stretch) as usize).min(columns - 1);
        let medians: Vec<_> = self
            .0
            .chunk_by(|one, next| of(one) == of(next))
            .map(|points| (of(&points[0]), median(points.iter().map(|point| point.value).collect())))
            .collect();
        let (low, high) = (medians.iter())
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, value)| (low.min(*value), high.max(*value)));
        let mut line = vec![' '; columns];
        for (column, value) in medians {
            let height = if high > low { (value - low) / (high - low) } else { 0.0 };
            line[column] = HEIGHTS[(height * (HEIGHTS.len() - 1) as f64).round() as usize];
        }
        line.into_iter().collect()
    }
}

const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

fn median(mut values: Vec<f64>) -> f64 {
    if values.is_empty() {
        return f64::NAN;
    }
    values.sort_unstable_by(f64::total_cmp);
    let (left, right) = (values[(values.len() - 1) / 2], values[values.len() / 2]);
    f64::midpoint(left, right)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lives of so many seconds each, one look a second.
    fn lives(seconds: &[u32], value: impl Fn(f64) -> f64) -> Curve {
        let mut curve = Curve::default();
        let mut at = 0.0;
        for (life, seconds) in seconds.iter().enumerate() {
            for age in 0..*seconds {
                at += 1.0;
                curve.extend([Point { life, age: f64::from(age), at, value: value(f64::from(age)) }]);
            }
        }
        curve
    }

    #[test]
    fn a_leak_is_seen_though_the_process_ends_again_and_again() {
        let growth = lives(&[100, 7, 120, 90], |age| 10.0 + age / 60.0).growth().unwrap();
        assert!((growth - 1.0).abs() < 0.01, "{growth}");
    }

    #[test]
    fn neither_a_start_nor_a_peak_is_a_leak() {
        let peaks = |age: f64| if age % 17.0 < 3.0 { 50.0 } else { 10.0 };
        let growth = lives(&[200, 20, 200], |age| if age < 25.0 { age / 10.0 } else { peaks(age) }).growth().unwrap();
        assert!(growth.abs() < 0.1, "{growth}");
    }

    #[test]
    fn short_lives_say_nothing_of_growth() {
        assert_eq!(lives(&[30; 40], |age| age).growth(), None);
        assert_eq!(Curve::default().growth(), None);
    }

    #[test]
    fn a_line_rises_where_the_curve_does() {
        let curve = lives(&[80], |age| age);
        assert_eq!(curve.drawn(8), "▁▂▃▄▅▆▇█");
        assert_eq!((curve.range(), curve.quarters()), ((0.0, 79.0), (9.5, 69.5)));
        assert_eq!(lives(&[80], |_| 3.0).drawn(4), "▁▁▁▁");
    }
}
