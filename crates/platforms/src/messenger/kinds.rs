//! Every kind of event, by the name under which an item holds it.
//!
//! Two have no name of their own there. An *echo* is a message that the page itself sent: by this bot, by another app, or
//! by somebody at its inbox. What is on *standby* was told while another app has the conversation, so nobody who answers
//! messages should take it for one.

/// What an item holds, under these names.
const HELD: [&str; 7] = ["message", "postback", "read", "delivery", "reaction", "optin", "referral"];

/// A message of the page's own.
pub(super) const ECHO: &str = "echo";
/// Whatever came on standby.
pub(super) const STANDBY: &str = "standby";

/// The names of all kinds.
pub(super) static NAMES: [&str; HELD.len() + 2] = {
    let mut names = [ECHO; HELD.len() + 2];
    let mut at = 0;
    while at < HELD.len() {
        names[at] = HELD[at];
        at += 1;
    }
    names[HELD.len() + 1] = STANDBY;
    names
};

/// Whether an item of that name says what happened, and not merely more about it.
pub(super) fn is_known(name: &str) -> bool {
    HELD.contains(&name)
}
