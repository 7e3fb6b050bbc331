//! `cargo xtask bench`: how fast customers and tables are scored and explained, natively and in Chromium, and how quick the console is, in
//! one table.

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::project::Project;
use crate::serve::Server;
use crate::{build, files, setup, shell};

/// Measure scoring and explaining, natively and in Chromium, on a pack of 500 trees of depth 6, and how quick the console is.
#[derive(Debug, Args)]
#[group(skip)]
pub(crate) struct Arguments {
    /// Only this side.
    #[arg(long)]
    only: Option<Side>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Side {
    Native,
    Browser,
    Console,
}

/// One case: what was done, the median, and how much of it went through a second where that was counted.
#[derive(Debug, PartialEq, Eq)]
struct Line {
    what: String,
    median: String,
    rate: String,
}

pub(crate) fn run(project: &Project, arguments: &Arguments) -> Result<()> {
    let wanted = |side| arguments.only.is_none_or(|only| only == side);
    let mut lines = Vec::new();
    let scripts: Vec<&str> = [(Side::Browser, "benches/browser/run.mjs"), (Side::Console, "benches/browser/console.mjs")]
        .into_iter()
        .filter_map(|(side, script)| wanted(side).then_some(script))
        .collect();
    if !scripts.is_empty() {
        lines.extend(browser(project, &scripts)?);
    }
    if wanted(Side::Native) {
        println!("  $ cargo bench --bench native");
        lines.extend(native(&shell::capture(project.cargo().args(["bench", "--quiet", "--bench", "native"]))?));
    }
    println!("\n{:<52} {:>14} {:>18}", "what", "median", "rate");
    for Line { what, median, rate } in lines {
        println!("{what:<52} {median:>14} {rate:>18}");
    }
    Ok(())
}

/// What scripts that drive Chromium have to say.
fn browser(project: &Project, scripts: &[&str]) -> Result<Vec<Line>> {
    setup::for_tests(project)?;
    build::run(project)?;
    let data = project.target("bench-browser");
    files::fresh_folder(&data)?;
    shell::run(project.cargo().args(["run", "--release", "--example", "bench_pack", "--"]).arg(&data))?;
    let server = Server::bind(project, 8951)?
        .with_folder("/bench", project.path("benches/browser"))
        .with_folder("/bench-data", data.clone());
    let address = server.spawn()?;
    let mut said = String::new();
    for script in scripts {
        let mut node = project.command("node");
        node.arg(script).arg(&data).env("CONFIDANT_URL", &address).env("CHROMIUM", setup::chromium()?);
        said.push_str(&shell::capture(&mut node)?);
    }
    let line = |line: &str| {
        let (what, rest) = line.split_once('\t')?;
        let (value, unit) = rest.split_once('\t')?;
        let both = format!("{value} {unit}");
        let (median, rate) = if unit == "rows/s" { (String::new(), both) } else { (both, String::new()) };
        Some(Line { what: what.to_owned(), median, rate })
    };
    Ok(said.lines().filter_map(line).collect())
}

/// The medians in the tree that divan prints. A case's line has its times; the line below, without a name, its rates.
fn native(printed: &str) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for line in printed.lines() {
        let Some((before, after)) = line.split_once("─ ").map_or_else(|| Some(("", line)), Some) else { continue };
        // Fastest, slowest, median, mean; a group has none of them.
        let cells: Vec<&str> = after.split('│').map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let is_case = !before.is_empty();
        match (cells.as_slice(), lines.last_mut()) {
            ([first, _, median, ..], _) if is_case => {
                let name = first.split_whitespace().next().unwrap_or_default();
                lines.push(Line { what: format!("native {name}"), median: (*median).to_owned(), rate: String::new() });
            }
            ([_, _, rate, ..], Some(last)) if rate.contains("item/s") => last.rate = (*rate).to_owned(),
            _ => {}
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::{Line, native};

    #[test]
    fn medians_and_rates_are_found_in_what_divan_prints() {
        let printed = "\
Timer precision: 10 ns
native                fastest       │ slowest       │ median        │ mean          │ samples │ iters
├─ engine                           │               │               │               │         │
│  ├─ score_one       3.874 µs      │ 4.665 µs      │ 3.93 µs       │ 3.953 µs      │ 100     │ 100
│  ╰─ score_table     2.228 ms      │ 10.3 ms       │ 2.26 ms       │ 3.607 ms      │ 100     │ 100
│                     1.838 Mitem/s │ 397.6 Kitem/s │ 1.811 Mitem/s │ 1.135 Mitem/s │         │
╰─ load                             │               │               │               │         │
   ╰─ read            145.3 µs      │ 4.218 ms      │ 148.6 µs      │ 232.6 µs      │ 100     │ 100
";
        let line = |what: &str, median: &str, rate: &str| Line { what: what.into(), median: median.into(), rate: rate.into() };
        let expected = [
            line("native score_one", "3.93 µs", ""),
            line("native score_table", "2.26 ms", "1.811 Mitem/s"),
            line("native read", "148.6 µs", ""),
        ];
        assert_eq!(native(printed), expected);
    }
}
