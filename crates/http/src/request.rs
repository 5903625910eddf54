//! A call with its credential filled in: what really goes out. It has no `Debug`, and nobody keeps it.

use std::fmt::Write;

use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, HeaderName};
use http::{HeaderMap, HeaderValue, Method};
use pollhook_core::{Auth, Body, Call, ExposeSecret, HttpError, HttpErrorKind, SecretString};
use reqwest::Url;

use crate::form::form;

pub(crate) struct Request {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// Where `{}` stands in a path, once a URL has been parsed.
const PLACE: &str = "%7B%7D";

/// The address of a call, still without its credential.
pub(crate) fn address(call: &Call) -> Result<Url, HttpError> {
    let url = Url::parse(&call.url).map_err(|why| invalid(format!("the address of the API is none: {why}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(invalid("the address of the API must begin with https:// or http://"));
    }
    Ok(url)
}

impl Request {
    /// A call without a credential.
    pub(crate) fn new(call: &Call, url: Url) -> Self {
        let (mut headers, body) = (call.headers.clone(), call.body.clone());
        match body {
            // The form says itself what it is, boundary included.
            Body::Multipart(_) => drop(headers.remove(CONTENT_TYPE)),
            // Some servers answer 411 to a POST that says nothing about its body.
            Body::Empty if call.method == Method::POST => drop(headers.insert(CONTENT_LENGTH, 0.into())),
            _ => {}
        }
        Self { method: call.method.clone(), url, headers, body }
    }

    /// Puts the credential where the call says.
    pub(crate) fn fill(&mut self, auth: &Auth, secret: &SecretString) -> Result<(), HttpError> {
        match auth {
            Auth::Bearer => self.header(AUTHORIZATION, "Bearer ", secret),
            Auth::Header { name, prefix } => self.header(name.clone(), prefix, secret),
            Auth::Path => self.path(secret),
            _ => Ok(()),
        }
    }

    fn header(&mut self, name: HeaderName, prefix: &str, secret: &SecretString) -> Result<(), HttpError> {
        let value = HeaderValue::try_from(format!("{prefix}{}", secret.expose_secret()));
        let mut value = value.map_err(|_| invalid("the credential holds characters that no header can"))?;
        value.set_sensitive(true);
        self.headers.insert(name, value);
        Ok(())
    }

    /// Only the path is searched: a credential is no part of a host's name or a query.
    fn path(&mut self, secret: &SecretString) -> Result<(), HttpError> {
        if !self.url.path().contains(PLACE) {
            return Err(invalid("there is no place for the credential in the path of this call"));
        }
        let path = self.url.path().replacen(PLACE, &segment(secret.expose_secret()), 1);
        self.url.set_path(&path);
        Ok(())
    }

    /// The same for reqwest. Bytes are shared, not copied; files are opened here, anew for every try, and read as they go.
    pub(crate) async fn build(&self, client: &reqwest::Client) -> Result<reqwest::RequestBuilder, HttpError> {
        let request = client.request(self.method.clone(), self.url.clone()).headers(self.headers.clone());
        Ok(match &self.body {
            Body::Bytes(bytes) => request.body(bytes.clone()),
            Body::Multipart(parts) => request.multipart(form(parts).await?),
            _ => request,
        })
    }
}

/// Percent-encodes what may not stand in a segment of a path.
fn segment(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut segment, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=".contains(&byte) {
            segment.push(char::from(byte));
        } else {
            write!(segment, "%{byte:02X}").expect("a string takes what is written to it");
        }
        segment
    })
}

pub(crate) fn invalid(text: impl Into<String>) -> HttpError {
    HttpError::new(HttpErrorKind::Invalid, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(call: &Call, secret: &str) -> Result<Request, HttpError> {
        let mut request = Request::new(call, address(call)?);
        request.fill(&call.auth, &SecretString::from(secret))?;
        Ok(request)
    }

    fn path(url: &str, secret: &str) -> String {
        filled(&Call::get(url, Auth::Path), secret).unwrap().url.to_string()
    }

    #[test]
    fn the_credential_takes_the_first_place_in_the_path() {
        assert_eq!(path("http://api/bot{}/get", "123:a-B_c"), "http://api/bot123:a-B_c/get");
        assert_eq!(path("http://api/{}/{}?q={}", "x"), "http://api/x/%7B%7D?q={}");
    }

    #[test]
    fn what_no_path_can_hold_is_encoded_and_opens_no_other_path() {
        assert_eq!(path("http://api/bot{}/get", "a/b?c#d é%"), "http://api/bota%2Fb%3Fc%23d%20%C3%A9%25/get");
    }

    #[test]
    fn a_place_outside_the_path_is_none() {
        for url in ["http://api/get", "http://api/get?token={}", "http://api/get#{}"] {
            let error = filled(&Call::get(url, Auth::Path), "secret").err().unwrap();
            assert_eq!(error.kind(), HttpErrorKind::Invalid, "{url}");
        }
    }

    #[test]
    fn headers_carry_it_with_their_prefix_and_keep_it_out_of_debug() {
        let name = HeaderName::from_static("x-key");
        let call = Call::get("http://api/", Auth::Header { name: name.clone(), prefix: "Token " });
        let request = filled(&call, "secret").unwrap();
        assert_eq!(request.headers[&name], "Token secret");
        assert!(!format!("{:?}", request.headers).contains("secret"));
        assert_eq!(filled(&Call::get("http://api/", Auth::Bearer), "a").unwrap().headers[AUTHORIZATION], "Bearer a");
    }

    #[test]
    fn a_credential_that_no_header_can_hold_is_refused_without_being_shown() {
        let error = filled(&Call::get("http://api/", Auth::Bearer), "sec\nret").err().unwrap();
        assert_eq!(error.to_string(), "the credential holds characters that no header can");
    }

    #[test]
    fn an_address_that_is_none_says_what_one_looks_like() {
        for url in ["api.example.org/x", "", "file:///etc/passwd", "http://"] {
            assert_eq!(address(&Call::get(url, Auth::None)).unwrap_err().kind(), HttpErrorKind::Invalid, "{url}");
        }
    }
}
