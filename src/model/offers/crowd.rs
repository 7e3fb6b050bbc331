//! Customers taken together: how many there are of a kind and how many of them hold what.

use serde::{Deserialize, Serialize};

use super::super::{Feature, bin_of};

/// Customers alike by their columns and holdings: the nearest of some centres (k-means).
#[derive(Debug, Clone, PartialEq)]
pub struct Crowd {
    /// What a customer is placed by; dimension d of every centre.
    pub measures: Vec<Measure>,
    /// Centres, `customers.len() × measures.len()`, centre-major.
    pub centres: Vec<f32>,
    /// By centre, how many customers are nearest to it.
    pub customers: Vec<u32>,
    /// `customers.len() × products`: how many of them hold each product; 0 below the smallest count that is published.
    pub holders: Vec<u32>,
}

/// One dimension that customers are placed in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Measure {
    /// (value − mean) / deviation of a numeric column, clipped to ±3; a gap is 0.
    Number {
        /// The column's position in the schema.
        column: u32,
        /// The mean over training customers.
        mean: f32,
        /// Their standard deviation, above 0.
        deviation: f32,
    },
    /// 1 for a category of a column.
    Category {
        /// The column's position in the schema.
        column: u32,
        /// The category's hash.
        category: u64,
    },
    /// 1 for who holds a product.
    Product {
        /// The product.
        product: u32,
    },
}

/// What a customer is placed by.
pub trait Profile {
    /// The number of a numeric column; NaN for a gap.
    fn number(&self, column: usize) -> f32;
    /// The hash of a categorical column.
    fn category(&self, column: usize) -> u64;
    /// Whether a product is held.
    fn holds(&self, product: usize) -> bool;
}

impl Measure {
    /// Where a customer stands in this dimension.
    #[must_use]
    pub fn of(&self, profile: &impl Profile) -> f32 {
        match *self {
            Self::Number { column, mean, deviation } => {
                let value = profile.number(column as usize);
                if value.is_nan() { 0.0 } else { ((value - mean) / deviation).clamp(-3.0, 3.0) }
            }
            Self::Category { column, category } => f32::from(u8::from(profile.category(column as usize) == category)),
            Self::Product { product } => f32::from(u8::from(profile.holds(product as usize))),
        }
    }
}

impl Crowd {
    /// The centre that a customer is nearest to; the first of equally near ones.
    #[must_use]
    pub fn place(&self, profile: &impl Profile) -> usize {
        let place: Vec<f32> = self.measures.iter().map(|measure| measure.of(profile)).collect();
        let distance = |centre: &[f32]| centre.iter().zip(&place).map(|(a, b)| (a - b) * (a - b)).sum::<f32>();
        let (mut nearest, mut least) = (0, f32::INFINITY);
        for (number, centre) in self.centres.chunks_exact(self.measures.len().max(1)).enumerate() {
            let distance = distance(centre);
            if distance < least {
                (nearest, least) = (number, distance);
            }
        }
        nearest
    }

    /// How many customers of a centre hold each product.
    #[must_use]
    pub fn holders_of(&self, centre: usize) -> &[u32] {
        let products = self.holders.len() / self.customers.len().max(1);
        &self.holders[centre * products..(centre + 1) * products]
    }
}

/// Customers of one kind: cells of bands of some columns, such as income by region, and who is alike within each.
#[derive(Debug, Clone, PartialEq)]
pub struct Segments {
    /// What bands a customer falls into: numeric columns by borders, categories by their own.
    pub bands: Vec<Feature>,
    /// The cells' keys, ascending. A key is the bands' numbers read in base 256, first band lowest.
    pub keys: Vec<u64>,
    /// By cell, how many customers are in it.
    pub customers: Vec<u32>,
    /// `keys.len() × products`: how many of them hold each product; 0 below the smallest count that is published.
    pub holders: Vec<u32>,
    /// `keys.len() × products × products`, or nothing for large catalogues: among the nearest neighbours, within the cell, of the
    /// holders of one product, the share that holds another, in 255ths; 0 where too few people stand behind it.
    pub nearby: Vec<u8>,
}

impl Segments {
    /// The cell of a customer, if it has one of its own.
    #[must_use]
    pub fn place(&self, profile: &impl Profile) -> Option<usize> {
        self.keys.binary_search(&self.key(profile)).ok()
    }

    /// The key of a customer's cell.
    #[must_use]
    pub fn key(&self, profile: &impl Profile) -> u64 {
        let band = |feature: &Feature| match feature {
            Feature::Number { column, borders } => u64::from(bin_of(borders, profile.number(*column as usize))),
            // The low byte of a hash would let categories share a band; bands of categories are one-hot, one a category.
            Feature::OneHot { column, category } => u64::from(profile.category(*column as usize) == *category),
            Feature::Statistic { .. } => 0,
        };
        let step = |feature: &Feature| if matches!(feature, Feature::OneHot { .. }) { 2 } else { 256 };
        self.bands
            .iter()
            .fold((0_u64, 1_u64), |(key, unit), feature| {
                (key.wrapping_add(unit.wrapping_mul(band(feature))), unit.wrapping_mul(step(feature)))
            })
            .0
    }

    /// How many customers of a cell hold each product.
    #[must_use]
    pub fn holders_of(&self, cell: usize) -> &[u32] {
        let products = self.holders.len() / self.keys.len().max(1);
        &self.holders[cell * products..(cell + 1) * products]
    }

    /// Among the neighbours of who holds `product` in a cell, the shares of all products, in 255ths; none for large catalogues.
    #[must_use]
    pub fn nearby_of(&self, cell: usize, product: usize) -> &[u8] {
        let products = self.holders.len() / self.keys.len().max(1);
        let start = (cell * products + product) * products;
        self.nearby.get(start..start + products).unwrap_or_default()
    }
}
