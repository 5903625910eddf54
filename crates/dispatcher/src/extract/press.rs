//! What the button that was pressed holds, as values.

use pollhook_core::{Captures, Context, ExtractError, FromContext};
use serde::de::value::MapDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, SeqAccess, Visitor};

use super::words::{Word, WrongWords};

/// What the pattern of a route captured: for `press("buy:{item}:{pieces}")` a struct with the fields `item` and `pieces`,
/// a tuple of two, or for a pattern with one name just that value. Where the route has no pattern, the whole of what was
/// put into the button.
///
/// ```
/// use pollhook_dispatcher::{App, Press, any_press, press};
/// use serde::Deserialize;
///
/// #[derive(Deserialize)]
/// struct Order {
///     item: String,
///     pieces: u32,
/// }
///
/// async fn order(Press(Order { item, pieces }): Press<Order>) {}
/// async fn page(Press(number): Press<u32>) {}
/// async fn any(Press(data): Press<String>) {}
///
/// let app = App::new()
///     .on(press("order:{item}:{pieces}"), order)
///     .on(press("page:{number}"), page)
///     .on(any_press(), any);
/// # let _ = app;
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Press<T>(pub T);

impl<S, T: DeserializeOwned> FromContext<S> for Press<T> {
    fn from_context(cx: &Context, _state: &S) -> Result<Self, ExtractError> {
        let wrong =
            |error| ExtractError::because(format!("the button holds no `{}`", std::any::type_name::<T>()), error);
        if let Some(captures) = cx.captures() {
            return T::deserialize(Captured(captures)).map(Self).map_err(wrong);
        }
        let press = cx.message().and_then(|message| message.press.as_ref());
        let press = press.ok_or_else(|| ExtractError::new("this event is no press of a button"))?;
        T::deserialize(Word(&press.data)).map(Self).map_err(wrong)
    }
}

/// Values with names, in an order.
#[derive(Clone, Copy)]
struct Captured<'c>(&'c Captures);

impl<'c> Captured<'c> {
    fn words(self) -> impl Iterator<Item = (&'c str, Word<'c>)> {
        self.0.iter().map(|(name, value)| (name, Word(value)))
    }

    /// The value of a pattern with one name.
    fn only(self) -> Result<Word<'c>, WrongWords> {
        let mut words = self.words();
        match (words.next(), words.next()) {
            (Some((_, word)), None) => Ok(word),
            _ => Err(WrongWords("There are several values, and one is asked for.".to_owned())),
        }
    }
}

macro_rules! of_the_only_one {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'c>>(self, visitor: V) -> Result<V::Value, WrongWords> {
            self.only()?.$method(visitor)
        })*
    };
}

impl<'c> Deserializer<'c> for Captured<'c> {
    type Error = WrongWords;

    of_the_only_one! {
        deserialize_any deserialize_bool deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 deserialize_i128
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 deserialize_u128 deserialize_f32 deserialize_f64
        deserialize_char deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_identifier deserialize_ignored_any
    }

    fn deserialize_map<V: Visitor<'c>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_map(MapDeserializer::new(self.words()))
    }

    fn deserialize_struct<V: Visitor<'c>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'c>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_seq(InOrder(self.words()))
    }

    fn deserialize_tuple<V: Visitor<'c>>(self, _: usize, visitor: V) -> Result<V::Value, WrongWords> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'c>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_unit_struct<V: Visitor<'c>>(self, _: &'static str, visitor: V) -> Result<V::Value, WrongWords> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'c>>(self, _: &'static str, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'c>>(self, visitor: V) -> Result<V::Value, WrongWords> {
        visitor.visit_some(self)
    }

    fn deserialize_enum<V: Visitor<'c>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, WrongWords> {
        self.only()?.deserialize_enum(name, variants, visitor)
    }
}

impl<'w> IntoDeserializer<'w, WrongWords> for Word<'w> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// The values without their names.
struct InOrder<I>(I);

impl<'c, I: Iterator<Item = (&'c str, Word<'c>)>> SeqAccess<'c> for InOrder<I> {
    type Error = WrongWords;

    fn next_element_seed<S: DeserializeSeed<'c>>(&mut self, seed: S) -> Result<Option<S::Value>, WrongWords> {
        self.0.next().map(|(_, word)| seed.deserialize(word)).transpose()
    }
}
