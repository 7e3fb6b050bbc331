//! Descriptions that scoring does not need.
//!
//! The command line and the console read cards, catalogues and golden examples as Rust types, so that loading checks their shape.
//! The scorer alone only hands them on to JavaScript: there they stay JSON, checked to be well-formed, and the code that would
//! read them, a fifth of the scorer's size, is not linked.

#[cfg(not(any(feature = "train", feature = "console")))]
pub use raw::Described;

/// A description, read.
#[cfg(any(feature = "train", feature = "console"))]
pub type Described<T> = T;

#[cfg(not(any(feature = "train", feature = "console")))]
mod raw {
    use std::marker::PhantomData;

    /// A description of shape `T`, kept as JSON.
    #[derive(Debug, Clone, PartialEq)]
    pub struct Described<T>(String, PhantomData<T>);

    impl<T> Described<T> {
        /// A description that is well-formed.
        pub(crate) fn new(json: &str) -> Self {
            Self(json.to_owned(), PhantomData)
        }

        /// The JSON text.
        #[must_use]
        pub fn json(&self) -> &str {
            &self.0
        }
    }
}
