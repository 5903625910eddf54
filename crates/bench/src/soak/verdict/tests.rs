//! Wrong histories, each of which must be found; and right ones, which must not.

use super::*;

/// Three things were said in one chat, and the journal has these lines; a line `killed 1 2` or `stopped 1 2` ends a life
/// in which so much is confirmed. At the last all is.
fn judged(lines: &[&str]) -> Check {
    judged_with(lines, &[], &[1, 2, 3])
}

fn judged_with(lines: &[&str], letters: &[u64], confirmed: &[u64]) -> Check {
    let (mut check, mut journal) = (Check::default(), Summary::default());
    let letters = letters.iter().copied().collect();
    for line in lines {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let how = match word {
            "killed" => End::Killed,
            "stopped" => End::Stopped,
            _ => {
                journal.extend([*line]);
                continue;
            }
        };
        let confirmed = rest.split_whitespace().map(|number| number.parse().unwrap()).collect();
        check.life_ended(how, &Books { journal: &journal, confirmed: &confirmed, letters: &letters });
    }
    let confirmed = confirmed.iter().copied().collect();
    let said =
        (1..=3).map(|number| (number, Said { bot: "bot", in_order: true, may_be_buried: number == 3 })).collect();
    check.judge(&said, &Books { journal: &journal, confirmed: &confirmed, letters: &letters });
    check
}

fn wrong(check: &Check) -> Vec<(&'static str, Vec<u64>)> {
    let found = check.faults().into_iter().filter(|(_, numbers)| !numbers.is_empty());
    found.map(|(what, numbers)| (what, numbers.iter().copied().collect())).collect()
}

const ALL: [&str; 7] = ["life", "start 1 a 1", "end 1 a", "start 2 a 1", "end 2 a", "start 3 a 1", "end 3 a"];

/// All is handled, and this between the second and the third.
fn with(lines: &[&'static str]) -> Vec<&'static str> {
    [&ALL[..5], lines, &ALL[5..]].concat()
}

#[test]
fn what_is_right_is_not_accused() {
    let check = judged(&ALL);
    assert_eq!((wrong(&check), check.again.len()), (vec![], 0));
    assert_eq!(check.tallies["bot"], Tally { said: 3, handled: 3, buried: 0, again: 0 });
}

#[test]
fn a_loss_is_found_at_a_kill_though_it_is_mended_later() {
    let check = judged(&[&ALL[..2], &["killed 1", "life"], &ALL[1..]].concat());
    assert_eq!(wrong(&check), [("nothing is lost", vec![1])]);
}

#[test]
fn what_nobody_ever_handled_is_lost() {
    assert_eq!(wrong(&judged(&ALL[..5])), [("nothing is lost", vec![3])]);
    assert_eq!(wrong(&judged_with(&ALL[..5], &[3], &[1, 2, 3])), [], "a letter holds it");
}

#[test]
fn what_is_told_to_nobody_is_found() {
    assert_eq!(wrong(&judged_with(&ALL, &[], &[1, 3])), [("everything is confirmed", vec![2])]);
}

#[test]
fn an_overtaking_is_found() {
    let lines = ["life", "start 2 a 1", "end 2 a", "start 1 a 1", "end 1 a", "start 3 a 1", "end 3 a"];
    assert_eq!(wrong(&judged(&lines)), [("each chat in its order", vec![1])]);
}

#[test]
fn a_double_in_the_middle_of_a_life_is_found() {
    let check = judged(&with(&["start 2 a 1", "end 2 a"]));
    assert_eq!(wrong(&check), [("nothing twice but around an end of the process", vec![2])]);
}

#[test]
fn a_double_around_a_kill_is_none_of_ours() {
    let check = judged(&with(&["killed 1", "life", "start 2 a 1", "end 2 a"]));
    assert_eq!((wrong(&check), check.again), (vec![], [(End::Killed, 1)].into()));
    let check = judged(&with(&["stopped 1", "life", "start 2 a 1", "end 2 a"]));
    assert_eq!((wrong(&check), check.again), (vec![], [(End::Stopped, 1)].into()));
}

#[test]
fn a_kill_explains_one_double_of_what_was_in_flight_and_no_other() {
    let twice = ["killed 1", "life", "start 2 a 1", "end 2 a", "start 2 a 1", "end 2 a"];
    assert_eq!(wrong(&judged(&with(&twice)))[0].1, [2]);
    let confirmed = ["killed 1 2", "life", "start 2 a 1", "end 2 a"];
    assert_eq!(wrong(&judged(&with(&confirmed)))[0].1, [2]);
    let another_life = ["killed 1", "life", "killed 1 2", "life", "start 1 a 1", "end 1 a"];
    assert_eq!(wrong(&judged(&with(&another_life)))[0].1, [1]);
}

#[test]
fn a_letter_for_what_could_be_handled_is_found() {
    let check = judged_with(&ALL, &[2, 3], &[1, 2, 3]);
    assert_eq!(wrong(&check), [("nothing is given up on that need not be", vec![2])]);
}

#[test]
fn what_nobody_said_is_found() {
    let check = judged(&with(&["start 9 b 1", "end 9 b"]));
    assert_eq!(wrong(&check), [("nothing is heard that nobody said", vec![9])]);
}
