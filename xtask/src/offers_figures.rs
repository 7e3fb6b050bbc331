//! How well products are ranked for real customers, beside the public libraries: what `compare-offers` and `real` share.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::project::Project;
use crate::{compare, files, shell};

/// The splits, with the factors that a product has in each.
pub(crate) const SPLITS: [(&str, &str); 3] = [("coil2000", "8"), ("online_retail", "64"), ("groceries", "56")];
/// What xtask/compare/offers.py fits and ranks with.
const PEERS: [&str; 4] = ["popularity", "item_knn", "bm25", "implicit_als"];
/// What a project asks of novelty in a second list of ours: what more of it costs.
const NOVELTY: &str = "0.3";
/// Which of the figures of a column is the best.
#[derive(Debug, Clone, Copy)]
enum Best {
    Most,
    Least,
    Nothing,
}

/// A figure's name in the measurements, its heading, its digits, and which is the best of them.
const FIGURES: [(&str, &str, usize, Best); 9] = [
    ("hit3", "hit@3", 3, Best::Most),
    ("mrr", "MRR", 3, Best::Most),
    ("ndcg10", "NDCG@10", 3, Best::Most),
    ("recall10", "recall@10", 3, Best::Most),
    ("coverage10", "coverage", 3, Best::Nothing),
    ("novelty10", "novelty, bits", 2, Best::Nothing),
    ("ece10", "ECE", 4, Best::Nothing),
    ("ece_by_rate10", "ECE / rate", 2, Best::Least),
    ("brier_skill10", "Brier skill", 4, Best::Most),
];

/// Where the splits lie and what ranks on them.
pub(crate) struct Bench<'a> {
    project: &'a Project,
    python: PathBuf,
    /// The folder of splits.
    pub(crate) work: PathBuf,
    /// The example `offers`.
    pub(crate) program: PathBuf,
}

impl<'a> Bench<'a> {
    /// Makes the splits from the tables below `data`.
    pub(crate) fn new(project: &'a Project, data: &Path) -> Result<Self> {
        let python = compare::environment(project, "xtask/compare/offers-requirements.txt")?;
        shell::run(project.cargo().args(["build", "--release", "--bin", "confidant", "--example", "offers"]))?;
        let work = project.target("compare-offers");
        files::fresh_folder(&work)?;
        shell::run(project.command(&python).arg(project.path("xtask/compare/offers_splits.py")).arg(data).arg(&work))?;
        Ok(Self { project, python, work, program: project.target("release/examples/offers") })
    }

    /// The answers of a verb of xtask/compare/offers.py, printed as well.
    pub(crate) fn measure(&self, words: &[&str], paths: &[&Path]) -> Result<Vec<Value>> {
        let mut command = self.project.command(&self.python);
        let printed = shell::capture(command.arg(self.project.path("xtask/compare/offers.py")).args(words).args(paths))?;
        print!("{printed}");
        printed.lines().map(|line| serde_json::from_str(line).with_context(|| format!("unexpected answer {line}"))).collect()
    }

    /// The figures of everything that ranks on a split; `more` may add lists of its own to the folder.
    pub(crate) fn figures(&self, split: &str, factors: &str, more: &dyn Fn(&Path) -> Result<()>) -> Result<Vec<Value>> {
        let folder = self.work.join(split);
        for peer in PEERS {
            let mut command = self.project.command(&self.python);
            shell::run(command.arg(self.project.path("xtask/compare/offers.py")).arg("rank").arg(&folder).arg(peer))?;
        }
        let mut ours = self.project.command(&self.program);
        shell::run(ours.env("RAYON_NUM_THREADS", "2").arg("rank").arg(&folder).arg(factors))?;
        self.confidant(&folder, "confidant", None)?;
        self.confidant(&folder, "confidant_novel", Some(NOVELTY))?;
        more(&folder)?;
        self.measure(&["figures"], &[&folder])
    }

    /// The bundles of a split's pack beside mlxtend's rules.
    pub(crate) fn bundles(&self, split: &str) -> Result<Vec<Value>> {
        let folder = self.work.join(split);
        let mut inspect = self.project.command(self.project.target("release/confidant"));
        let shown = folder.join("pack.json");
        std::fs::write(&shown, shell::capture(inspect.arg("inspect").arg(folder.join("pack.safetensors")).arg("--json"))?)?;
        self.measure(&["bundles"], &[&folder, &shown])
    }

    /// What the command recommends, as anybody would call it, written as the list `name`; with rarer products counting for more where the
    /// project asks for `novelty`.
    fn confidant(&self, folder: &Path, name: &str, novelty: Option<&str>) -> Result<()> {
        let program = self.project.target("release/confidant");
        let stem = if novelty.is_some() { "novel" } else { "pack" };
        let (pack, project) = (folder.join(stem).with_extension("safetensors"), folder.join(stem).with_extension("toml"));
        let asked = novelty.map_or_else(String::new, |novelty| format!("novelty = {novelty}\n"));
        let text = std::fs::read_to_string(folder.join("project.toml"))?.replace("[offers]\n", &format!("[offers]\n{asked}"));
        std::fs::write(&project, text)?;
        let mut train = self.project.command(&program);
        shell::run(train.arg("train").arg(project).arg("--out").arg(&pack).args(["--threads", "2", "--quiet"]))?;
        let mut recommend = self.project.command(&program);
        recommend.arg("recommend").arg(&pack).arg("--data").arg(folder.join("test.csv")).args(["--top", "20", "--quiet"]);
        recommend.args(["--customer", "customer", "--out"]).arg(folder.join("lists").join(name).with_extension("csv"));
        let lines = folder.join("test.lines.csv");
        if lines.is_file() {
            recommend.arg("--interactions").arg(lines).args(["--product", "product"]);
        }
        shell::run(&mut recommend)
    }
}

/// The figures as Markdown, a table a split.
pub(crate) fn tables(figures: &[Value]) -> String {
    let mut text = String::new();
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
            let cell = |(name, _, digits, best): (&str, &str, usize, Best)| {
                let Some(own) = row[name].as_f64() else { return "–".to_owned() };
                let all = rows.iter().filter_map(|row| row[name].as_f64());
                let shown = format!("{own:.digits$}");
                let best = match best {
                    Best::Most => all.fold(own, f64::max),
                    Best::Least => all.fold(own, f64::min),
                    Best::Nothing => return shown,
                };
                if format!("{best:.digits$}") == shown { format!("**{shown}**") } else { shown }
            };
            text.push_str(&format!("| {} | {} |\n", row["name"].as_str().unwrap_or_default(), FIGURES.map(cell).join(" | ")));
        }
    }
    text
}

/// The bundles as Markdown.
pub(crate) fn bundle_table(answers: &[Value]) -> String {
    let mut text = String::new();
    for answer in answers {
        text.push_str(&format!(
            "\n## Bundles of {}\n\n{} in the pack; mlxtend finds {} of them among its rules, with figures at most {:.0e} apart. Those that \
             go together most beyond chance:\n\n| with | goes | baskets | confidence | lift |\n|---|---|---|---|---|\n",
            answer["split"].as_str().unwrap_or_default(),
            answer["bundles"],
            answer["also"],
            answer["apart"].as_f64().unwrap_or(f64::NAN),
        ));
        for bundle in answer["top"].as_array().into_iter().flatten() {
            let held: Vec<&str> = bundle["held"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let [confidence, lift] = ["confidence", "lift"].map(|figure| bundle[figure].as_f64().unwrap_or(f64::NAN));
            let adds = bundle["adds"].as_str().unwrap_or_default();
            text.push_str(&format!("| {} | {adds} | {} | {confidence:.3} | {lift:.2} |\n", held.join(" + "), bundle["count"]));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{bundle_table, tables};

    #[test]
    fn tables_mark_the_best_and_leave_out_what_nobody_states() {
        let row = |name: &str, hit: f64, ece: Option<f64>| {
            json!({"split": "coil2000", "name": name, "customers": 9, "products": 3, "hit3": hit, "mrr": 0.5, "ndcg10": 0.5,
                   "recall10": 0.5, "coverage10": 1.0, "novelty10": 2.0, "ece10": ece, "ece_by_rate10": ece, "brier_skill10": ece})
        };
        let text = tables(&[row("a", 0.25, Some(0.02)), row("b", 0.75, Some(0.01)), row("c", 0.5, None)]);
        assert!(text.contains("| a | 0.250 | **0.500** |") && text.contains("| b | **0.750** |"), "{text}");
        assert!(text.contains("| 1.000 | 2.00 | 0.0200 | 0.02 | **0.0200** |"), "{text}");
        assert!(text.contains("| 0.0100 | **0.01** | 0.0100 |"), "{text}");
        assert!(text.contains("| – | – |"), "{text}");
    }

    #[test]
    fn bundles_are_told_with_what_they_add() {
        let top = json!([{"held": ["tea", "cup"], "adds": "jam", "count": 40, "confidence": 0.5, "lift": 2.25}]);
        let text = bundle_table(&[json!({"split": "shop", "bundles": 3, "also": 3, "apart": 1e-15, "top": top})]);
        assert!(text.contains("3 in the pack; mlxtend finds 3"), "{text}");
        assert!(text.contains("| tea + cup | jam | 40 | 0.500 | 2.25 |"), "{text}");
    }
}
