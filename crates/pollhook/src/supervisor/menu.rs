//! Telling the platform which commands there are, for the menu that it shows to users.
//!
//! It stands beside all else that a bot does at its start: nobody waits for it, and a bot without a menu hears the same.

use std::sync::Arc;
use std::time::Duration;

use pollhook_core::{Call, Failure, Http, Menu};
use pollhook_http::ask;
use tokio::time::sleep;

use crate::config::Secrets;

/// How many seconds to wait before each further try, where the platform does not say.
const PAUSES: [u64; 4] = [1, 5, 30, 120];

/// What is to be told, and how.
pub(crate) struct Telling {
    pub(crate) bot: String,
    pub(crate) http: Arc<dyn Http>,
    pub(crate) menu: Arc<dyn Menu>,
    pub(crate) call: Call,
    pub(crate) secrets: Secrets,
}

impl Telling {
    /// Tells it, in several tries if need be.
    pub(super) async fn tell(self) {
        for pause in PAUSES.map(|seconds| Some(Duration::from_secs(seconds))).into_iter().chain([None]) {
            let told = ask(&*self.http, self.call.clone(), |answer| self.menu.read(answer)).await;
            let Err(failure) = told else {
                tracing::debug!(bot = self.bot, "the menu shows the commands");
                return;
            };
            let (Failure::Retry { after, .. }, Some(pause)) = (&failure, pause) else { return self.gives_up(&failure) };
            sleep(after.unwrap_or(pause)).await;
        }
    }

    fn gives_up(&self, failure: &Failure) {
        let why = self.secrets.mask(&failure.to_string());
        tracing::warn!(bot = self.bot, why, "the menu does not show the commands: they work all the same");
    }
}

#[cfg(test)]
mod tests {
    use pollhook_core::{MenuEntry, Setup};
    use pollhook_testkit::{Reply, ScriptedHttp};
    use tokio::time::Instant;

    use super::*;

    const REFUSED: &str = r#"{"ok":false,"error_code":400,"description":"Bad Request: BOT_COMMAND_INVALID"}"#;
    const LATER: &str = r#"{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 7",
        "parameters":{"retry_after":7}}"#;
    const DONE: &str = r#"{"ok":true,"result":true}"#;

    /// How often it asked, and how many seconds that took.
    async fn told(replies: Vec<Reply>) -> (usize, u64) {
        let (http, begun) = (ScriptedHttp::new(replies), Instant::now());
        let menu = pollhook_platforms::find("telegram").unwrap().menu(&Setup::new("https://api.example.org")).unwrap();
        let call = menu.set(&[MenuEntry { command: "start".into(), about: "begin".into() }]).unwrap();
        let (bot, secrets) = ("test".to_owned(), Secrets::default());
        Telling { bot, http: Arc::new(http.clone()), menu, call, secrets }.tell().await;
        (http.calls().len(), begun.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn what_may_pass_is_tried_again_at_the_platforms_pace_and_what_is_refused_is_not() {
        let (refused, later) = (Reply::status(400, REFUSED), Reply::status(429, LATER));
        let gone = || Reply::status(502, "");
        assert_eq!(told(vec![Reply::ok(DONE)]).await, (1, 0));
        assert_eq!(told(vec![gone(), later, Reply::ok(DONE)]).await, (3, 1 + 7));
        assert_eq!(told(vec![refused]).await, (1, 0));
        assert_eq!(told(vec![gone(), gone(), gone(), gone(), gone(), gone()]).await, (5, 1 + 5 + 30 + 120));
    }
}
