//! Pages by a closure: for what is no protocol over HTTP, such as a database, a mailbox or somebody's client library.

use std::future::Future;

use async_trait::async_trait;
use pollhook_core::{Ask, BoxError, Cursor, Failure, HttpError, HttpErrorKind, Page};

use crate::fetch::{Desk, Fetch, Fetched, Trouble, counted, limit};

/// A closure that is asked for what lies behind a cursor.
pub(crate) struct FromFn<F>(pub(crate) F);

#[async_trait]
impl<F, A> Fetch for FromFn<F>
where
    F: FnMut(Option<Cursor>) -> A + Send,
    A: Future<Output = Result<Page, BoxError>> + Send,
{
    async fn fetch(&mut self, from: Option<&Cursor>, how: Ask, desk: Desk<'_>) -> Result<Fetched, Trouble> {
        let asked = (self.0)(from.cloned());
        let limit = limit(how);
        let ended = match tokio::time::timeout(limit, asked).await {
            Ok(Ok(page)) => Ok(Fetched::new(page, 0)),
            Ok(Err(error)) => Err(Trouble::Failed(failure(error))),
            Err(_) => Err(Trouble::Broken(HttpError::new(HttpErrorKind::Timeout, format!("no page within {limit:?}")))),
        };
        counted(ended, desk.stats)
    }
}

/// An author who knows better than "try again" returns a [`Failure`].
fn failure(error: BoxError) -> Failure {
    match error.downcast::<Failure>() {
        Ok(failure) => *failure,
        Err(error) => Failure::Retry { after: None, why: error.to_string() },
    }
}
