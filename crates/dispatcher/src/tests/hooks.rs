//! What an app may do about failures.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Error, Kept, Outcome, ReasonKind, Via};
use tokio::time::{Instant, sleep};

use super::rig::kept;
use super::{Book, Log, Rig, said};
use crate::{App, Buried, Choice, Failed, Text, message};

async fn fail(Text(text): Text) -> Result<(), Error> {
    Err(if text == "permanent" { Error::permanent("for good") } else { Error::msg("once more") })
}

#[tokio::test(start_paused = true)]
async fn a_hook_is_told_of_each_failure_and_changes_nothing_unless_it_wants_to() {
    let log = Log::default();
    let (seen, buried) = (log.clone(), log.clone());
    let app = App::new()
        .on(message(), fail)
        .on_error(move |failed: Failed| {
            seen.add(format!("{} {}: {}", failed.event.id(), failed.attempt, failed.failure));
            async move { drop(failed.reply.text("sorry").await) }
        })
        .on_dead_letter(move |letter: Buried| {
            buried.add(format!("{} after {}: {}", letter.event.id(), letter.attempts, letter.reason));
            async {}
        });
    let rig = Rig::with(app, |settings| settings.attempts = 2);
    rig.emit(said(1, "hi")).await;
    rig.dispatcher.idle().await;
    assert_eq!(log.lines(), ["1 1: once more", "1 2: once more", "1 after 2: failed: once more"]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_can_choose() {
    let choose = |choice: Choice| App::new().on(message(), fail).on_error(move |_| async move { choice });
    let rig = Rig::new(choose(Choice::Accept));
    assert_eq!(rig.emit(said(1, "hi")).await, Outcome::Accepted(None));
    let rig = Rig::new(choose(Choice::GiveUp));
    rig.emit(said(1, "hi")).await;
    assert_eq!(rig.letters(), [("1".to_owned(), 1, ReasonKind::Failed)]);
    let rig = Rig::with(choose(Choice::Retry(Some(Duration::from_secs(3)))), |s| s.attempts = 3);
    let begun = Instant::now();
    rig.emit(said(1, "permanent")).await;
    assert_eq!((rig.letters()[0].1, begun.elapsed().as_secs()), (3, 6));
}

#[tokio::test(start_paused = true)]
async fn a_nested_app_has_its_own_hooks_or_those_around_it() {
    let log = Log::default();
    let noting = |name: &'static str| {
        let log = log.clone();
        move |_: Failed| {
            log.add(name);
            async { Choice::GiveUp }
        }
    };
    let own = App::new().on(|cx: &pollhook_core::Context| cx.event().id() == "1", fail).on_error(noting("inner"));
    let bare = App::new().on(message(), fail);
    let app = App::new().nest(message(), own).nest(message(), bare).on_error(noting("outer"));
    let rig = Rig::new(app);
    rig.emit(said(1, "hi")).await;
    rig.emit(said(2, "hi")).await;
    assert_eq!(log.lines(), ["inner", "outer"]);
}

#[tokio::test(start_paused = true)]
async fn a_hook_that_hangs_or_panics_is_passed_over() {
    let hang = App::new().on(message(), fail).on_error(|_| std::future::pending::<()>());
    let rig = Rig::with(hang, |settings| settings.attempts = 1);
    let begun = Instant::now();
    assert!(matches!(rig.emit(said(1, "hi")).await, Outcome::Rejected(_)));
    assert_eq!(begun.elapsed().as_secs(), 5);
    let panic = App::new().on(message(), fail).on_error(|_| -> std::future::Ready<()> { panic!("in a hook") });
    let rig = Rig::with(panic, |settings| settings.attempts = 1);
    assert!(matches!(rig.emit(said(1, "hi")).await, Outcome::Rejected(_)));
}

#[tokio::test(start_paused = true)]
async fn the_operator_hears_of_a_letter_only_after_the_event_is_settled() {
    let book = Arc::new(Book::default());
    let log = book.log.clone();
    let app = App::new().on(message(), fail).on_dead_letter(move |_| {
        log.add("the operator");
        async { sleep(Duration::from_secs(1)).await }
    });
    let rig = Rig::with(app, |settings| settings.attempts = 1);
    rig.offer_to(kept(said(1, "hi").key("a"), Via::Polling, Kept::Upstream), &book, 1);
    rig.dispatcher.idle().await;
    assert_eq!(book.log.lines(), ["1 rejected: Failed", "the operator"]);
}
