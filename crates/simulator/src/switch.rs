//! One API service for all sides: the path says whose a request is.

use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::devman::School;
use crate::facebook::Graph;
use crate::github::Hub;
use crate::server::Respond;
use crate::telegram::api::Api;
use crate::wire::Meter;
use crate::{devman, facebook, github};

/// See the [module](self).
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) telegram: Arc<Api>,
    pub(crate) facebook: Arc<Graph>,
    pub(crate) devman: Arc<School>,
    pub(crate) github: Arc<Hub>,
}

impl Respond for Switch {
    async fn respond(self: Arc<Self>, request: Request<Incoming>, meter: Arc<Meter>) -> Response<Full<Bytes>> {
        let path = request.uri().path();
        if facebook::api::is_here(path) {
            return self.facebook.respond(request, &meter).await;
        }
        if github::api::is_here(path) {
            return self.github.respond(request, &meter).await;
        }
        if devman::api::is_here(path) {
            return self.devman.respond(request, &meter).await;
        }
        Arc::clone(&self.telegram).respond(request, meter).await
    }
}
