//! Something that was just told to a bot.

use std::pin::Pin;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::after::After;
use super::deliver::Delivered;
use super::net::Net;

/// Something that the bot was just told. It was told already; awaiting it waits until it is handled.
///
/// Leave it alone to let something else happen while the bot is busy:
///
/// ```
/// # use std::time::Duration;
/// # use pollhook::prelude::*;
/// # use pollhook::test::text;
/// # #[tokio::main(flavor = "current_thread")] async fn main() {
/// # async fn work(reply: Reply) -> pollhook::Result<()> {
/// #     tokio::time::sleep(Duration::from_secs(20)).await;
/// #     reply.text("Done.").await?;
/// #     Ok(())
/// # }
/// # let net = pollhook::test(App::new().on(message(), work)).as_platform("telegram");
/// # let anna = net.user("Anna");
/// let work = anna.says("work");
/// net.advance(Duration::from_secs(10)).await;
/// anna.gets_nothing();
/// work.await.gets(text("Done."));
/// # }
/// ```
#[derive(Clone)]
pub struct Telling {
    net: Net,
    delivered: Delivered,
}

impl Telling {
    pub(super) fn new(net: Net, delivered: Delivered) -> Self {
        Self { net, delivered }
    }

    async fn wait(self) -> After {
        let settled = timeout(LONGEST, self.delivered.outcomes.settled()).await;
        // A press is answered beside its handler, which may be done first.
        sleep(REST).await;
        while self.net.world().is_answering() {
            sleep(REST).await;
        }
        let after = After::new(self.net, self.delivered);
        if settled.is_err() {
            after.never_ended();
        }
        after
    }
}

impl IntoFuture for Telling {
    type Output = After;
    type IntoFuture = Pin<Box<dyn Future<Output = After> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.wait())
    }
}

impl std::fmt::Debug for Telling {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Telling").field("what", &self.delivered.words).finish_non_exhaustive()
    }
}

/// A handler that has not ended after a day waits for something that will not come.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// On a clock that stands still this is as long as whatever can go on needs.
const REST: Duration = Duration::from_millis(1);
