//! The `[offers]` section, the rules and the contexts of a project file.

use serde::Deserialize;

use crate::model::offers::ContactPolicy;

/// How to learn what to offer.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct OffersSpec {
    /// Columns that are products, where there is no catalogue: each above 0 for who has it. A `*` at the end stands for anything.
    pub products: Vec<String>,
    /// A table of who has or bought what, one a line, relative to the project file.
    pub interactions: Option<String>,
    /// Its column that names the customer; the first one when absent. The training table names customers by a column of that name.
    pub customer: Option<String>,
    /// Its column that names the product; the second one when absent.
    pub product: Option<String>,
    /// Its column of how strong each line is, such as a quantity; 1 when absent.
    pub strength: Option<String>,
    /// Its column of ratings, in place of `strength`: the last one counts of several, and factors of ratings are learnt too.
    pub rating: Option<String>,
    /// Its column of when each line was; what customers came back for is then hidden to measure by, and what was taken of late counts.
    pub time: Option<String>,
    /// The field that ages are read from; `age` when absent and there is one.
    pub age: Option<String>,
    /// Columns that product forests do not see: what follows from all that a customer has. Those that least squares on the holdings explains
    /// are found without being named.
    pub ignore: Vec<String>,
    /// Columns whose bands make a segment, such as income and region.
    pub segment: Vec<String>,
    /// How much an offer's priority falls for being like a better one, in [0, 1].
    pub diversity: f64,
    /// How much rarer products count for more, in [0, 1]: by the share of customers who have them, to the power of minus this.
    pub novelty: f64,
    /// How often a product may be offered.
    pub contact: ContactPolicy,
    /// Factors a product, 1 to 256; 0 for none. Default: from the size of the catalogue, at most 64.
    pub factors: Option<usize>,
    /// Rounds in which the factors are fitted. Default 15.
    pub epochs: Option<u32>,
    /// What pulls factors to 0, above 0. Default: what finds most hidden products again.
    pub regularisation: Option<f64>,
    /// How far each rating moves its factors, 0.000001 to 1. Default 0.01.
    pub learning_rate: Option<f64>,
    /// What pulls the factors of ratings to 0, 0.000001 to 1,000, on ratings of standard deviation 1. Default: what foretells ratings that were held
    /// out best.
    pub rating_regularisation: Option<f64>,
    /// How much surer a holding makes, 0 or more. Default: what finds most hidden products again.
    pub confidence: Option<f64>,
    /// Most trees of a product's forest; 0 for no forests. Default 300, and none for catalogues of more than 300 products.
    pub trees: Option<u32>,
    /// Levels of its trees. Default 5.
    pub depth: Option<usize>,
    /// Smallest share of customers who hold a bundle, in (0, 1]. Default 0.01, and more where too many sets are as frequent.
    pub bundle_support: Option<f64>,
    /// Pairs of products that come together less often than this times chance veto each other, in [0, 1); 0 for none. Default 0.25.
    pub veto_lift: Option<f64>,
}
