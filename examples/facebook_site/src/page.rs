//! The page that visitors see. What guests wrote is text to it, whatever it looks like.

use std::fmt::Write;

use axum::Router;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName};
use axum::response::Html;
use axum::routing::get;

use crate::guest_book::{Entry, GuestBook};

pub(crate) fn router(book: GuestBook) -> Router {
    Router::new().route("/", get(read)).with_state(book)
}

async fn read(State(book): State<GuestBook>) -> ([(HeaderName, &'static str); 1], Html<String>) {
    ([(CONTENT_SECURITY_POLICY, POLICY)], Html(html(&book.read())))
}

/// Should anything slip through the escaping, it runs nothing and fetches nothing.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'";

const HEAD: &str = r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="5">
<title>Guest book</title>
<style>
  body { font: 1.1rem/1.5 Georgia, serif; max-width: 36rem; margin: 3rem auto; padding: 0 1rem; }
  li { margin: 1rem 0; } small { display: block; color: #666; }
</style>
<h1>Guest book</h1>
<p>Write to our page in Messenger, and it stands here.</p>
<ul>
"#;

fn html(entries: &[Entry]) -> String {
    let mut page = HEAD.to_owned();
    for Entry { number, at, guest, text, .. } in entries {
        let (text, guest, at) = (escape(text), escape(guest), httpdate::fmt_http_date(*at));
        // Writing to a string cannot fail.
        let _ = writeln!(page, "<li value=\"{number}\">{text} <small>{guest}, {at}</small></li>");
    }
    page + "</ul>\n</html>\n"
}

/// For use between tags, and between quotes.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guest_book::tests::entry;

    #[test]
    fn what_guests_write_is_shown_and_never_obeyed() {
        let page = html(&[entry("a", r#"<script>alert("Grüße & 'more'")</script>"#)]);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;script&gt;alert(&quot;Grüße &amp; &#39;more&#39;&quot;)&lt;/script&gt;"), "{page}");
    }
}
