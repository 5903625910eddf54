//! Forms with files in them.

use bytes::Bytes;

/// A file in a form.
#[derive(Clone, Debug)]
pub(crate) struct Upload {
    pub(crate) name: String,
    pub(crate) bytes: Bytes,
}

/// What a part of a form holds.
pub(crate) enum Content {
    Text(String),
    File(Upload),
}

/// The parts of a form by their names, if it is one; `kind` is its content type, which says what stands between them.
pub(crate) fn read(kind: &str, body: &[u8]) -> Option<Vec<(String, Content)>> {
    let boundary = kind.split("boundary=").nth(1)?;
    let boundary = boundary.split(';').next().unwrap_or_default().trim().trim_matches('"');
    let separator = format!("--{boundary}");
    let parts = split(body, separator.as_bytes()).skip(1).filter(|part| !part.starts_with(b"--"));
    parts.map(part_of).collect()
}

/// The name and the content of one part, which begins and ends with a line break.
fn part_of(part: &[u8]) -> Option<(String, Content)> {
    let part = part.strip_prefix(b"\r\n")?;
    let part = part.strip_suffix(b"\r\n")?;
    let end = find(part, b"\r\n\r\n")?;
    let head = String::from_utf8_lossy(&part[..end]).into_owned();
    let quoted = |before: &str| Some(head.split(before).nth(1)?.split('"').next()?.to_owned());
    let content = &part[end + 4..];
    let content = match quoted(" filename=\"") {
        Some(name) => Content::File(Upload { name, bytes: Bytes::copy_from_slice(content) }),
        None => Content::Text(String::from_utf8_lossy(content).into_owned()),
    };
    Some((quoted(" name=\"")?, content))
}

fn split<'a>(mut rest: &'a [u8], by: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut over = false;
    std::iter::from_fn(move || {
        if over {
            return None;
        }
        let Some(at) = find(rest, by) else {
            over = true;
            return Some(rest);
        };
        let part = &rest[..at];
        rest = &rest[at + by.len()..];
        Some(part)
    })
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
