//! How the parts of an index make one answer.

use super::{Calibrator, Model, Population};

/// A model with what turns its margins into figures people read.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The features and the forest.
    pub model: Model,
    /// Margin to probability.
    pub calibrator: Calibrator,
    /// Margin to percentile.
    pub population: Population,
}

/// How an index is put together.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Arrangement {
    /// One part answers for everybody.
    Single,
    /// The value of a column chooses the part. The first part is the pooled model: it was trained on everybody and answers for
    /// whoever has no route.
    Routed(Routes),
    /// Each part is one class of several, named in the parts' order. The probabilities are the softmax of the margins, each first
    /// through its part's calibrator, which is Platt's; a part's population is one of its class's log-odds.
    Classes(Vec<String>),
}

/// Which part answers for whom.
#[derive(Debug, Clone, PartialEq)]
pub struct Routes {
    /// The position in the schema of the column that chooses, categorical or boolean.
    pub column: u32,
    /// Its values that were frequent enough in training to be measured apart.
    pub routes: Vec<Route>,
}

/// One value of the column that chooses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The value; `true` or `false` for a boolean column.
    pub value: String,
    /// The part that answers for it; 0, the pooled model, where a model of its own did no better.
    pub part: u32,
}
