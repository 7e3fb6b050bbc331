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

    use serde::{Deserialize, Deserializer};
    use serde_json::value::RawValue;

    /// A description of shape `T`, kept as JSON.
    #[derive(Debug, Clone)]
    pub struct Described<T>(Box<RawValue>, PhantomData<T>);

    impl<T> Described<T> {
        /// The JSON text.
        #[must_use]
        pub fn json(&self) -> &str {
            self.0.get()
        }
    }

    impl<T> PartialEq for Described<T> {
        fn eq(&self, other: &Self) -> bool {
            self.json() == other.json()
        }
    }

    impl<'de, T> Deserialize<'de> for Described<T> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            Ok(Self(Box::deserialize(deserializer)?, PhantomData))
        }
    }
}
