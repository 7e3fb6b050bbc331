//! Which value of a label column is the event.

use crate::error::{Error, ErrorKind, Result, quote};

use super::read_boolean;

/// The code of the value that counts as the event: `positive` where it is given; else yes, true or 1 against no, false or 0;
/// else the rarer of two. `names` and `counts` are the column's values and how many rows have each; position 0 is the gap.
///
/// # Errors
/// `data`, naming the `column`, when it has one class, several and no `positive`, or not the `positive` that is asked for.
pub fn event(column: &str, positive: Option<&str>, names: &[String], counts: &[u64]) -> Result<u32> {
    let place = || format!("column {}", quote(column));
    let present: Vec<u32> = (1..names.len() as u32).filter(|&code| counts[code as usize] > 0).collect();
    let shown = || present.iter().take(5).map(|&code| quote(&names[code as usize])).collect::<Vec<_>>().join(", ");
    let classes = || format!("{} ({})", present.len(), shown());
    if present.len() < 2 {
        return Err(Error::new(ErrorKind::Data, "label with too few classes", place(), "two classes", classes()));
    }
    if let Some(positive) = positive {
        let same = |&code: &u32| names[code as usize] == positive;
        let missing = || Error::new(ErrorKind::Data, "event not among the labels", place(), quote(positive), shown());
        return present.iter().copied().find(same).ok_or_else(missing);
    }
    let [a, b] = present[..] else {
        let expected = "two classes, or the event named as `positive` in the project file";
        return Err(Error::new(ErrorKind::Data, "label with too many classes", place(), expected, classes()));
    };
    let truth = |code: u32| read_boolean(&names[code as usize]);
    Ok(match (truth(a), truth(b)) {
        (Some(true), Some(false)) => a,
        (Some(false), Some(true)) => b,
        _ if counts[b as usize] < counts[a as usize] => b,
        _ => a,
    })
}
