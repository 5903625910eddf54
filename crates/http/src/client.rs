//! Carries out calls.

use std::sync::Arc;

use async_trait::async_trait;
use http::StatusCode;
use pollhook_core::{Answer, Auth, Call, Clock, Credentials, Download, Http, HttpError, SecretString};
use reqwest::{Response, Url};

use crate::connector::Connector;
use crate::deadline::{Deadline, Part};
use crate::download::download;
use crate::read_body::read_body;
use crate::redirect;
use crate::request::{Request, address, invalid};
use crate::retry_after::normalise;
use crate::settings::HttpSettings;

/// The client of one bot: its pools and its credential. Made once and shared.
///
/// A credential is asked for by *scope*, which is the host of the call; a platform that has one only ignores it.
/// A call that is refused with 401 is sent once more if the credential can be renewed: it was not carried out, so this
/// does no harm, whatever the call is.
pub struct HttpClient {
    connector: Connector,
    credentials: Arc<dyn Credentials>,
    clock: Arc<dyn Clock>,
}

impl HttpClient {
    /// A client. Cheap: connections, and the system's root certificates, come when they are needed.
    ///
    /// # Errors
    /// When the settings cannot work.
    pub fn new(
        credentials: Arc<dyn Credentials>,
        clock: Arc<dyn Clock>,
        settings: &HttpSettings,
    ) -> Result<Self, HttpError> {
        Ok(Self { connector: Connector::new(settings)?, credentials, clock })
    }

    /// The head of the answer; its body is still to come.
    async fn exchange(&self, call: &Call, deadline: &mut Deadline) -> Result<Response, HttpError> {
        let url = address(call)?;
        if call.auth == Auth::None {
            return self.follow(Request::new(call, url), deadline).await;
        }
        let scope = url.host_str().unwrap_or_default();
        let secret = deadline.hold(Part::Credential, self.credentials.get(scope)).await?;
        let secret = secret.map_err(|why| invalid(format!("there is no credential to be had: {why}")))?;
        let response = self.follow(filled(call, &url, &secret)?, deadline).await?;
        if response.status() != StatusCode::UNAUTHORIZED {
            return Ok(response);
        }
        match deadline.hold(Part::Head, self.credentials.renew(scope)).await? {
            Some(secret) => self.follow(filled(call, &url, &secret)?, deadline).await,
            None => Ok(response),
        }
    }

    /// Sends a request, and goes where its answer points to as long as that is the same host.
    async fn follow(&self, mut request: Request, deadline: &mut Deadline) -> Result<Response, HttpError> {
        for _ in 0..=redirect::MOST {
            let response = deadline.hold(Part::Head, self.connector.send(&request)).await??;
            if !redirect::turn(&mut request, &response)? {
                return Ok(response);
            }
        }
        Err(redirect::too_many())
    }

    async fn read(&self, mut response: Response, cap: usize) -> Result<Answer, HttpError> {
        let body = read_body(&mut response, cap).await?;
        let (status, mut headers) = (response.status(), std::mem::take(response.headers_mut()));
        normalise(&mut headers, || self.clock.now().wall);
        Ok(Answer::new(status, headers, body))
    }
}

fn filled(call: &Call, url: &Url, secret: &SecretString) -> Result<Request, HttpError> {
    let mut request = Request::new(call, url.clone());
    request.fill(&call.auth, secret)?;
    Ok(request)
}

#[async_trait]
impl Http for HttpClient {
    async fn send(&self, call: Call) -> Result<Answer, HttpError> {
        let mut deadline = Deadline::start(call.deadline);
        let response = self.exchange(&call, &mut deadline).await?;
        let answer = deadline.hold(Part::Body, self.read(response, call.cap)).await??;
        // Without the address: what a platform lets stand in one, it has not told us.
        tracing::trace!(method = %call.method, status = answer.status.as_u16(), bytes = answer.body.len(), "exchanged");
        Ok(answer)
    }

    async fn fetch(&self, call: Call, cap: u64) -> Result<Result<Download, Answer>, HttpError> {
        let mut deadline = Deadline::start(call.deadline);
        let response = self.exchange(&call, &mut deadline).await?;
        if response.status().is_success() {
            return download(response, cap, call.deadline).map(Ok);
        }
        deadline.hold(Part::Body, self.read(response, call.cap)).await?.map(Err)
    }
}

impl std::fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HttpClient").finish_non_exhaustive()
    }
}
