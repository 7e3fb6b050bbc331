//! Which products go together: the nearest products of each, by who holds them and by what they are.

/// The nearest products of each product, nearest first. Struct of arrays, parallel but for `offsets`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Similar {
    /// Where each product's neighbours begin, and the end of the last one's.
    pub offsets: Vec<u32>,
    /// The neighbours.
    pub products: Vec<u32>,
    /// How alike they are by holdings: the cosine of their holders, shrunk towards 0 where few hold both, in [0, 1].
    pub by_holders: Vec<f32>,
    /// How alike they are by category, benefits and price, in [0, 1].
    pub by_attributes: Vec<f32>,
    /// How many customers hold both; 0 below the smallest count that is published.
    pub both: Vec<u32>,
    /// What holding the product adds to the neighbour's score in a regression on all that is held (SLIM: Ning and Karypis 2011); empty
    /// where there is none.
    pub weights: Vec<f32>,
}

/// A product's neighbour.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Neighbour {
    /// The product.
    pub product: usize,
    /// As in [`Similar::by_holders`].
    pub by_holders: f64,
    /// As in [`Similar::by_attributes`].
    pub by_attributes: f64,
    /// As in [`Similar::both`].
    pub both: u32,
    /// As in [`Similar::weights`], 0 where there is none.
    pub weight: f64,
}

impl Similar {
    /// A product's neighbours, nearest first.
    pub fn of(&self, product: usize) -> impl Iterator<Item = Neighbour> {
        let range = self.offsets[product] as usize..self.offsets[product + 1] as usize;
        range.map(|at| Neighbour {
            product: self.products[at] as usize,
            by_holders: f64::from(self.by_holders[at]),
            by_attributes: f64::from(self.by_attributes[at]),
            both: self.both[at],
            weight: self.weights.get(at).copied().unwrap_or(0.0).into(),
        })
    }
}
