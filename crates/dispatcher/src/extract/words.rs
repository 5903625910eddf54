//! Reading values out of words: what was captured of a button, what somebody typed after a command.
//!
//! One word becomes whatever is asked for: a number, a letter, a text, the name of a variant. Errors are written for the
//! person who typed it.

use std::fmt;

use serde::de::value::StrDeserializer;
use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, SeqAccess, VariantAccess, Visitor};

/// Why words are not what was asked for; shown to whoever typed them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct WrongWords(pub(super) String);

impl WrongWords {
    pub(super) fn missing(name: Option<&str>) -> Self {
        Self(name.map_or_else(|| "Something is missing.".to_owned(), |name| format!("<{name}> is missing.")))
    }

    fn not_a(word: &str, what: &str) -> Self {
        Self(format!("“{word}” is not {what}."))
    }
}

impl fmt::Display for WrongWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for WrongWords {}

impl de::Error for WrongWords {
    fn custom<T: fmt::Display>(text: T) -> Self {
        Self(format!("{text}."))
    }

    fn missing_field(name: &'static str) -> Self {
        Self::missing(Some(name))
    }

    fn unknown_variant(word: &str, expected: &'static [&'static str]) -> Self {
        Self(format!("“{word}” is none of these: {}.", expected.join(", ")))
    }
}

/// One word, or the rest of a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'w>(pub(super) &'w str);

macro_rules! numbers {
    ($($method:ident $visit:ident $number:ty: $what:literal,)*) => {
        $(fn $method<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
            let number: $number = self.0.parse().map_err(|_| WrongWords::not_a(self.0, $what))?;
            visitor.$visit(number)
        })*
    };
}

impl<'w> Deserializer<'w> for Word<'w> {
    type Error = WrongWords;

    numbers! {
        deserialize_i8 visit_i8 i8: "a whole number from -128 to 127",
        deserialize_i16 visit_i16 i16: "a whole number from -32768 to 32767",
        deserialize_i32 visit_i32 i32: "a whole number",
        deserialize_i64 visit_i64 i64: "a whole number",
        deserialize_i128 visit_i128 i128: "a whole number",
        deserialize_u8 visit_u8 u8: "a whole number from 0 to 255",
        deserialize_u16 visit_u16 u16: "a whole number from 0 to 65535",
        deserialize_u32 visit_u32 u32: "a whole number from 0 on",
        deserialize_u64 visit_u64 u64: "a whole number from 0 on",
        deserialize_u128 visit_u128 u128: "a whole number from 0 on",
        deserialize_f32 visit_f32 f32: "a number",
        deserialize_f64 visit_f64 f64: "a number",
    }

    fn deserialize_bool<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        match self.0.to_lowercase().as_str() {
            "true" | "yes" | "on" => visitor.visit_bool(true),
            "false" | "no" | "off" => visitor.visit_bool(false),
            _ => Err(WrongWords::not_a(self.0, "yes or no")),
        }
    }

    fn deserialize_char<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        let mut letters = self.0.chars();
        match (letters.next(), letters.next()) {
            (Some(letter), None) => visitor.visit_char(letter),
            _ => Err(WrongWords::not_a(self.0, "one letter")),
        }
    }

    fn deserialize_any<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_option<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'w>>(self, _: &'static str, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'w>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        visitor.visit_enum(self)
    }

    /// A rest that is to be a list is one of words.
    fn deserialize_seq<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_seq(EachWord(self.0.split_whitespace()))
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'w>>
        str string bytes byte_buf unit unit_struct tuple tuple_struct map struct identifier ignored_any
    }
}

/// A word names a variant.
impl<'w> EnumAccess<'w> for Word<'w> {
    type Error = WrongWords;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'w>>(self, seed: S) -> Result<(S::Value, Self), WrongWords> {
        Ok((seed.deserialize(StrDeserializer::new(self.0))?, self))
    }
}

impl<'w> VariantAccess<'w> for Word<'w> {
    type Error = WrongWords;

    fn unit_variant(self) -> Result<(), WrongWords> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'w>>(self, _: S) -> Result<S::Value, WrongWords> {
        Err(only_words())
    }

    fn tuple_variant<V: Visitor<'w>>(self, _: usize, _: V) -> Result<V::Value, WrongWords> {
        Err(only_words())
    }

    fn struct_variant<V: Visitor<'w>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, WrongWords> {
        Err(only_words())
    }
}

/// The author's doing, not the user's.
fn only_words() -> WrongWords {
    WrongWords("A word can be a variant only if that holds nothing.".to_owned())
}

struct EachWord<'w>(std::str::SplitWhitespace<'w>);

impl<'w> SeqAccess<'w> for EachWord<'w> {
    type Error = WrongWords;

    fn next_element_seed<S: DeserializeSeed<'w>>(&mut self, seed: S) -> Result<Option<S::Value>, WrongWords> {
        self.0.next().map(|word| seed.deserialize(Word(word))).transpose()
    }
}
