//! Typed access to a pack's tensors.

use safetensors::Dtype;
use safetensors::tensor::Metadata;

use crate::error::{Error, ErrorKind, Result};

/// A number that is stored little-endian.
pub(super) trait Scalar: Copy {
    const DTYPE: Dtype;
    const SIZE: usize;
    fn read(bytes: &[u8]) -> Self;
    #[cfg(feature = "train")]
    fn write(self, out: &mut Vec<u8>);
}

macro_rules! scalar {
    ($($kind:ty => $dtype:ident),*) => {$(
        impl Scalar for $kind {
            const DTYPE: Dtype = Dtype::$dtype;
            const SIZE: usize = size_of::<$kind>();
            fn read(bytes: &[u8]) -> Self {
                let mut own = [0; size_of::<$kind>()];
                own.copy_from_slice(bytes);
                <$kind>::from_le_bytes(own)
            }
            #[cfg(feature = "train")]
            fn write(self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }
    )*};
}

scalar!(u8 => U8, u16 => U16, u32 => U32, u64 => U64, i32 => I32, f32 => F32, f64 => F64);

/// A pack's tensors, looked up by name.
pub(super) struct Tensors<'a> {
    pub(super) header: &'a Metadata,
    /// As long as the header says.
    pub(super) data: &'a [u8],
}

impl Tensors<'_> {
    /// The one-dimensional tensor `name`, copied out.
    pub(super) fn get<T: Scalar>(&self, name: &str) -> Result<Vec<T>> {
        Ok(self.bytes(name, T::DTYPE)?.chunks_exact(T::SIZE).map(T::read).collect())
    }

    /// The bytes of the one-dimensional tensor `name`.
    fn bytes(&self, name: &str, dtype: Dtype) -> Result<&[u8]> {
        let missing = || Error::new(ErrorKind::Pack, "missing tensor", name, dtype.to_string(), "none");
        let info = self.header.info(name).ok_or_else(missing)?;
        if info.dtype != dtype || info.shape.len() != 1 {
            let found = format!("{} of {} dimensions", info.dtype, info.shape.len());
            return Err(Error::new(ErrorKind::Pack, "tensor of another type", name, format!("{dtype} of 1 dimension"), found));
        }
        Ok(&self.data[info.data_offsets.0..info.data_offsets.1])
    }

    /// The tensor `name` with exactly `length` elements.
    pub(super) fn get_exact<T: Scalar>(&self, name: &str, length: usize) -> Result<Vec<T>> {
        let values = self.get(name)?;
        expect(values.len() == length, "tensor of another length", name, || (length.to_string(), values.len().to_string()))?;
        Ok(values)
    }

    /// The tensor `name` of `parts + 1` offsets into something of `total` elements: from 0, never falling, to `total`.
    pub(super) fn offsets(&self, name: &str, parts: usize, total: usize) -> Result<Vec<usize>> {
        let offsets: Vec<usize> = self.get_exact::<u32>(name, parts + 1)?.into_iter().map(|o| o as usize).collect();
        let sound = offsets.first() == Some(&0) && offsets.last() == Some(&total) && offsets.windows(2).all(|w| w[0] <= w[1]);
        expect(sound, "broken offsets", name, || (format!("0 rising to {total}"), "others".to_owned()))?;
        Ok(offsets)
    }
}

/// An error of kind `pack` unless `sound`.
pub(super) fn expect(sound: bool, what: &'static str, place: &str, words: impl FnOnce() -> (String, String)) -> Result<()> {
    if sound {
        return Ok(());
    }
    let (expected, found) = words();
    Err(Error::new(ErrorKind::Pack, what, place, expected, found))
}
