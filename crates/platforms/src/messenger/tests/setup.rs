//! What it needs to be told, its rules, and what it says to who asks for something else.

use pollhook_core::{Door, Late};

use super::*;

fn error(change: impl FnOnce(&mut Setup)) -> String {
    let mut setup = setup();
    change(&mut setup);
    match Messenger::new().webhook(&setup).unwrap() {
        Ok(_) => panic!("it starts"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn without_a_secret_it_does_not_start_and_names_the_line_to_add() {
    for secrets in [&[][..], &[""], &["good", " "]] {
        let error = error(|setup| setup.secrets = secrets.iter().map(|secret| SecretString::from(*secret)).collect());
        assert!(error.contains("secret = \"${APP_SECRET}\"") && error.contains("[webhook]"), "{error}");
    }
}

#[test]
fn without_a_verify_token_it_does_not_start_and_names_the_line_to_add() {
    for token in [None, Some(""), Some(" \t")] {
        let error = error(|setup| {
            setup.extras.clear();
            setup.extras.extend(token.map(|token| ("verify_token", SecretString::from(token))));
        });
        assert!(error.contains("verify_token = \"${VERIFY_TOKEN}\"") && error.contains("[bot]"), "{error}");
    }
}

#[test]
fn the_verify_token_is_declared() {
    let [extra] = Messenger::new().extras() else { panic!("one key") };
    assert_eq!((extra.name, extra.secret, extra.required), ("verify_token", true, true));
    assert_eq!(extra.door, Some(Door::Webhook));
}

#[test]
fn it_cannot_be_polled_and_says_what_can_be_done() {
    let (messenger, setup) = (Messenger::new(), setup());
    assert!(messenger.poll(&setup).is_none() && messenger.registration(&setup).is_none());
    let instead = messenger.instead_of(Door::Polling).unwrap();
    assert!(instead.contains("mode = \"webhook\"") && instead.contains("url"), "{instead}");
    assert_eq!(messenger.instead_of(Door::Webhook), None);
}

#[test]
fn the_rules_are_those_that_meta_follows() {
    let messenger = Messenger::new();
    let rules = messenger.rules();
    assert_eq!(rules.redelivers, Some(Duration::from_secs(129_600)));
    assert_eq!((rules.ack_within, rules.late), (Some(Duration::from_secs(4)), Late::Ack));
    assert!(!rules.exclusive && !rules.same_events);
    // Each with a text of 2000 letters that are escaped, and the frame around it.
    assert!(rules.body_limit >= 300 * (2000 * 6 + 400));
    let slower = Messenger::new().answers_within(Duration::from_secs(15));
    assert_eq!(slower.rules().ack_within, Some(Duration::from_secs(15)));
}
