//! `cargo xtask compare-offers`: what recommends products beside the public libraries, in one run on one machine.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::project::Project;
use crate::{compare, files, real, shell};

/// The splits, with the factors that a product has in each.
const SPLITS: [(&str, &str); 2] = [("coil2000", "8"), ("online_retail", "64")];
/// What xtask/compare/offers.py fits and ranks with.
const PEERS: [&str; 4] = ["popularity", "item_knn", "bm25", "implicit_als"];
/// A figure's name in the measurements, its heading and its digits.
const FIGURES: [(&str, &str, usize); 6] = [
    ("hit3", "hit@3", 3),
    ("mrr", "MRR", 3),
    ("ndcg10", "NDCG@10", 3),
    ("recall10", "recall@10", 3),
    ("coverage10", "coverage", 3),
    ("novelty10", "novelty, bits", 2),
];

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
    let python = compare::environment(project, "xtask/compare/offers-requirements.txt")?;
    shell::run(project.cargo().args(["build", "--release", "--bin", "confidant", "--example", "offers"]))?;
    let program = project.target("release/examples/offers");
    let work = project.target("compare-offers");
    files::fresh_folder(&work)?;
    shell::run(project.command(&python).arg(project.path("xtask/compare/offers_splits.py")).arg(data).arg(&work))?;
    let measure = |words: &[&str], paths: &[&Path]| -> Result<Vec<Value>> {
        let mut command = project.command(&python);
        let printed = shell::capture(command.arg(project.path("xtask/compare/offers.py")).args(words).args(paths))?;
        print!("{printed}");
        printed.lines().map(|line| serde_json::from_str(line).with_context(|| format!("unexpected answer {line}"))).collect()
    };
    let mut figures = Vec::new();
    for (split, factors) in SPLITS {
        let folder = work.join(split);
        for peer in PEERS {
            let mut command = project.command(&python);
            shell::run(command.arg(project.path("xtask/compare/offers.py")).arg("rank").arg(&folder).arg(peer))?;
        }
        shell::run(project.command(&program).env("RAYON_NUM_THREADS", "2").arg("rank").arg(&folder).arg(factors))?;
        confidant(project, &folder)?;
        for list in &arguments.list {
            add_list(list, split, &folder)?;
        }
        figures.extend(measure(&["figures"], &[&folder])?);
    }
    let (speed, ratings) = if arguments.no_speed {
        (Vec::new(), Vec::new())
    } else {
        (measure(&["speed"], &[&work, &program])?, measure(&["ratings"], &[&work, &program])?)
    };
    let text = report(&figures, &speed, &ratings);
    println!("\n{text}");
    let out = project.path("").join(&arguments.out);
    fs::write(&out, text).with_context(|| format!("cannot write {}", out.display()))
}

/// What the command recommends, as anybody would call it.
fn confidant(project: &Project, folder: &Path) -> Result<()> {
    let program = project.target("release/confidant");
    let pack = folder.join("pack.safetensors");
    let mut train = project.command(&program);
    shell::run(train.arg("train").arg(folder.join("project.toml")).arg("--out").arg(&pack).args(["--threads", "2", "--quiet"]))?;
    let mut recommend = project.command(&program);
    recommend.arg("recommend").arg(&pack).arg("--data").arg(folder.join("test.csv")).args(["--top", "20", "--quiet"]);
    recommend.args(["--customer", "customer", "--out"]).arg(folder.join("lists/confidant.csv"));
    let lines = folder.join("test.lines.csv");
    if lines.is_file() {
        recommend.arg("--interactions").arg(lines).args(["--product", "product"]);
    }
    shell::run(&mut recommend)
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

fn report(figures: &[Value], speed: &[Value], ratings: &[Value]) -> String {
    let mut text = String::from(
        "# Next best offers beside the public libraries\n\nWritten by `cargo xtask compare-offers`; how, say \
         xtask/compare/offers_splits.py and xtask/compare/offers.py. Bold is best; coverage and novelty have no best.\n",
    );
    for (split, factors) in SPLITS {
        let rows: Vec<&Value> = figures.iter().filter(|value| value["split"] == split).collect();
        let Some(first) = rows.first() else { continue };
        text.push_str(&format!(
            "\n## {split}\n\n{} customers with something held out, {} products, {factors} factors\n\n| | {} |\n|---{}|\n",
            first["customers"],
            first["products"],
            FIGURES.map(|figure| figure.1).join(" | "),
            "|---".repeat(FIGURES.len())
        ));
        for row in &rows {
            let cell = |(name, _, digits): (&str, &str, usize)| {
                let value = |row: &Value| row[name].as_f64().unwrap_or(f64::NAN);
                let best = rows.iter().map(|row| value(row)).fold(f64::NEG_INFINITY, f64::max);
                let shown = format!("{:.digits$}", value(row));
                let is_best = format!("{best:.digits$}") == shown && !matches!(name, "coverage10" | "novelty10");
                if is_best { format!("**{shown}**") } else { shown }
            };
            text.push_str(&format!("| {} | {} |\n", row["name"].as_str().unwrap_or_default(), FIGURES.map(cell).join(" | ")));
        }
    }
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
            "\n## Ratings\n\nMade up, with five planted tastes and noise of 0.6 before rounding; a tenth is held out.\n",
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
    fn a_report_marks_the_best_and_tells_ratios() {
        let row = |name: &str, hit: f64| {
            json!({"split": "coil2000", "name": name, "customers": 9, "products": 3, "hit3": hit, "mrr": 0.5, "ndcg10": 0.5,
                   "recall10": 0.5, "coverage10": 1.0, "novelty10": 2.0})
        };
        let speed = json!({"case": "sets", "seconds": {"confidant": 0.1, "other": 0.2}, "itemsets": 7});
        let text = report(&[row("a", 0.25), row("b", 0.75)], &[speed], &[]);
        assert!(text.contains("| a | 0.250 | **0.500** |") && text.contains("| b | **0.750** |"), "{text}");
        assert!(text.contains("sets, 7 sets:") && text.contains("| other | 0.2000 | 0.50 |"), "{text}");
        assert!(!text.contains("## Ratings"));
    }
}
