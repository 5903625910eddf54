//! What the figures say, in words: whatever that is, for whichever mode.

use std::time::Duration;

use crate::measure::{Figures, Spread};
use crate::units::{bytes, count, ms};

/// Nobody feels less.
const NOTICEABLE: Duration = Duration::from_millis(3);

/// A sentence for each thing that can be said, about short polling, long polling and webhook in this order. The largest
/// burst had `burst` messages.
pub(crate) fn judge([short, long, hook]: &[Figures; 3], burst: usize) -> Vec<String> {
    let mut sentences = vec![kept(&[short, long, hook]), empties(short, long, hook)];
    sentences.extend(waits(short, hook));
    sentences.push(in_a_burst(long, hook, burst));
    sentences.push(on_the_wire(short, long, hook));
    sentences
}

/// What nobody may be asked to forgive.
fn kept(all: &[&Figures; 3]) -> String {
    let broken: Vec<_> = all.iter().filter(|figures| !figures.is_whole()).collect();
    if broken.is_empty() {
        return "nothing was lost and nothing doubled, in any of the three modes".to_owned();
    }
    let said = broken.iter().map(|one| format!("{} lost {} and doubled {}", one.mode.name(), one.lost, one.doubled));
    format!("PROMISES BROKEN: {}", said.collect::<Vec<_>>().join("; "))
}

fn empties(short: &Figures, long: &Figures, hook: &Figures) -> String {
    let (asked, held) = (count(short.empty as u64, "time"), count(long.empty as u64, "time"));
    let none = match hook.empty {
        0 => "no empty exchanges".to_owned(),
        empty => count(empty as u64, "empty exchange"),
    };
    let prompt = hook.to_handler.zip(long.to_handler).map(|(called, asked)| {
        let smooth = hook.failed == 0 && long.failed == 0;
        promptness(called, asked, if smooth { why(called, asked) } else { "" })
    });
    let prompt = prompt.unwrap_or_default();
    format!("webhook: {none} (short polling: {asked} \"nothing new\", long polling: {held}){prompt}")
}

fn promptness(hook: Spread, long: Spread, why: &str) -> String {
    let figures = against(hook, long);
    if hook.p50.abs_diff(long.p50) < NOTICEABLE {
        format!(", and as prompt as long polling ({figures})")
    } else if hook.p50 < long.p50 {
        format!(", and prompter than long polling ({figures}{why})")
    } else {
        format!(", but less prompt than long polling ({figures}{why})")
    }
}

/// As far as the protocol explains it.
fn why(hook: Spread, long: Spread) -> &'static str {
    if hook.p50 < long.p50 {
        ": what is said between two questions waits for the next one"
    } else {
        ": in one chat, a push waits until the one before is handled"
    }
}

fn against(one: Spread, other: Spread) -> String {
    format!("{} against {} at the median", ms(one.p50), ms(other.p50))
}

/// What short polling costs those who wait.
fn waits(short: &Figures, hook: &Figures) -> Option<String> {
    let (asked, called) = (short.to_handler?, hook.to_handler?);
    if asked.p50 < called.p50 + NOTICEABLE {
        return Some(format!("short polling: here it is as prompt as webhook ({})", against(asked, called)));
    }
    let times = asked.p50.as_secs_f64() / called.p50.as_secs_f64().max(1e-6);
    Some(format!(
        "short polling: a message waits for the next question, {} at the median, {times:.1} times as long as with \
         webhook; asking more often would cost more empty exchanges",
        ms(asked.p50)
    ))
}

/// Where many messages come at once, a page is one exchange and a push is one a message.
fn in_a_burst(long: &Figures, hook: &Figures, burst: usize) -> String {
    let (page, needed, pushes) = (long.burst.page, long.burst.exchanges, hook.burst.exchanges);
    let (exchanges, sooner) = (count(needed as u64, "exchange"), sooner(long, hook));
    if needed < pushes {
        let page = format!("a page brought up to {page} at once");
        return format!(
            "the other side: in a burst of {burst} long polling needed {exchanges} where webhook needed {pushes} \
             ({page}){sooner}"
        );
    }
    let how = if needed == pushes { "as many as" } else { "more than" };
    format!("the largest burst was of {burst}: long polling needed {exchanges}, {how} webhook{sooner}")
}

/// Who was done with the burst first.
fn sooner(long: &Figures, hook: &Figures) -> String {
    let (Some(polled), Some(pushed)) = (long.burst.answered_after, hook.burst.answered_after) else {
        return String::new();
    };
    let all = format!(
        "all of it was answered {} after its last message by long polling, {} by webhook",
        ms(polled),
        ms(pushed)
    );
    if polled + NOTICEABLE < pushed {
        format!(", and was done sooner: {all}")
    } else if pushed + NOTICEABLE < polled {
        format!(", but webhook was done sooner: {all}")
    } else {
        format!(", and both were done at the same time: {all}")
    }
}

/// Who sent the least to hear the most.
fn on_the_wire(short: &Figures, long: &Figures, hook: &Figures) -> String {
    let mut order = [short, long, hook];
    order.sort_by_key(|figures| figures.bytes);
    let [least, middle, most] = order.map(|figures| format!("{} ({})", figures.mode.name(), bytes(figures.bytes)));
    format!("fewest bytes: {least}, then {middle}, then {most}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bots::Mode;
    use crate::measure::Burst;

    fn figures(mode: Mode) -> Figures {
        let ms = Duration::from_millis;
        let spread = |p50| Some(Spread { p50: ms(p50), p99: ms(2 * p50) });
        Figures {
            mode,
            events: 200,
            exchanges: 200,
            empty: 0,
            useful: 200,
            repeats: 0,
            failed: 0,
            bytes: 1_000,
            to_handler: spread(21),
            to_reply: spread(41),
            lost: 0,
            doubled: 0,
            burst: Burst { exchanges: 14, page: 1, answered_after: Some(ms(120)) },
        }
    }

    fn judged(change: impl FnOnce(&mut [Figures; 3])) -> String {
        let mut all = Mode::ALL.map(figures);
        change(&mut all);
        judge(&all, 14).join("\n")
    }

    fn says(judged: &str, words: &[&str]) {
        for word in words {
            assert!(judged.contains(word), "{word} is not in\n{judged}");
        }
    }

    #[test]
    fn what_was_lost_is_said_first() {
        assert!(judged(|_| ()).starts_with("nothing was lost"));
        let broken = judged(|[_, long, _]| long.lost = 2);
        assert!(broken.starts_with("PROMISES BROKEN: long poll lost 2 and doubled 0\n"), "{broken}");
    }

    #[test]
    fn promptness_goes_by_the_figures() {
        let hook_at = |ms| judged(|[_, _, hook]| hook.to_handler.as_mut().unwrap().p50 = Duration::from_millis(ms));
        says(&hook_at(22), &["no empty exchanges", "as prompt as long polling (22 ms against 21 ms"]);
        says(&hook_at(10), &["prompter than long polling"]);
        says(&hook_at(90), &["less prompt than long polling", "short polling: here it is as prompt as webhook"]);
        let slow = judged(|[short, ..]| short.to_handler.as_mut().unwrap().p50 = Duration::from_millis(210));
        says(&slow, &["210 ms at the median", "10.0 times as long"]);
    }

    #[test]
    fn the_other_side_is_told_when_there_is_one() {
        let burst = Burst { exchanges: 3, page: 9, answered_after: Some(Duration::from_millis(60)) };
        let paged = judged(|[_, long, _]| long.burst = burst);
        says(
            &paged,
            &["burst of 14 long polling needed 3 exchanges where webhook needed 14", "up to 9", "and was done sooner"],
        );
        says(&judged(|_| ()), &["needed 14 exchanges, as many as webhook", "at the same time"]);
        let slow = judged(|[_, long, _]| long.burst.answered_after = Some(Duration::from_secs(1)));
        says(&slow, &["but webhook was done sooner"]);
    }

    #[test]
    fn bytes_are_ranked() {
        let ranked = judged(|[short, long, hook]| (short.bytes, long.bytes, hook.bytes) = (90, 10, 20));
        says(&ranked, &["fewest bytes: long poll (10 B), then webhook (20 B), then short poll (90 B)"]);
    }
}
