//! Charts as SVG, for what this repository measures of itself: the page of `compare` and the curves of `bench`.
//!
//! A drawing names *inks*, not colours: what an ink looks like by day and by night is said once, in [`STYLE`]. It is made
//! for a width, and not scaled to one: a page that is read on a telephone holds a second drawing, so that words keep their
//! size.

mod axis;
mod chart;
mod ink;
mod number;
mod svg;
mod well_formed;

pub use self::axis::{Axis, Scale};
pub use self::chart::{Chart, Line};
pub use self::ink::{Ink, STYLE};
pub use self::number::number;
pub use self::svg::{Anchor, Point, Svg, escaped};
pub use self::well_formed::well_formed;
