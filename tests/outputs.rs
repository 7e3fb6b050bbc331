//! What is written: whole or not at all, never over an input, and packed where the name says so.
#![cfg(feature = "train")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod support {
    pub(crate) mod cli;
    pub(crate) mod tables;
}

use support::cli::Folder;
use support::tables::clients;

#[test]
fn an_output_never_takes_the_place_of_an_input_or_of_another_output() {
    let folder = Folder::with(&[("in.csv", clients(60).as_bytes())]);
    folder.run(&["train", "--data", "in.csv", "--label", "churn", "--out", "pack", "--iterations", "3", "-q"]).done();
    let before = folder.contents();
    let cases: [(&[&str], &str); 6] = [
        (&["train", "--data", "in.csv", "--label", "churn", "--out", "./in.csv", "-q"], "an input"),
        (&["train", "--data", "in.csv", "--label", "churn", "--out", "x", "--report", "x", "-q"], "another output"),
        (&["profile", "in.csv", "--label", "churn", "--out", "in.csv", "-q"], "an input"),
        (&["score", "pack", "--data", "in.csv", "--out", "pack", "-q"], "an input"),
        (&["score", "pack", "--data", "in.csv", "--out", "in.csv", "-q"], "an input"),
        (&["init", "in.csv", "--label", "churn", "--out", "in.csv", "--force"], "an input"),
    ];
    for (arguments, of) in cases {
        let outcome = folder.run(arguments);
        assert_eq!(outcome.code, Some(1), "{arguments:?}");
        assert!(outcome.stderr.starts_with("error: an output would replace another file, at `"), "{}", outcome.stderr);
        assert!(outcome.stderr.ends_with(&format!("expected a name of its own, found the name of {of}\n")), "{}", outcome.stderr);
    }
    assert_eq!(folder.contents(), before, "something was lost or left behind");
}

#[test]
fn categories_that_training_did_not_see_are_told_and_gz_outputs_are_packed() {
    let folder = Folder::with(&[("in.csv", clients(300).as_bytes())]);
    folder.run(&["train", "--data", "in.csv", "--label", "churn", "--out", "pack", "--iterations", "5", "-q"]).done();
    let strange = clients(300).replace(",basic,", ",golden,");
    folder.write("strange.csv", &strange);
    let said = folder.run(&["score", "pack", "--data", "strange.csv", "--out", "out.csv.gz", "-q"]).done().stderr;
    let count = strange.matches(",golden,").count();
    assert!(
        count > 50
            && said.contains(&format!("warning: {count} of the first 300 values of column plan were not seen in training")),
        "{said}"
    );
    assert!(folder.read("out.csv.gz").starts_with(&[0x1f, 0x8b]), "the name says gzip");
    // Gzip is known by its bytes, whatever the name.
    std::fs::rename(folder.path("out.csv.gz"), folder.path("packed")).unwrap();
    let again = folder.run(&["score", "pack", "--data", "packed", "--out", "-", "-q"]);
    assert!(again.stderr.contains("column already there"), "{}", again.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    let folder = Folder::with(&[("in.csv", clients(300).as_bytes())]);
    folder.run(&["train", "--data", "in.csv", "--label", "churn", "--out", "pack", "--iterations", "5", "-q"]).done();
    let before = folder.contents();
    for signal in ["-INT", "-TERM"] {
        // Standard input stays open, so that the run waits for more rows.
        let mut child = support::cli::piped(folder.command(&["score", "pack", "--data", "-", "--out", "scored.csv", "-q"]));
        use std::io::Write as _;
        child.stdin.as_mut().unwrap().write_all(b"age,plan,income,churn\n30,pro,1000,0\n").unwrap();
        let begun = || {
            std::fs::read_dir(folder.path("."))
                .unwrap()
                .flatten()
                .any(|e| e.file_name().to_string_lossy().starts_with(".confidant-"))
        };
        for _ in 0..500 {
            if begun() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        assert!(begun(), "the run never began to write");
        let pid = child.id().to_string();
        assert!(std::process::Command::new("kill").args([signal, &pid]).status().unwrap().success());
        assert_eq!(child.wait().unwrap().code(), Some(130), "{signal}");
        assert_eq!(folder.contents(), before, "{signal} leaves something behind");
    }
}
