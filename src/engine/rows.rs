//! Many customers' values, column by column.

/// Many customers' values, field-major.
#[derive(Debug, Clone)]
pub struct Rows {
    /// By field; empty for fields that are not numbers.
    pub(super) numbers: Vec<Vec<f32>>,
    /// By field; empty for fields that are not categories.
    pub(super) categories: Vec<Categories>,
    pub(super) len: usize,
}

/// The categories of one field.
#[derive(Debug, Clone)]
pub(super) enum Categories {
    /// Each row's hash.
    Hashes(Vec<u64>),
    /// Each row's position in a dictionary of hashes.
    Codes { codes: Vec<u32>, dictionary: Vec<u64> },
}

impl Categories {
    #[inline(always)]
    pub(super) fn hash(&self, row: usize) -> u64 {
        match self {
            Self::Hashes(hashes) => hashes[row],
            Self::Codes { codes, dictionary } => dictionary[codes[row] as usize],
        }
    }

    /// Appends a row; a column of codes has none.
    pub(super) fn push(&mut self, hash: u64) {
        if let Self::Hashes(hashes) = self {
            hashes.push(hash);
        }
    }
}

impl Rows {
    /// No rows, of `fields` fields.
    #[must_use]
    pub fn new(fields: usize) -> Self {
        Self { numbers: vec![Vec::new(); fields], categories: vec![Categories::Hashes(Vec::new()); fields], len: 0 }
    }

    /// `len` rows from columns that hold either numbers or category hashes, `len` of them each.
    #[cfg(feature = "train")]
    pub(crate) fn from_columns(columns: Vec<(Vec<f32>, Vec<u64>)>, len: usize) -> Self {
        let (numbers, hashes): (_, Vec<Vec<u64>>) = columns.into_iter().unzip();
        Self { numbers, categories: hashes.into_iter().map(Categories::Hashes).collect(), len }
    }

    /// How many rows there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// These rows, in this order.
    pub(super) fn pick(&self, rows: &[usize]) -> Self {
        fn of<T: Copy>(values: &[T], rows: &[usize]) -> Vec<T> {
            if values.is_empty() { Vec::new() } else { rows.iter().map(|&row| values[row]).collect() }
        }
        let categories = |column: &Categories| match column {
            Categories::Hashes(hashes) => Categories::Hashes(of(hashes, rows)),
            Categories::Codes { codes, dictionary } => {
                Categories::Codes { codes: of(codes, rows), dictionary: dictionary.clone() }
            }
        };
        Self {
            numbers: self.numbers.iter().map(|column| of(column, rows)).collect(),
            categories: self.categories.iter().map(categories).collect(),
            len: rows.len(),
        }
    }

    /// Forgets the rows and keeps the memory, and the dictionaries of columns of codes.
    pub fn clear(&mut self) {
        self.numbers.iter_mut().for_each(Vec::clear);
        self.len = 0;
        for column in &mut self.categories {
            match column {
                Categories::Hashes(hashes) => hashes.clear(),
                Categories::Codes { codes, .. } => codes.clear(),
            }
        }
    }
}
