//! Whether a document can be read at all: for the tests of whoever writes one.

/// Whether each tag is closed in its turn, each attribute quoted, and nothing left that should have been escaped.
///
/// # Errors
/// What is wrong, with the text around it.
pub fn well_formed(document: &str) -> Result<(), String> {
    let (mut open, mut rest) = (Vec::new(), document);
    while let Some(at) = rest.find('<') {
        words(&rest[..at])?;
        let end = rest[at..].find('>').ok_or_else(|| format!("never closed: {}", near(&rest[at..])))? + at;
        let tag = &rest[at + 1..end];
        rest = &rest[end + 1..];
        if tag.starts_with('!') {
            continue;
        }
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(last) if last == name => continue,
                last => return Err(format!("</{name}> closes {last:?}")),
            }
        }
        let (inside, alone) = tag.strip_suffix('/').map_or((tag, false), |inside| (inside, true));
        let (name, attributes) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
        quoted(attributes).ok_or_else(|| format!("attributes: {}", near(tag)))?;
        if !alone {
            open.push(name);
        }
        // What it holds is not of this language.
        if name == "style" {
            rest = &rest[rest.find("</style>").ok_or("a style without an end")?..];
        }
    }
    words(rest)?;
    if open.is_empty() { Ok(()) } else { Err(format!("left open: {open:?}")) }
}

/// Between tags, `&` begins an entity and `>` does not occur.
fn words(text: &str) -> Result<(), String> {
    let entity = |after: &str| after.split_once(';').is_some_and(|(name, _)| name.len() < 8 && !name.contains(' '));
    let bare = text.match_indices('&').any(|(at, _)| !entity(&text[at + 1..]));
    if bare || text.contains('>') { Err(format!("not escaped: {}", near(text))) } else { Ok(()) }
}

/// `name="value"`, again and again.
fn quoted(mut attributes: &str) -> Option<()> {
    while !attributes.trim().is_empty() {
        let (name, rest) = attributes.split_once("=\"")?;
        let (value, rest) = rest.split_once('"')?;
        if name.trim().contains(|c: char| c.is_whitespace() || c == '"') || value.contains('<') {
            return None;
        }
        attributes = rest;
    }
    Some(())
}

fn near(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::well_formed;

    #[test]
    fn what_is_right_passes() {
        for text in ["", "a &amp; b", "<!doctype html><p class=\"a b\">c<br/></p>", "<style>a > b{}</style>"] {
            assert_eq!(well_formed(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_found() {
        for text in ["<p>", "<p></b>", "</p>", "<p a=b></p>", "a & b", "a > b", "<p", "<p a=\"<\"></p>", "<style>"] {
            assert!(well_formed(text).is_err(), "{text}");
        }
    }
}
