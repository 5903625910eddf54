//! Forms with files, put together for reqwest.

use std::path::Path;

use pollhook_core::{HttpError, HttpErrorKind, PartContent};
use reqwest::Body;
use reqwest::multipart::{Form, Part};
use tokio::fs::File;

use crate::request::invalid;

/// A form of these parts, whose length is known beforehand: some servers take no other.
pub(crate) async fn form(parts: &[pollhook_core::Part]) -> Result<Form, HttpError> {
    let mut form = Form::new();
    for part in parts {
        form = form.part(part.name.clone(), made(part).await?);
    }
    Ok(form)
}

async fn made(part: &pollhook_core::Part) -> Result<Part, HttpError> {
    let mut made = match &part.content {
        PartContent::Bytes(bytes) => Part::stream_with_length(bytes.clone(), bytes.len() as u64),
        PartContent::File { path, at_most } => {
            let (file, length) = open(path, *at_most).await?;
            Part::stream_with_length(Body::from(file), length)
        }
        _ => return Err(invalid("a part of a form holds what this client cannot send")),
    };
    if let Some(name) = &part.file_name {
        made = made.file_name(name.clone());
    }
    match &part.content_type {
        Some(mime) => made.mime_str(mime).map_err(|_| invalid(format!("`{mime}` is no media type"))),
        None => Ok(made),
    }
}

async fn open(path: &Path, at_most: Option<u64>) -> Result<(File, u64), HttpError> {
    let unreadable = |why: String| HttpError::new(HttpErrorKind::Unreadable, format!("{}: {why}", path.display()));
    let cannot = |error: std::io::Error| unreadable(format!("this file cannot be read: {error}"));
    let file = File::open(path).await.map_err(cannot)?;
    let about = file.metadata().await.map_err(cannot)?;
    if !about.is_file() {
        return Err(unreadable("this is no file".into()));
    }
    match at_most {
        Some(most) if about.len() > most => {
            Err(unreadable(format!("this file has {} bytes, and {most} is the most that may be sent", about.len())))
        }
        _ => Ok((file, about.len())),
    }
}
