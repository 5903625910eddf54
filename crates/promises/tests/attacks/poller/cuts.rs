//! Answers that break off.

use super::api::Scene;
use super::bot::{Polling, token};
use super::telling::{Act, honest};
use crate::extent::full;

/// So many bots at once, so that the pauses after failures are waited for beside each other.
const BOTS: usize = 24;

/// At each byte of an answer the machine of the server goes away, or closes as if all were said. Each time the same is
/// asked again, and heard once.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_that_breaks_off_at_any_byte_is_asked_for_again() {
    let mut polling = Polling::many(BOTS).await;
    let length = honest(&polling.next(0)).len() + 80;
    // In CI every seventh.
    let step = if full() { 1 } else { 7 };
    let ends = [Act::Reset, Act::Close];
    let mut scenes = 0;
    for cut in (0..=length).step_by(step) {
        for end in &ends {
            let update = polling.next(1);
            let whole = honest(&update);
            let acts = [Act::Say(whole[..cut.min(whole.len())].to_vec()), end.clone()];
            polling.api.plays(&token(scenes % BOTS), [Scene::new(update, acts)]);
            scenes += 1;
        }
    }
    polling.withstood(&format!("{scenes} answers that break off"), 32).await;
    polling.end().await;
}
