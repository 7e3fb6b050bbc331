//! Who holds, bought or rated what.

/// A sparse matrix of customers × products, by customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Interactions {
    products: usize,
    /// Where each customer's entries begin, and the end of the last one's.
    offsets: Vec<usize>,
    /// The products, ascending within a customer.
    columns: Vec<u32>,
    /// How strong each entry is, parallel to `columns`: 1 for a holding, a count of purchases, a rating.
    strengths: Vec<f32>,
}

impl Interactions {
    /// A matrix over `products` products from each customer's (product, strength) entries. Entries of one product are added up, those of
    /// products that are not among them left out.
    #[must_use]
    pub fn new(products: usize, customers: impl IntoIterator<Item = Vec<(u32, f32)>>) -> Self {
        let mut matrix = Self { products, offsets: vec![0], columns: Vec::new(), strengths: Vec::new() };
        for mut entries in customers {
            entries.retain(|entry| (entry.0 as usize) < products);
            entries.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for run in entries.chunk_by(|a, b| a.0 == b.0) {
                matrix.columns.push(run[0].0);
                matrix.strengths.push(run.iter().map(|entry| entry.1).sum());
            }
            matrix.offsets.push(matrix.columns.len());
        }
        matrix
    }

    /// How many customers there are.
    #[must_use]
    pub fn customers(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many products there are.
    #[must_use]
    pub fn products(&self) -> usize {
        self.products
    }

    /// How many entries there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.columns.len()
    }

    /// Whether nobody has anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// A customer's products, ascending, and how strong each entry is.
    #[must_use]
    pub fn of(&self, customer: usize) -> (&[u32], &[f32]) {
        let entries = self.offsets[customer]..self.offsets[customer + 1];
        (&self.columns[entries.clone()], &self.strengths[entries])
    }

    /// A customer's (product, strength) entries, ascending by product.
    pub fn entries(&self, customer: usize) -> impl Iterator<Item = (u32, f32)> {
        let (products, strengths) = self.of(customer);
        products.iter().copied().zip(strengths.iter().copied())
    }

    /// The same of some customers, one row each in the order given, every strength turned by `strength`.
    #[must_use]
    pub fn select(&self, customers: &[u32], strength: fn(f32) -> f32) -> Self {
        let row = |&customer: &u32| self.entries(customer as usize).map(|(product, own)| (product, strength(own))).collect();
        Self::new(self.products, customers.iter().map(row))
    }

    /// A customer's products, ascending.
    #[must_use]
    pub fn products_of(&self, customer: usize) -> &[u32] {
        self.of(customer).0
    }

    /// How many customers have each product.
    #[must_use]
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.products];
        self.columns.iter().for_each(|&product| counts[product as usize] += 1);
        counts
    }

    /// Products × customers.
    #[must_use]
    pub fn transposed(&self) -> Self {
        let mut offsets = vec![0; self.products + 1];
        self.columns.iter().for_each(|&product| offsets[product as usize + 1] += 1);
        for product in 0..self.products {
            offsets[product + 1] += offsets[product];
        }
        let (mut next, mut columns, mut strengths) = (offsets.clone(), vec![0; self.len()], vec![0.0; self.len()]);
        for customer in 0..self.customers() {
            let (products, of) = self.of(customer);
            for (&product, &strength) in products.iter().zip(of) {
                let place = &mut next[product as usize];
                (columns[*place], strengths[*place]) = (customer as u32, strength);
                *place += 1;
            }
        }
        Self { products: self.customers(), offsets, columns, strengths }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_sorted_added_up_and_turned_over() {
        let matrix = Interactions::new(3, [vec![(2, 1.0), (0, 2.0), (2, 0.5)], vec![], vec![(2, 1.0), (7, 1.0)]]);
        assert_eq!((matrix.customers(), matrix.products(), matrix.len()), (3, 3, 3));
        assert_eq!(matrix.of(0), (&[0, 2][..], &[2.0, 1.5][..]));
        assert_eq!(matrix.products_of(1), &[] as &[u32]);
        assert_eq!(matrix.counts(), [1, 0, 2]);
        let turned = matrix.transposed();
        assert_eq!((turned.customers(), turned.of(2)), (3, (&[0, 2][..], &[1.5, 1.0][..])));
        assert_eq!(turned.transposed(), matrix);
    }
}
