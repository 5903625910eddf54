//! What is measured, and what it may come to.

/// One figure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Figure {
    pub(crate) name: &'static str,
    pub(crate) unit: &'static str,
    /// What may not be exceeded: of the ratio where there is a baseline, else of the value.
    pub(crate) limit: Option<f64>,
    /// There is a bare loop to compare with.
    pub(crate) compared: bool,
}

/// A figure that is judged by its ratio to the bare loop's.
pub(crate) const fn ratio(name: &'static str, unit: &'static str, limit: f64) -> Figure {
    Figure { name, unit, limit: Some(limit), compared: true }
}

/// A figure that is judged by itself.
pub(crate) const fn value(name: &'static str, unit: &'static str, limit: f64) -> Figure {
    Figure { name, unit, limit: Some(limit), compared: false }
}

/// A figure that is printed, and not judged.
pub(crate) const fn shown(name: &'static str, unit: &'static str) -> Figure {
    Figure { name, unit, limit: None, compared: false }
}
