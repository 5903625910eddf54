//! A file as a part of a form.

use std::path::Path;
use std::time::Duration;

use http::header::CONTENT_TYPE;
use pollhook_core::{Body, Call, Media, Part, PartContent, Unsupported};
use serde_json::Value;

/// A slow line needs its time for 50 MB.
const UPLOAD: Duration = Duration::from_secs(300);

/// A call with a file in it: its parameters become fields, texts as they are and everything else as JSON.
pub(crate) fn form(mut call: Call, parameters: &Value, file: Part) -> Call {
    let fields = parameters.as_object().into_iter().flatten();
    let field = |(name, value): (&String, &Value)| {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Part::field(name.as_str(), value)
    };
    // The form says it, with its boundary.
    call.headers.remove(CONTENT_TYPE);
    call.body = Body::Multipart(fields.map(field).chain([file]).collect());
    call.deadline(UPLOAD)
}

/// What is uploaded from a path or from bytes, of `largest` bytes at most.
pub(crate) fn part(field: &str, media: &Media, largest: u64, platform: &str) -> Result<Part, Unsupported> {
    let (name, content) = match media {
        Media::Path(path) => {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            (name, PartContent::File { path: path.clone(), at_most: Some(largest) })
        }
        Media::Bytes { name, bytes } => {
            if bytes.len() as u64 > largest {
                return Err(Unsupported(format!(
                    "{platform} takes {largest} bytes of such a file at most, and `{name}` has {}",
                    bytes.len()
                )));
            }
            (name.clone(), PartContent::Bytes(bytes.clone()))
        }
        _ => return Err(Unsupported::by(platform, "take up what is not at hand")),
    };
    Ok(Part { content_type: Some(kind(&name).into()), name: field.into(), file_name: Some(name), content })
}

/// The media type that the ending of a name tells.
fn kind(name: &str) -> &'static str {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "jpg" | "jpeg" => "image/jpeg",
        "png" => "image/png",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        "ogg" | "oga" => "audio/ogg",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "json" => "application/json",
        "csv" => "text/csv",
        "txt" | "log" | "md" => "text/plain",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_called_as_it_is_and_its_ending_says_what_it_is() {
        let made = |media: Media| part("photo", &media, 3, "Telegram");
        let rows = [
            (Media::path("/srv/pictures/menu.JPG"), "menu.JPG", "image/jpeg"),
            (Media::bytes("price list.pdf", "abc"), "price list.pdf", "application/pdf"),
            (Media::bytes("nothing", "abc"), "nothing", "application/octet-stream"),
        ];
        for (media, name, kind) in rows {
            let part = made(media).unwrap();
            assert_eq!((part.name.as_str(), part.file_name.as_deref()), ("photo", Some(name)));
            assert_eq!(part.content_type.as_deref(), Some(kind));
        }
        let refused = made(Media::bytes("a.txt", "abcd")).unwrap_err().to_string();
        assert_eq!(refused, "Telegram takes 3 bytes of such a file at most, and `a.txt` has 4");
        assert!(made(Media::url("https://example.org")).is_err());
    }
}
