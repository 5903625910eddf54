//! Calls with a medium in them: by name where Telegram has it or can fetch it, as a form where it is uploaded ("Sending
//! files").

use pollhook_core::{Call, Enclosure, Media, Part, Unsupported};
use serde_json::Value;

use super::super::api::Api;
use crate::upload;

/// What the cloud takes; a server of one's own takes 2000 MB.
const LARGEST_PHOTO: u64 = 10 << 20;
const LARGEST_FILE: u64 = 50 << 20;
const LARGEST_ON_OWN_SERVER: u64 = 2000 << 20;

/// A medium as a call names it.
pub(super) enum Named {
    /// By its URL or its handle: the value of a parameter.
    Here(Value),
    /// In the form.
    Attached(Part),
}

/// Names a medium; one that is uploaded becomes the part `field` of the form.
pub(super) fn name(api: &Api, enclosure: &Enclosure, field: &str) -> Result<Named, Unsupported> {
    let largest = match enclosure {
        _ if !api.is_cloud() => LARGEST_ON_OWN_SERVER,
        Enclosure::Photo(_) => LARGEST_PHOTO,
        _ => LARGEST_FILE,
    };
    match enclosure.media() {
        Media::Url(url) => Ok(Named::Here(url.as_str().into())),
        Media::Handle(handle) => Ok(Named::Here(handle.as_str().into())),
        media => upload::part(field, media, largest, super::PLATFORM).map(Named::Attached),
    }
}

/// A call with a file in it.
pub(super) fn form(api: &Api, method: &str, parameters: &Value, file: Part) -> Call {
    upload::form(api.call(method, &Value::Null), parameters, file)
}
