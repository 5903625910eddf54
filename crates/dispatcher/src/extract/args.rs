//! What somebody typed after a command, as values; and what he is told where it is something else.

use std::cell::Cell;

use pollhook_core::{Command, Context, ExtractError, FromContext};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::words::{Word, WrongWords};

/// The arguments of a command: of `/remind 10 buy milk` a struct with the fields `minutes` and `what`, a tuple of two, or
/// one value for all of it. Words go to fields in their order, and the last field takes the rest of the line.
///
/// ```
/// use pollhook_dispatcher::{App, Args, command};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Remind {
///     minutes: u32,
///     what: String,
/// }
///
/// async fn remind(Args(Remind { minutes, what }): Args<Remind>) {}
///
/// let app = App::new().on(command("remind"), remind);
/// # let _ = app;
/// ```
///
/// Whoever writes `/remind soon` is told: *“soon” is not a whole number from 0 on. Write it like this: /remind \<minutes\>
/// \<what\>*, and the handler is not called. To say it in words of your own, ask for `Result<Args<_>, ExtractError>`. An
/// `Option` as a field is `None` where nothing is left.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Args<T>(pub T);

impl<S, T: DeserializeOwned> FromContext<S> for Args<T> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let command = cx.message().and_then(|message| message.command.as_ref());
        let command = command.ok_or_else(|| ExtractError::new("this message begins with no command"))?;
        let fields = Cell::new(&[][..]);
        let given = Given { words: command.args.trim(), fields: &fields };
        T::deserialize(given).map(Self).map_err(|wrong| told(command, &wrong, fields.get()))
    }
}

/// What is wrong, and how it is written.
fn told(command: &Command, wrong: &WrongWords, fields: &[&str]) -> ExtractError {
    if fields.is_empty() {
        return ExtractError::told(wrong.to_string());
    }
    let fields: String = fields.iter().map(|field| format!(" <{field}>")).collect();
    ExtractError::told(format!("{wrong}\nWrite it like this: /{}{fields}", command.name))
}

/// All that was typed after a command.
#[derive(Clone, Copy)]
struct Given<'w> {
    words: &'w str,
    /// The names of the fields, once somebody has asked for some.
    fields: &'w Cell<&'static [&'static str]>,
}

impl<'w> Given<'w> {
    /// As one value.
    fn whole(self) -> Result<Word<'w>, WrongWords> {
        if self.words.is_empty() { Err(WrongWords::missing(None)) } else { Ok(Word(self.words)) }
    }

    fn in_order(self, fields: usize) -> InOrder<'w> {
        InOrder { rest: self.words, fields }
    }
}

macro_rules! of_the_whole {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
            self.whole()?.$method(visitor)
        })*
    };
}

impl<'w> Deserializer<'w> for Given<'w> {
    type Error = WrongWords;

    of_the_whole! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_map
        deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_option<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        if self.words.is_empty() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Nothing may follow.
    fn deserialize_unit<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        if self.words.is_empty() {
            visitor.visit_unit()
        } else {
            Err(WrongWords(format!("“{}” is too much.", self.words)))
        }
    }

    fn deserialize_unit_struct<V: Visitor<'w>>(self, _: &'static str, visitor: V) -> Result<V::Value, WrongWords> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'w>>(self, _: &'static str, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_newtype_struct(self)
    }

    /// A list takes as many words as there are.
    fn deserialize_seq<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        Word(self.words).deserialize_seq(visitor)
    }

    fn deserialize_tuple<V: Visitor<'w>>(self, fields: usize, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_seq(self.in_order(fields))
    }

    fn deserialize_tuple_struct<V: Visitor<'w>>(
        self,
        _: &'static str,
        fields: usize,
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.deserialize_tuple(fields, visitor)
    }

    fn deserialize_struct<V: Visitor<'w>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.fields.set(fields);
        visitor.visit_map(Named { words: self.in_order(fields.len()), fields: fields.iter(), value: "" })
    }

    fn deserialize_enum<V: Visitor<'w>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.whole()?.deserialize_enum(name, variants, visitor)
    }
}

/// Words for so many fields: the last takes what is left.
struct InOrder<'w> {
    rest: &'w str,
    fields: usize,
}

impl<'w> InOrder<'w> {
    /// The next one's; `None` when nothing is left for it.
    fn take(&mut self) -> Option<&'w str> {
        self.fields = self.fields.saturating_sub(1);
        let (word, rest) = match self.rest.split_once(char::is_whitespace) {
            Some((word, rest)) if self.fields > 0 => (word, rest.trim_start()),
            _ => (self.rest, ""),
        };
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }
}

impl<'w> SeqAccess<'w> for InOrder<'w> {
    type Error = WrongWords;

    fn next_element_seed<S: DeserializeSeed<'w>>(&mut self, seed: S) -> Result<Option<S::Value>, WrongWords> {
        if self.fields == 0 {
            return Ok(None);
        }
        match self.take() {
            Some(word) => seed.deserialize(Word(word)).map(Some),
            None => seed.deserialize(Absent).map(Some),
        }
    }
}

/// Words under the names of the fields.
struct Named<'w> {
    words: InOrder<'w>,
    fields: std::slice::Iter<'static, &'static str>,
    value: &'w str,
}

impl<'w> MapAccess<'w> for Named<'w> {
    type Error = WrongWords;

    /// A field for which nothing is left is not there: serde knows what that means for it.
    fn next_key_seed<S: DeserializeSeed<'w>>(&mut self, seed: S) -> Result<Option<S::Value>, WrongWords> {
        let Some((field, value)) = self.fields.next().zip(self.words.take()) else { return Ok(None) };
        self.value = value;
        seed.deserialize(Word(field)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'w>>(&mut self, seed: S) -> Result<S::Value, WrongWords> {
        seed.deserialize(Word(self.value))
    }
}

/// In the place of a word that is missing.
struct Absent;

impl<'w> Deserializer<'w> for Absent {
    type Error = WrongWords;

    fn deserialize_any<V: Visitor<'w>>(self, _: V) -> Result<V::Value, WrongWords> {
        Err(WrongWords::missing(None))
    }

    fn deserialize_option<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_none()
    }

    /// The rest of nothing is no words.
    fn deserialize_seq<V: Visitor<'w>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        Word("").deserialize_seq(visitor)
    }

    serde::forward_to_deserialize_any! {
        <W: Visitor<'w>>
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct
        tuple tuple_struct map struct enum identifier ignored_any
    }
}
