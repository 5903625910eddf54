//! Messages with a picture or a file in them: uploaded, fetched from a URL, or sent again by its handle.

use bytes::Bytes;
use serde_json::{Value, json};

use crate::telegram::errors::Refusal;
use crate::telegram::files::File;
use crate::telegram::methods::{Call, Done};

/// The longest caption, in characters.
const LONGEST_CAPTION: usize = 1024;
/// The largest picture that may be uploaded, and the largest file that may be fetched.
const LARGEST_PHOTO: usize = 10 << 20;
const LARGEST_DOWNLOAD: usize = 20 << 20;

/// As what a file is sent.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Medium {
    Photo,
    Document,
}

impl Medium {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Photo => "photo",
            Self::Document => "document",
        }
    }

    /// What a message holds of it: a picture in two sizes, or a file.
    pub(crate) fn value(self, file: &File) -> Value {
        let mut value = json!({
            "file_id": file.handle(),
            "file_unique_id": file.unique(),
            "file_size": file.bytes.len(),
        });
        match self {
            Self::Photo => {
                (value["width"], value["height"]) = (json!(800), json!(600));
                let mut small = value.clone();
                (small["width"], small["height"]) = (json!(90), json!(67));
                json!([small, value])
            }
            Self::Document => {
                value["file_name"] = json!(file.name);
                value["mime_type"] = json!("application/octet-stream");
                value
            }
        }
    }
}

impl Call<'_> {
    pub(super) fn send_medium(&mut self, medium: Medium) -> Result<Done, Refusal> {
        let (chat, caption) = (self.chat()?, self.caption()?);
        // Nothing is kept for a chat that is closed.
        self.world.chats.open_to(chat, self.bot)?;
        let named = self.params.text(medium.name());
        let file = self.taken(medium, medium.name(), named.as_deref())?;
        let mut message = json!({ medium.name(): medium.value(&file) });
        if let Some(caption) = caption {
            message["caption"] = json!(caption);
        }
        self.send(chat, message)
    }

    pub(super) fn caption(&self) -> Result<Option<String>, Refusal> {
        caption(self.params.text("caption"))
    }

    /// The file that a call means: an upload under `field`, or what `named` names.
    pub(super) fn taken(&mut self, medium: Medium, field: &str, named: Option<&str>) -> Result<File, Refusal> {
        let field = named.and_then(|named| named.strip_prefix("attach://")).unwrap_or(field);
        if let Some(upload) = self.params.upload(field) {
            if upload.bytes.is_empty() {
                return Err(Refusal::bad("file must be non-empty"));
            }
            if medium == Medium::Photo && upload.bytes.len() > LARGEST_PHOTO {
                return Err(Refusal::bad("file is too big"));
            }
            return Ok(self.world.files.add(&upload.name, upload.bytes.clone()));
        }
        let named = named.filter(|named| !named.is_empty());
        let named = named.ok_or_else(|| Refusal::bad(&format!("there is no {} in the request", medium.name())))?;
        if named.starts_with("https://") || named.starts_with("http://") {
            // Nothing of the outside is here: such a file holds its own address.
            let name = named.rsplit('/').next().unwrap_or_default();
            return Ok(self.world.files.add(name, Bytes::copy_from_slice(named.as_bytes())));
        }
        let known = self.world.files.by_handle(named).cloned();
        known.ok_or_else(|| Refusal::bad("wrong file identifier/HTTP URL specified"))
    }

    pub(super) fn file(&self) -> Result<Done, Refusal> {
        let known = self.params.text("file_id").and_then(|handle| self.world.files.by_handle(&handle));
        let file = known.ok_or_else(|| Refusal::bad("wrong file_id or the file is temporarily unavailable"))?;
        if file.bytes.len() > LARGEST_DOWNLOAD {
            return Err(Refusal::bad("file is too big"));
        }
        Ok(self.done(json!({
            "file_id": file.handle(),
            "file_unique_id": file.unique(),
            "file_size": file.bytes.len(),
            "file_path": file.path(),
        })))
    }
}

pub(super) fn caption(text: Option<String>) -> Result<Option<String>, Refusal> {
    let text = text.filter(|text| !text.is_empty());
    if text.as_ref().is_some_and(|text| text.chars().count() > LONGEST_CAPTION) {
        return Err(Refusal::bad("message caption is too long"));
    }
    Ok(text)
}
