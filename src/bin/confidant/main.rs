//! The `confidant` command: argument parsing and printing. What it does is done by the library.

mod ask;
mod ask_text;
mod classes_text;
mod decimal;
mod evaluate;
mod evaluate_classes;
mod files;
mod init;
mod inspect;
mod measured_text;
mod offer_lines;
mod offers_text;
mod output;
mod profile;
mod profile_text;
mod project_file;
mod recommend;
mod replay;
mod routes_text;
mod score;
mod synth;
mod train;
mod train_json;
mod training_report;
mod trial_log;
mod tune;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use confidant::error::Result;

/// Look at a table, train customer indices from it, measure them, and score with them.
///
/// A typical first hour:
///
///   confidant profile clients.csv --label churn --out profile.html
///   confidant init clients.csv --label churn
///   confidant train confidant.toml --out churn.safetensors --report report.html
///   confidant evaluate churn.safetensors --data later.csv --label churn
///   confidant score churn.safetensors --data today.csv --out scored.csv --explain 3
///
/// Without a project file, `confidant train --data clients.csv --label churn --out churn.safetensors` does.
/// Tables are CSV or .csv.gz with a header; gaps and raw categories may stay as they are.
#[derive(Parser)]
#[command(version, verbatim_doc_comment, propagate_version = true)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    Synth(synth::Synth),
    Init(init::Init),
    Profile(profile::Look),
    Train(train::Train),
    Tune(tune::Tune),
    Evaluate(evaluate::Evaluate),
    Score(score::Score),
    Recommend(recommend::Recommend),
    Replay(replay::Replay),
    Ask(ask::Ask),
    Inspect(inspect::Inspect),
    Verify(verify::Verify),
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match output::watch_for_interruption().and_then(|()| run(arguments.verb)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            files::say(&format!("error: {error}"));
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Synth(synth) => synth.run(),
        Verb::Init(init) => init.run(),
        Verb::Profile(look) => look.run(),
        Verb::Train(train) => train.run(),
        Verb::Tune(tune) => tune.run(),
        Verb::Evaluate(evaluate) => evaluate.run(),
        Verb::Score(score) => score.run(),
        Verb::Recommend(recommend) => recommend.run(),
        Verb::Replay(replay) => replay.run(),
        Verb::Ask(ask) => ask.run(),
        Verb::Inspect(inspect) => inspect.run(),
        Verb::Verify(verify) => verify.run(),
    }
}
