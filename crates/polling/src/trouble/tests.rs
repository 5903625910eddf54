use pollhook_core::HttpError;

use super::*;

fn troubles() -> Troubles {
    Troubles::new(Some(Duration::from_secs(300)), Dice::new(Some(1)))
}

fn broken(kind: HttpErrorKind) -> Trouble {
    Trouble::Broken(HttpError::new(kind, "it broke"))
}

fn retry(after: Option<u64>) -> Trouble {
    Trouble::Failed(Failure::Retry { after: after.map(Duration::from_secs), why: "try later".to_owned() })
}

fn seconds(verdict: Verdict) -> f64 {
    match verdict {
        Verdict::Pause { pause, .. } => pause.as_secs_f64(),
        Verdict::GiveUp(error) => panic!("gave up: {error}"),
    }
}

#[test]
fn each_cause_has_its_pause() {
    let text = || "said the platform".to_owned();
    // The failure, and between which seconds the first pause for it lies.
    let table = [
        (broken(HttpErrorKind::Connect), 0.1, 1.0),
        (broken(HttpErrorKind::Timeout), 0.1, 1.0),
        (broken(HttpErrorKind::Cut), 0.1, 1.0),
        (broken(HttpErrorKind::TooLarge), 0.1, 1.0),
        (broken(HttpErrorKind::Redirect), 0.1, 1.0),
        (retry(None), 0.1, 1.0),
        (retry(Some(0)), 0.1, 1.0),
        (retry(Some(7)), 7.0, 7.0),
        (retry(Some(1_000_000_000)), 3_600.0, 3_600.0),
        (Trouble::Failed(Failure::Taken(text())), 5.0, 10.0),
        (Trouble::Failed(Failure::OwnOldPoll(text())), 0.0, 0.0),
    ];
    for (trouble, least, most) in table {
        let said = format!("{trouble:?}");
        let pause = seconds(troubles().judge(trouble, Instant::now()));
        assert!((least..=most).contains(&pause), "{said}: {pause}");
    }
}

#[test]
fn what_only_a_person_can_mend_ends_the_source_and_says_what_to_do() {
    let text = || "said the platform".to_owned();
    let table = [
        (Trouble::Failed(Failure::Unauthorised(text())), "Unauthorised", "(said the platform): check the token"),
        (Trouble::Failed(Failure::WebhookActive(text())), "WebhookActive", "mode = \"webhook\""),
        (Trouble::Failed(Failure::Fatal(text())), "Fatal", "said the platform"),
        (broken(HttpErrorKind::Invalid), "Config", "it broke"),
    ];
    for (trouble, variant, part) in table {
        let Verdict::GiveUp(error) = troubles().judge(trouble, Instant::now()) else { panic!("{variant}: goes on") };
        assert!(format!("{error:?}").starts_with(variant), "{error:?}");
        assert!(error.to_string().contains(part), "{error}");
    }
}

#[test]
fn a_call_that_could_be_sent_once_is_tried_again() {
    let (mut troubles, now) = (troubles(), Instant::now());
    troubles.over(now);
    assert!(matches!(troubles.judge(broken(HttpErrorKind::Invalid), now), Verdict::Pause { .. }));
}

#[test]
fn success_ends_the_episode() {
    let (mut troubles, now) = (troubles(), Instant::now());
    for _ in 0..8 {
        troubles.judge(retry(None), now);
    }
    assert_eq!(troubles.since(), Some(now));
    troubles.over(now);
    assert_eq!(troubles.since(), None);
    assert!(seconds(troubles.judge(retry(None), now)) <= 1.0);
}

#[test]
fn a_poll_of_ours_is_asked_anew_at_once_only_a_few_times() {
    let (mut troubles, now) = (troubles(), Instant::now());
    let mut pauses = (0..5).map(|_| seconds(troubles.judge(Trouble::Failed(Failure::OwnOldPoll(String::new())), now)));
    assert!(pauses.by_ref().take(3).all(|pause| pause == 0.0));
    assert!(pauses.all(|pause| pause > 0.0));
}

#[test]
fn a_tug_of_war_is_one_episode_and_may_end_it() {
    let (mut troubles, start) = (troubles(), Instant::now());
    let taken = || Trouble::Failed(Failure::Taken("two of us".to_owned()));
    for seconds in [0, 60, 120, 180, 240] {
        let now = start + Duration::from_secs(seconds);
        assert!(matches!(troubles.judge(taken(), now), Verdict::Pause { .. }), "after {seconds} s");
        troubles.over(now + Duration::from_secs(1));
    }
    let ended = troubles.judge(taken(), start + Duration::from_secs(300));
    assert!(matches!(ended, Verdict::GiveUp(SourceError::Taken(_))), "{ended:?}");
}

#[test]
fn a_consumer_that_is_gone_is_forgotten() {
    let (mut troubles, start) = (troubles(), Instant::now());
    let taken = || Trouble::Failed(Failure::Taken("two of us".to_owned()));
    troubles.judge(taken(), start);
    troubles.over(start + Duration::from_secs(200));
    let later = start + Duration::from_secs(400);
    assert!(seconds(troubles.judge(taken(), later)) <= 10.0, "the first of a new episode");
}
