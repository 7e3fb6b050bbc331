//! Descriptions that scoring does not need.
//!
//! The command line reads cards, catalogues and golden examples as Rust types, so that loading checks their shape. What a page only hands on
//! to JavaScript stays JSON there, checked to be well-formed, and the code that would read and write it is not linked: everything in
//! the scorer alone, a fifth of its size, and the golden examples in the console, which reads the rest and keeps the text beside it.

/// A description, read.
#[cfg(feature = "train")]
pub type Described<T> = T;
/// A description that only the command line reads.
#[cfg(feature = "train")]
pub type Kept<T> = T;

#[cfg(all(feature = "console", not(feature = "train")))]
pub use both::Described;
#[cfg(not(feature = "train"))]
pub use raw::Kept;
/// Without a console nothing is read.
#[cfg(not(any(feature = "train", feature = "console")))]
pub use raw::Kept as Described;

#[cfg(not(feature = "train"))]
mod raw {
    use std::marker::PhantomData;

    /// A description of shape `T`, kept as JSON.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct Kept<T>(String, PhantomData<T>);

    impl<T> Kept<T> {
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

#[cfg(all(feature = "console", not(feature = "train")))]
mod both {
    use std::ops::Deref;

    /// A description with the JSON that it was read from.
    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct Described<T> {
        value: T,
        json: String,
    }

    impl<T> Described<T> {
        /// A description and its text.
        pub(crate) fn new(value: T, json: &str) -> Self {
            Self { value, json: json.to_owned() }
        }

        /// The JSON text.
        #[must_use]
        pub fn json(&self) -> &str {
            &self.json
        }
    }

    impl<T> Deref for Described<T> {
        type Target = T;

        fn deref(&self) -> &T {
            &self.value
        }
    }
}
