//! Any method of an API that is called by verb and path: `POST /me/messages`.

use std::borrow::Cow;

use http::Method;
use pollhook_core::Unsupported;
use serde_json::{Map, Value};

/// What is to be called.
#[derive(Debug)]
pub(crate) struct Request<'a> {
    /// How.
    pub(crate) verb: Method,
    /// Where, below the API's address; with a query, if there is one.
    pub(crate) path: Cow<'a, str>,
    /// With what.
    pub(crate) body: Option<&'a Value>,
}

impl<'a> Request<'a> {
    /// Reads a method and its body. The parameters of a GET go into its query.
    pub(crate) fn read(method: &'a str, body: &'a Value) -> Result<Self, Unsupported> {
        let (verb, path) = method.split_once(' ').filter(|(_, path)| is_path(path)).ok_or_else(no_method)?;
        let verb = VERBS.into_iter().find(|known| known.as_str() == verb).ok_or_else(no_method)?;
        match body {
            Value::Null => Ok(Self { verb, path: path.into(), body: None }),
            Value::Object(parameters) if verb == Method::GET => {
                Ok(Self { verb, path: with_query(path, parameters)?, body: None })
            }
            _ if verb == Method::GET => Err(Unsupported("the parameters of a GET are an object".into())),
            body => Ok(Self { verb, path: path.into(), body: Some(body) }),
        }
    }
}

const VERBS: [Method; 5] = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE];

fn no_method() -> Unsupported {
    Unsupported("a method of this API is a verb and a path below its address, such as `GET /path/to/it`".into())
}

/// Whether a path stays below the API's address, whoever reads it: no step up, nothing that is cut off or taken for a
/// slash.
fn is_path(path: &str) -> bool {
    let letters = path.bytes().all(|byte| byte.is_ascii_graphic() && !b"\\#{}<>\"`^|".contains(&byte));
    let way = path.split_once('?').map_or(path, |(way, _)| way).to_ascii_lowercase().replace("%2e", ".");
    letters && way.starts_with('/') && way.len() > 1 && way[1..].split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn with_query<'a>(path: &'a str, parameters: &Map<String, Value>) -> Result<Cow<'a, str>, Unsupported> {
    if parameters.is_empty() {
        return Ok(path.into());
    }
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in parameters {
        match value {
            Value::String(text) => query.append_pair(name, text),
            Value::Number(_) | Value::Bool(_) => query.append_pair(name, &value.to_string()),
            _ => return Err(Unsupported(format!("`{name}` cannot stand in a query: a text, a number or a bool can"))),
        };
    }
    let mark = if path.contains('?') { '&' } else { '?' };
    Ok(format!("{path}{mark}{}", query.finish()).into())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_method_is_a_verb_and_a_path_that_stays_below() {
        for good in ["GET /me", "POST /me/messages", "DELETE /a/b?c=d", "PATCH /%41", "PUT /repos/o/r"] {
            let request = Request::read(good, &Value::Null).unwrap();
            assert_eq!(format!("{} {}", request.verb, request.path), good);
        }
        let bad = [
            "",
            "GET",
            "GET ",
            "GET /",
            "GET me",
            "get /me",
            "HEAD /me",
            "GET  /me",
            "GET /a//b",
            "GET /a/../b",
            "GET /..",
            "GET /%2e%2E/b",
            "GET /.",
            "GET /a\\b",
            "GET /a#b",
            "GET /{}",
            "GET /ä",
            "GET /a b",
            "GET /a\n",
            "GET //host/a",
        ];
        for bad in bad {
            assert!(Request::read(bad, &Value::Null).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn what_is_asked_for_goes_into_the_query() {
        let parameters = json!({ "fields": "id,name", "limit": 5, "all": true });
        let request = Request::read("GET /me?v=1", &parameters).unwrap();
        assert_eq!((&*request.path, request.body), ("/me?v=1&all=true&fields=id%2Cname&limit=5", None));
        assert_eq!(Request::read("GET /me", &json!({})).unwrap().path, "/me");
        assert!(Request::read("GET /me", &json!({ "a": [1] })).is_err());
        assert!(Request::read("GET /me", &json!([1])).is_err());
        let body = json!([1]);
        assert_eq!(Request::read("POST /me", &body).unwrap().body, Some(&body));
    }
}
