//! Typed access to a pack's tensors.

use crate::error::{Error, ErrorKind, Result, quote};

use super::header::unreadable;
use super::json::Json;

/// A number that is stored little-endian.
pub(super) trait Scalar: Copy {
    const DTYPE: &'static str;
    const SIZE: usize;
    fn read(bytes: &[u8]) -> Self;
    #[cfg(feature = "train")]
    fn write(self, out: &mut Vec<u8>);
}

macro_rules! scalar {
    ($($kind:ty => $dtype:ident),*) => {$(
        impl Scalar for $kind {
            const DTYPE: &'static str = stringify!($dtype);
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

scalar!(u8 => U8, i8 => I8, u16 => U16, u32 => U32, u64 => U64, i32 => I32, f32 => F32, f64 => F64);

/// Most tensors of a pack.
const MOST_TENSORS: usize = 1 << 14;

/// Bytes an element of each type that a pack may hold.
const SIZES: [(&str, usize); 8] = [("U8", 1), ("I8", 1), ("U16", 2), ("U32", 4), ("U64", 8), ("I32", 4), ("F32", 4), ("F64", 8)];

/// A pack's tensors, looked up by name.
pub(super) struct Tensors<'a> {
    described: Vec<(String, Json<'a>)>,
    data: &'a [u8],
    /// Those of `described` that were read beforehand, in the same order: all or none.
    read: Vec<Tensor<'a>>,
}

#[derive(Clone, Copy)]
struct Tensor<'a> {
    dtype: &'static str,
    dimensions: usize,
    /// Where its data begin and end, in one number, because the page sorts such numbers anyway.
    place: u64,
    data: &'a [u8],
}

impl<'a> Tensors<'a> {
    /// The tensors that the header describes, by name, in `data`. What the header says of each is read when it is asked for.
    ///
    /// # Errors
    /// `pack` when they are too many.
    pub(super) fn new(described: Vec<(String, Json<'a>)>, data: &'a [u8]) -> Result<Self> {
        if described.len() > MOST_TENSORS {
            return Err(unreadable(format!("{} tensors where {MOST_TENSORS} are the most", described.len())));
        }
        Ok(Self { described, data, read: Vec::new() })
    }

    /// All of them read: each as long as its shape says, end to end, filling all of the data.
    ///
    /// # Errors
    /// `pack` when they are not.
    pub(super) fn whole(mut self) -> Result<Self> {
        self.read = self.described.iter().map(|(name, entry)| self.tensor(name, *entry)).collect::<Result<_>>()?;
        let mut places: Vec<u64> = self.read.iter().map(|tensor| tensor.place).collect();
        places.sort_unstable();
        let filled = places.iter().try_fold(0, |filled, place| (place >> 32 == filled).then_some(place & 0xffff_ffff));
        if filled == Some(self.data.len() as u64) { Ok(self) } else { Err(unreadable("tensors that overlap or leave a hole")) }
    }

    fn tensor(&self, name: &str, entry: Json<'a>) -> Result<Tensor<'a>> {
        let entry = entry.object()?;
        entry.only(&["dtype", "shape", "data_offsets"])?;
        let broken = |found: &str| unreadable(format!("tensor {} {found}", quote(name)));
        let whole = |list: &'static str| entry.get(list).list()?.into_iter().map(Json::whole).collect::<Result<Vec<u32>>>();
        let (stated, shape, offsets) = (entry.get("dtype").text()?, whole("shape")?, whole("data_offsets")?);
        let known = SIZES.iter().find(|(known, _)| *known == stated);
        let &(dtype, size) = known.ok_or_else(|| broken("of an unknown type"))?;
        let length = shape.iter().try_fold(size, |length, &dimension| length.checked_mul(dimension as usize));
        let [start, end] = offsets[..] else { return Err(broken("without two offsets")) };
        let data = self.data.get(start as usize..end as usize).ok_or_else(|| broken("outside of it"))?;
        if length != Some(data.len()) {
            return Err(broken("of another length than its shape's"));
        }
        Ok(Tensor { dtype, dimensions: shape.len(), place: u64::from(start) << 32 | u64::from(end), data })
    }

    /// Whether there is a tensor of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.described.iter().position(|(known, _)| known == name)
    }

    /// The one-dimensional tensor `name`, copied out.
    #[inline(never)]
    pub(super) fn get<T: Scalar>(&self, name: &str) -> Result<Vec<T>> {
        Ok(self.bytes(name, T::DTYPE)?.chunks_exact(T::SIZE).map(T::read).collect())
    }

    /// The bytes of the one-dimensional tensor `name`.
    fn bytes(&self, name: &str, dtype: &str) -> Result<&'a [u8]> {
        let missing = || Error::new(ErrorKind::Pack, "missing tensor", name, dtype, "none");
        let position = self.find(name).ok_or_else(missing)?;
        let tensor = match self.read.get(position) {
            Some(tensor) => *tensor,
            None => self.tensor(name, self.described[position].1)?,
        };
        if tensor.dtype != dtype || tensor.dimensions != 1 {
            let found = format!("{} of {} dimensions", tensor.dtype, tensor.dimensions);
            return Err(Error::new(ErrorKind::Pack, "tensor of another type", name, format!("{dtype} of 1 dimension"), found));
        }
        Ok(tensor.data)
    }

    /// The tensor `name` with exactly `length` elements.
    #[inline(never)]
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

/// What a tensor of a part is called.
#[inline(never)]
pub(super) fn join(prefix: &str, rest: &str) -> String {
    [prefix, rest].join(".")
}

/// An error of kind `pack` unless `sound`.
pub(super) fn expect(sound: bool, what: &'static str, place: &str, words: impl FnOnce() -> (String, String)) -> Result<()> {
    if sound {
        return Ok(());
    }
    let (expected, found) = words();
    Err(Error::new(ErrorKind::Pack, what, place, expected, found))
}
