//! JSON as its grammar has it (RFC 8259), and where in the text each value stands.
//!
//! The second opinion on every parser here: it shares no line with serde_json, keeps names that occur twice, and knows no
//! limit of depth but its own stack. A text that it takes for JSON and serde_json does not, or the other way round, is a
//! find.

/// Deeper than any document that is looked into.
const DEEPEST: usize = 500;

/// A value, and how it is written.
#[derive(Debug)]
pub struct Node<'t> {
    /// Its text, without space around it.
    pub raw: &'t str,
    /// What it is.
    pub is: Is<'t>,
}

/// The sorts of values.
#[derive(Debug)]
pub enum Is<'t> {
    /// `null`, `true` or `false`.
    Word,
    /// A number, in its own digits.
    Number,
    /// A text; `None` when it escapes half of a surrogate pair, which is grammatical and means nothing.
    Text(Option<String>),
    /// A list.
    List(Vec<Node<'t>>),
    /// An object, its names in the order in which they stand there, the doubled ones too.
    Object(Vec<(Option<String>, Node<'t>)>),
}

/// Reads a text that is one value; `None` when it is not, or is deeper than anybody looks.
#[must_use]
pub fn read(text: &str) -> Option<Node<'_>> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.space();
    let node = reader.value()?;
    reader.space();
    (reader.at == text.len()).then_some(node)
}

impl<'t> Node<'t> {
    /// Its items, if it is a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Node<'t>]> {
        match &self.is {
            Is::List(items) => Some(items),
            _ => None,
        }
    }

    /// Its fields, if it is an object whose names all mean something.
    #[must_use]
    pub fn fields(&self) -> Option<Vec<(&str, &Node<'t>)>> {
        let Is::Object(fields) = &self.is else { return None };
        fields.iter().map(|(name, node)| Some((name.as_deref()?, node))).collect()
    }

    /// What stands under a name, the last where there are several.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Node<'t>> {
        let Is::Object(fields) = &self.is else { return None };
        fields.iter().rev().find(|(known, _)| known.as_deref() == Some(name)).map(|(_, node)| node)
    }

    /// What stands under a name, unless that is `null`.
    #[must_use]
    pub fn some(&self, name: &str) -> Option<&Node<'t>> {
        self.get(name).filter(|node| !node.is_null())
    }

    /// Whether one of its names occurs twice.
    #[must_use]
    pub fn repeats_itself(&self) -> bool {
        let Is::Object(fields) = &self.is else { return false };
        fields.iter().enumerate().any(|(at, (name, _))| fields[..at].iter().any(|(earlier, _)| earlier == name))
    }

    /// Whether this is `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        self.raw == "null"
    }

    /// Its text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.is {
            Is::Text(text) => text.as_deref(),
            _ => None,
        }
    }

    /// Its value as a whole number of some width. What has a fraction or an exponent is none, nor is `-0`.
    #[must_use]
    pub fn whole<N: std::str::FromStr>(&self) -> Option<N> {
        let plain = matches!(self.is, Is::Number) && self.raw != "-0" && !self.raw.contains(['.', 'e', 'E']);
        plain.then(|| self.raw.parse().ok())?
    }

    /// How many levels it has.
    #[must_use]
    pub fn depth(&self) -> usize {
        let below = match &self.is {
            Is::List(items) => items.iter().map(Self::depth).max(),
            Is::Object(fields) => fields.iter().map(|(_, node)| node.depth()).max(),
            _ => return 0,
        };
        1 + below.unwrap_or(0)
    }

    /// Whether it means the same: as serde_json's tree has it, the order of names apart.
    #[must_use]
    pub fn means(&self, other: &Self) -> bool {
        match (&self.is, &other.is) {
            (Is::List(one), Is::List(two)) => one.len() == two.len() && one.iter().zip(two).all(|(a, b)| a.means(b)),
            (Is::Object(one), Is::Object(two)) => {
                let within = |a: &[(Option<String>, Node<'_>)], b: &Node<'_>| {
                    a.iter().all(|(name, _)| name.as_ref().is_none_or(|name| b.get(name).is_some()))
                };
                let same = |name: &Option<String>| {
                    name.as_ref().is_none_or(|name| match (self.get(name), other.get(name)) {
                        (Some(a), Some(b)) => a.means(b),
                        _ => false,
                    })
                };
                within(two, self) && one.iter().all(|(name, _)| same(name))
            }
            (Is::Text(one), Is::Text(two)) => one == two,
            _ => self.raw == other.raw,
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl<'t> Reader<'t> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, wanted: u8) -> Option<()> {
        (self.peek()? == wanted).then(|| self.at += 1)
    }

    fn space(&mut self) {
        self.run(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
    }

    fn run(&mut self, of: impl Fn(u8) -> bool) -> usize {
        let from = self.at;
        while self.peek().is_some_and(&of) {
            self.at += 1;
        }
        self.at - from
    }

    fn value(&mut self) -> Option<Node<'t>> {
        let from = self.at;
        self.depth += 1;
        let is = match self.peek()? {
            _ if self.depth > DEEPEST => return None,
            b'{' => self.object()?,
            b'[' => self.list()?,
            b'"' => Is::Text(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            _ => self.word()?,
        };
        self.depth -= 1;
        Some(Node { raw: &self.text[from..self.at], is })
    }

    fn object(&mut self) -> Option<Is<'t>> {
        let fields = self.between(b'{', b'}', |reader| {
            let name = reader.string()?;
            reader.space();
            reader.take(b':')?;
            reader.space();
            Some((name, reader.value()?))
        })?;
        Some(Is::Object(fields))
    }

    fn list(&mut self) -> Option<Is<'t>> {
        Some(Is::List(self.between(b'[', b']', Self::value)?))
    }

    fn between<T>(&mut self, open: u8, close: u8, item: impl Fn(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        self.take(open)?;
        self.space();
        let mut items = Vec::new();
        if self.take(close).is_some() {
            return Some(items);
        }
        loop {
            items.push(item(self)?);
            self.space();
            if self.take(close).is_some() {
                return Some(items);
            }
            self.take(b',')?;
            self.space();
        }
    }

    fn word(&mut self) -> Option<Is<'t>> {
        let rest = &self.text[self.at..];
        let word = ["null", "true", "false"].into_iter().find(|word| rest.starts_with(word))?;
        self.at += word.len();
        Some(Is::Word)
    }

    fn number(&mut self) -> Option<Is<'t>> {
        let _ = self.take(b'-');
        if self.take(b'0').is_none() && self.digits() == 0 {
            return None;
        }
        if self.take(b'.').is_some() && self.digits() == 0 {
            return None;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'+').or_else(|| self.take(b'-'));
            if self.digits() == 0 {
                return None;
            }
        }
        Some(Is::Number)
    }

    fn digits(&mut self) -> usize {
        self.run(|byte| byte.is_ascii_digit())
    }

    /// A string; what it means is the inner `Option`.
    fn string(&mut self) -> Option<Option<String>> {
        self.take(b'"')?;
        let mut units: Vec<u16> = Vec::new();
        loop {
            let letter = self.text[self.at..].chars().next()?;
            self.at += letter.len_utf8();
            match letter {
                '"' => return Some(String::from_utf16(&units).ok()),
                '\\' => units.push(self.escape()?),
                '\0'..='\u{1f}' => return None,
                letter => units.extend_from_slice(letter.encode_utf16(&mut [0; 2])),
            }
        }
    }

    fn escape(&mut self) -> Option<u16> {
        let sort = self.peek()?;
        self.at += 1;
        let plain = match sort {
            b'"' | b'\\' | b'/' => sort,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                let hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
                return hex.then(|| u16::from_str_radix(digits, 16).ok())?;
            }
            _ => return None,
        };
        Some(plain.into())
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn it_agrees_with_the_parser_that_it_judges() {
        let texts = [
            "{}",
            " [1, -2.5e+3 ,null]\n",
            "[01]",
            "[1.]",
            "[.5]",
            "[-]",
            "[1e]",
            "\"a\\u00e4\\n\"",
            "\"\\x\"",
            "\"\n\"",
            "{\"a\":1,}",
            "{\"a\" : [true,false]}",
            "{a:1}",
            "[1 2]",
            "nul",
            "",
            "[]]",
            "\"\\u12\"",
            "-0",
            "[-0.0e-1]",
        ];
        for text in texts {
            let judged = serde_json::from_str::<serde_json::Value>(text).is_ok();
            assert_eq!(read(text).is_some(), judged, "{text}");
        }
    }

    #[test]
    fn a_value_stands_where_it_was_written() {
        let node = read(" {\"a\" : [ 1 , {\"b\":\"\\u0061\"} ], \"a\":2} ").unwrap();
        assert!(node.repeats_itself());
        assert_eq!(node.get("a").and_then(|two| two.whole::<u8>()), Some(2));
        let fields = node.fields().unwrap();
        let list = fields[0].1.list().unwrap();
        assert_eq!((list[0].raw, list[1].raw), ("1", "{\"b\":\"\\u0061\"}"));
        assert_eq!(list[1].get("b").and_then(|text| text.text()), Some("a"));
        assert!(read("{\"a\":1,\"b\":\"\\u0061\"}").unwrap().means(&read("{\"b\":\"a\",\"a\":1}").unwrap()));
        assert!(!read("{\"a\":1}").unwrap().means(&read("{\"a\":1,\"b\":2}").unwrap()));
    }
}
