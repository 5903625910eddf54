//! Rounds: every contestant, in random order, until the noise is small against what is judged.

use std::collections::BTreeMap;

use rand::seq::SliceRandom;

use crate::contestant::Who;
use crate::figure::Figure;

/// A noisy figure gets no more than this.
const MOST: u32 = 15;

/// What one run of a contestant measured: a value for each figure of its group.
pub(crate) type Values = Vec<f64>;

/// What all rounds measured of one figure.
#[derive(Debug, Default)]
pub(crate) struct Rounds {
    pub(crate) ours: Vec<f64>,
    pub(crate) base: Vec<f64>,
    pub(crate) peers: BTreeMap<Who, Vec<f64>>,
}

impl Rounds {
    /// The ratios of the rounds.
    pub(crate) fn ratios(&self) -> Vec<f64> {
        self.over_base(&self.ours)
    }

    /// The ratios of somebody's rounds.
    pub(crate) fn over_base(&self, values: &[f64]) -> Vec<f64> {
        values.iter().zip(&self.base).map(|(value, base)| value / base).collect()
    }

    fn of(&mut self, who: Who) -> &mut Vec<f64> {
        match who {
            Who::Ours => &mut self.ours,
            Who::Bare => &mut self.base,
            Who::Teloxide | Who::Frankenstein => self.peers.entry(who).or_default(),
        }
    }

    /// Whether the baseline alone differs from round to round by more than the margin that is judged.
    fn is_noisy(&self, figure: &Figure) -> bool {
        let Some(limit) = figure.limit.filter(|_| figure.compared) else { return false };
        let (low, high) = range(&self.base);
        (high - low) / median(&self.base) > limit - 1.0
    }
}

/// Runs rounds of `run` for these figures, and for these peers where there is a bare loop to compare with.
pub(crate) async fn all<E>(
    figures: &[Figure],
    least: u32,
    peers: &[Who],
    mut run: impl AsyncFnMut(Who) -> Result<Values, E>,
) -> Result<Vec<Rounds>, E> {
    let mut rounds: Vec<Rounds> = figures.iter().map(|_| Rounds::default()).collect();
    let compared = figures.iter().any(|figure| figure.compared);
    for round in 1..=MOST {
        let mut order = if compared { [&[Who::Ours, Who::Bare], peers].concat() } else { vec![Who::Ours] };
        order.shuffle(&mut rand::rng());
        for who in order {
            let values = run(who).await?;
            for (rounds, value) in rounds.iter_mut().zip(values) {
                rounds.of(who).push(value);
            }
        }
        let noisy = figures.iter().zip(&rounds).any(|(figure, rounds)| rounds.is_noisy(figure));
        if round >= least && !noisy {
            break;
        }
    }
    Ok(rounds)
}

/// The one in the middle; of an even number, the upper one.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

/// The least and the greatest.
pub(crate) fn range(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(*value), high.max(*value)))
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::figure::{ratio, value};

    fn calm(who: Who) -> Result<Values, Infallible> {
        Ok(vec![if who == Who::Ours { 12.0 } else { 10.0 }])
    }

    #[tokio::test]
    async fn a_calm_figure_has_as_many_rounds_as_were_asked_for() {
        let rounds = all(&[ratio("f", "us", 1.3)], 5, &[], async |who| calm(who)).await.unwrap();
        assert_eq!((rounds[0].ours.len(), rounds[0].base.len()), (5, 5));
        assert!((median(&rounds[0].ratios()) - 1.2).abs() < 1e-9);
    }

    #[tokio::test]
    async fn a_noisy_baseline_gets_more_rounds_but_not_for_ever() {
        let mut n = 0.0;
        let noisy = async |who| {
            n += 1.0;
            if who == Who::Bare { Ok::<_, Infallible>(vec![10.0 + n]) } else { calm(who) }
        };
        let rounds = all(&[ratio("f", "us", 1.05)], 2, &[], noisy).await.unwrap();
        assert_eq!(rounds[0].ours.len(), 15);
    }

    #[tokio::test]
    async fn what_is_judged_by_itself_has_no_baseline() {
        let rounds = all(&[value("f", "ms", 5.0)], 3, &[], async |who| calm(who)).await.unwrap();
        assert_eq!((rounds[0].ours.len(), rounds[0].base.len()), (3, 0));
    }

    #[tokio::test]
    async fn peers_run_in_the_same_rounds_and_are_not_judged() {
        let run = async |who| if who == Who::Teloxide { Ok::<_, Infallible>(vec![30.0]) } else { calm(who) };
        let rounds = all(&[ratio("f", "us", 1.3)], 3, &[Who::Teloxide], run).await.unwrap();
        assert_eq!(rounds[0].peers[&Who::Teloxide], [30.0; 3]);
        assert_eq!(rounds[0].over_base(&rounds[0].peers[&Who::Teloxide]), [3.0; 3]);
        assert!((median(&rounds[0].ratios()) - 1.2).abs() < 1e-9);
    }

    #[test]
    fn middle_and_ends() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < f64::EPSILON);
        assert_eq!(range(&[3.0, 1.0, 2.0]), (1.0, 3.0));
    }
}
