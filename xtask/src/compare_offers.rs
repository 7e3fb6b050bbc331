//! `cargo xtask compare-offers`: what recommends products beside the public libraries, in one run on one machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::offers_figures::{Bench, SPLITS, bundle_table, tables};
use crate::project::Project;
use crate::real;

/// Rank products for customers beside PyPI's implicit on CoIL's policies and Online Retail, time factors and frequent sets, and write
/// the tables.
///
/// The tables are those of $CONFIDANT_DATA. xtask/compare/offers_splits.py says what is held out and in which files,
/// xtask/compare/offers.py what is measured and how. `confidant` is what the command recommends with all it has learnt,
/// `confidant_als` its factors alone.
#[derive(Debug, clap::Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Ranked products to measure along: NAME=SPLIT=FILE, a CSV with the columns customer and offer_1 to offer_20, as
    /// `confidant recommend --top 20` writes it; may be given several times.
    #[arg(long, value_name = "NAME=SPLIT=FILE")]
    list: Vec<String>,
    /// Leave out the timings and the ratings.
    #[arg(long)]
    no_speed: bool,
    /// Where to write the tables, as Markdown.
    #[arg(long, value_name = "FILE", default_value = "docs/compare-offers.md")]
    out: PathBuf,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let Some(folders) = real::folders(&["coil2000".into()])? else { return Ok(()) };
    let data = folders[0].parent().context("a folder of tables lies in another")?;
    let bench = Bench::new(project, data)?;
    let mut figures = Vec::new();
    for (split, factors) in SPLITS {
        let more = |folder: &Path| arguments.list.iter().try_for_each(|list| add_list(list, split, folder));
        figures.extend(bench.figures(split, factors, &more)?);
    }
    let bundles = bench.bundles("groceries")?;
    let (speed, ratings) = if arguments.no_speed {
        (Vec::new(), Vec::new())
    } else {
        let both: [&Path; 2] = [&bench.work, &bench.program];
        (bench.measure(&["speed"], &both)?, bench.measure(&["ratings"], &both)?)
    };
    let text = report(&figures, &bundles, &speed, &ratings);
    println!("\n{text}");
    let out = project.path("").join(&arguments.out);
    fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))
}

/// Copies a list to where lists are measured, if it is of this split.
fn add_list(list: &str, split: &str, folder: &Path) -> Result<()> {
    let mut parts = list.splitn(3, '=');
    let (Some(name), Some(of), Some(file)) = (parts.next(), parts.next(), parts.next()) else {
        bail!("--list {list}: expected NAME=SPLIT=FILE");
    };
    if !SPLITS.iter().any(|(known, _)| *known == of) {
        bail!("--list {list}: expected a split of {}, found {of}", SPLITS.map(|(known, _)| known).join(" and "));
    }
    if of == split {
        fs::copy(file, folder.join("lists").join(format!("{name}.csv"))).with_context(|| format!("cannot read {file}"))?;
    }
    Ok(())
}

fn report(figures: &[Value], bundles: &[Value], speed: &[Value], ratings: &[Value]) -> String {
    let mut text = String::from(
        "# Next best offers beside the public libraries\n\nWritten by `cargo xtask compare-offers`; how, say \
         xtask/compare/offers_splits.py and xtask/compare/offers.py. Bold is best; coverage and novelty have no best. \
         `confidant_novel` is trained with `novelty = 0.3`, where rarer products count for more. The last three are of the chances that \
         a ranking states of its own first ten products a customer: how far they are off (expected calibration error), the same by \
         the rate of what came true, and the Brier skill, which is 0 for stating that rate of every product. Each ranking's first ten \
         come true at a rate of their own, so that the error alone compares nothing.\n",
    );
    text.push_str(&tables(figures));
    text.push_str(&bundle_table(bundles));
    if !speed.is_empty() {
        text.push_str("\n## Seconds\n\nMedians over rounds in which all take turns, 2 threads where a library has them.\n");
    }
    for case in speed {
        let seconds: BTreeMap<&str, f64> = case["seconds"]
            .as_object()
            .into_iter()
            .flatten()
            .filter_map(|(name, value)| Some((name.as_str(), value.as_f64()?)))
            .collect();
        let ours = seconds.get("confidant").copied().unwrap_or(f64::NAN);
        let found = case["itemsets"].as_u64().map_or_else(String::new, |count| format!(", {count} sets"));
        text.push_str(&format!(
            "\n{}{found}:\n\n| | seconds | ours / theirs |\n|---|---|---|\n",
            case["case"].as_str().unwrap_or_default()
        ));
        for (name, value) in seconds {
            text.push_str(&format!("| {name} | {value:.4} | {:.2} |\n", ours / value));
        }
    }
    if !ratings.is_empty() {
        text.push_str(
            "\n## Ratings\n\nMade up, with five planted tastes and noise of 0.6 before rounding; a tenth is held out. \
             Where λ is not named, a tenth of what is left chose it.\n",
        );
    }
    for case in ratings {
        let head = format!("\n{} factors, {} epochs, {} ratings:\n\n", case["factors"], case["epochs"], case["ratings"]);
        text.push_str(&head);
        text.push_str("| | RMSE | MAE | seconds |\n|---|---|---|---|\n");
        for (name, row) in case["rows"].as_object().into_iter().flatten() {
            let [rmse, mae, seconds] = ["rmse", "mae", "seconds"].map(|figure| row[figure].as_f64().unwrap_or(f64::NAN));
            text.push_str(&format!("| {name} | {rmse:.4} | {mae:.4} | {seconds:.2} |\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::report;

    #[test]
    fn a_report_tells_ratios() {
        let speed = json!({"case": "sets", "seconds": {"confidant": 0.1, "other": 0.2}, "itemsets": 7});
        let text = report(&[], &[], &[speed], &[]);
        assert!(text.contains("sets, 7 sets:") && text.contains("| other | 0.2000 | 0.50 |"), "{text}");
        assert!(!text.contains("## Ratings"));
    }
}
