//! A push as HTTP, whole or broken: an address, headers, a body.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONNECTION, CONTENT_ENCODING, CONTENT_TYPE, HOST};
use http::{HeaderMap, HeaderValue, Request};
use http_body_util::Full;
use url::{Position, Url};

use crate::answer;

/// See the [module](self).
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Parcel {
    pub(crate) fn json(url: Url, body: Bytes) -> Self {
        let mut parcel = Self { url, headers: HeaderMap::new(), body };
        parcel.set(CONTENT_TYPE.as_str(), "application/json");
        parcel
    }

    /// Sets a header. What no header can hold is left out.
    pub(crate) fn set(&mut self, name: &'static str, value: &str) {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(name, value);
        }
    }

    pub(crate) fn request(&self) -> Request<Full<Bytes>> {
        self.with(self.body.clone())
    }

    /// The same head over another body.
    pub(crate) fn with(&self, body: Bytes) -> Request<Full<Bytes>> {
        let url = &self.url;
        let path = &url[Position::BeforePath..Position::AfterQuery];
        let mut request = Request::post(path).body(Full::new(body)).expect("the path was checked with the webhook");
        request.headers_mut().extend(connection(url));
        request.headers_mut().extend(self.headers.clone());
        request
    }

    /// A small request that unpacks to a large one.
    pub(crate) fn bomb(&self) -> Request<Full<Bytes>> {
        let mut request = self.with(answer::bomb());
        request.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        request
    }

    /// The head, which promises the whole body, and the first `count` bytes of that.
    pub(crate) fn bytes(&self, count: usize) -> Vec<u8> {
        let request = self.request();
        let mut bytes = format!("POST {} HTTP/1.1\r\n", request.uri()).into_bytes();
        for (name, value) in request.headers() {
            bytes.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
        }
        bytes.extend(format!("content-length: {}\r\n\r\n", self.body.len()).bytes());
        bytes.extend(&self.body[..count]);
        bytes
    }
}

/// The headers that every request to `url` carries, `user:pass@` included.
pub(crate) fn connection(url: &Url) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let host = url.host_str().unwrap_or_default();
    let host = url.port().map_or(host.to_owned(), |port| format!("{host}:{port}"));
    let mut put = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    put(HOST, &host);
    put(CONNECTION, "keep-alive");
    if !url.username().is_empty() {
        let pair = format!("{}:{}", url.username(), url.password().unwrap_or_default());
        put(AUTHORIZATION, &format!("Basic {}", STANDARD.encode(pair)));
    }
    headers
}
