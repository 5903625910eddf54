//! Bots in a server of the author's: which of the two ends first.

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::{Error, Result};

/// Ready when the bots are done.
pub type Done = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Runs bots together with the server in which their webhooks are [mounted](crate::Pollhook::router), and ends that one
/// last: what the bots are still handling when they are told to stop is answered through it.
///
/// `server` is given what to wait for before it shuts down. Whoever is connected then has a second more.
///
/// ```no_run
/// use std::future::IntoFuture;
///
/// # use pollhook::prelude::*;
/// # async fn serve(config: Config, app: App, pages: axum::Router, listener: tokio::net::TcpListener) -> Result<()> {
/// let bots = config.build(app).await?;
/// let router = pages.merge(bots.router());
/// let serve = |done| axum::serve(listener, router).with_graceful_shutdown(done).into_future();
/// pollhook::run_mounted(bots.run_until_signal(), serve).await
/// # }
/// ```
///
/// *Cancel safety*: dropping the future is a crash of the bots, and of the server.
///
/// # Errors
/// Why the bots failed, or why the server ended before them.
pub async fn run_mounted<S, E>(bots: impl Future<Output = Result<()>>, server: impl FnOnce(Done) -> S) -> Result<()>
where
    S: Future<Output = Result<(), E>>,
    E: Into<Error>,
{
    let (done, over) = oneshot::channel::<()>();
    let mut server = pin!(server(Box::pin(async { drop(over.await) })));
    let ran = tokio::select! {
        ran = bots => ran,
        served = &mut server => {
            return served.map_err(Into::into).and(Err(Error::msg("the server has ended, and its bots are deaf")));
        }
    };
    drop(done);
    // The platforms have all their answers; nobody else is waited for any longer.
    let _ = timeout(A_MOMENT, server).await;
    ran
}

/// Short enough to be over, after the bots' drain, before a container runtime kills.
const A_MOMENT: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};
    use std::io;
    use std::sync::atomic::{AtomicBool, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_server_is_told_when_the_bots_are_done() {
        let served = AtomicBool::new(false);
        let server = async |done: Done| {
            done.await;
            served.store(true, Ordering::Relaxed);
            io::Result::Ok(())
        };
        run_mounted(ready(Ok(())), server).await.unwrap();
        assert!(served.load(Ordering::Relaxed));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_that_does_not_end_is_left_after_a_moment() {
        let why = run_mounted(ready(Err(Error::msg("no luck"))), |_| pending::<io::Result<()>>()).await.unwrap_err();
        assert_eq!(why.to_string(), "no luck");
    }

    #[tokio::test(start_paused = true)]
    async fn without_their_server_bots_do_not_go_on() {
        let ended = run_mounted(pending(), |_| ready(io::Result::Ok(()))).await.unwrap_err();
        assert!(ended.to_string().contains("deaf"), "{ended}");
        let broken = run_mounted(pending(), |_| ready(Err(io::Error::other("no socket")))).await.unwrap_err();
        assert_eq!(broken.to_string(), "no socket");
    }
}
