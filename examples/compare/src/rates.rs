//! How many exchanges each mode needs at which rate of messages: measured, in short runs beside each other.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Barrier;
use tokio::task::JoinSet;

use crate::args::Args;
use crate::bots::Mode;
use crate::measure::Figures;
use crate::scenario::Scenario;
use crate::stage::{self, Company};

/// Messages a second: from a quiet chat to a crowd.
const RATES: [f64; 7] = [0.3, 0.6, 1.5, 3.0, 6.0, 15.0, 40.0];
/// Longer runs tell no more.
const LONGEST: Duration = Duration::from_secs(10);

/// What was measured at one rate.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rate {
    /// Messages a second, as they came.
    pub(crate) messages: f64,
    /// Exchanges a second, mode by mode.
    pub(crate) exchanges: [f64; 3],
}

/// Where a mode begins to need fewer exchanges than a webhook.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Crossing {
    /// From so many messages a second on.
    From(f64),
    Everywhere,
    Nowhere,
}

/// Plays a conversation a rate, each on a network of its own.
///
/// All at once: together they are less than one of these networks can carry, and nobody waits for seven of them in turn.
pub(crate) async fn measure(args: &Args) -> pollhook::Result<Vec<Rate>> {
    let (mut runs, others) = (JoinSet::new(), Arc::new(Barrier::new(RATES.len())));
    for rate in RATES {
        runs.spawn(one(args.clone(), rate, Company::Beside(Arc::clone(&others))));
    }
    let mut rates = Vec::new();
    while let Some(done) = runs.join_next().await {
        rates.push(done.map_err(pollhook::Error::permanent)??);
    }
    rates.sort_by(|a, b| a.messages.total_cmp(&b.messages));
    Ok(rates)
}

async fn one(args: Args, rate: f64, company: Company) -> pollhook::Result<Rate> {
    let length = args.length.min(LONGEST);
    let messages = (rate * length.as_secs_f64()).round().max(1.0) as usize;
    let scenario = Scenario::steady(messages, length, args.seed);
    let played = stage::play(&args, &scenario, &company).await?;
    let secs = (played.time.1.saturating_sub(played.time.0)).as_secs_f64();
    let exchanges = played.records.each_ref().map(|record| Figures::of(record, &played).exchanges as f64 / secs);
    Ok(Rate { messages: messages as f64 / secs, exchanges })
}

/// Compares a mode with the webhook: the last rate at which it needs more, and the first one after it, meet in between.
pub(crate) fn crossing(rates: &[Rate], mode: Mode) -> Crossing {
    let of = |rate: &Rate, mode: Mode| rate.exchanges[mode as usize];
    // Above zero where the mode needs more.
    let more: Vec<f64> = rates.iter().map(|rate| (of(rate, mode) / of(rate, Mode::Webhook)).ln()).collect();
    let Some(last) = more.iter().rposition(|more| *more >= 0.0) else { return Crossing::Everywhere };
    let (Some(after), Some(less)) = (rates.get(last + 1), more.get(last + 1)) else { return Crossing::Nowhere };
    let part = more[last] / (more[last] - less);
    let (from, to) = (rates[last].messages.ln(), after.messages.ln());
    Crossing::From((from + part * (to - from)).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rates(short: [f64; 3]) -> Vec<Rate> {
        let rate = |(messages, short)| Rate { messages, exchanges: [short, messages, messages] };
        [1.0, 4.0, 16.0].into_iter().zip(short).map(rate).collect()
    }

    #[test]
    fn modes_cross_between_the_rates_that_differ() {
        assert_eq!(crossing(&rates([0.5, 2.0, 3.0]), Mode::ShortPoll), Crossing::Everywhere);
        assert_eq!(crossing(&rates([3.0, 5.0, 17.0]), Mode::ShortPoll), Crossing::Nowhere);
        // Twice as many at one, half as many at four: the middle between the two, by factors.
        let Crossing::From(rate) = crossing(&rates([2.0, 2.0, 3.0]), Mode::ShortPoll) else { panic!("they cross") };
        assert!((rate - 2.0).abs() < 1e-9, "{rate}");
    }

    #[test]
    fn what_needs_more_again_has_not_crossed_yet() {
        let Crossing::From(rate) = crossing(&rates([0.5, 8.0, 8.0]), Mode::ShortPoll) else { panic!("they cross") };
        assert!((4.0..16.0).contains(&rate), "{rate}");
    }

    #[test]
    fn equal_is_not_fewer() {
        assert_eq!(crossing(&rates([1.0, 1.0, 1.0]), Mode::LongPoll), Crossing::Nowhere);
    }
}
