//! The real binary in a folder of its own.
#![allow(dead_code, reason = "each test binary uses a part")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// A folder that is gone when the test is over.
pub(crate) struct Folder(TempDir);

/// What a run left behind.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Outcome {
    /// The same outcome, if the run was a success.
    #[track_caller]
    pub(crate) fn done(self) -> Self {
        assert_eq!(self.code, Some(0), "{}", self.stderr);
        self
    }
}

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn with(files: &[(&str, &[u8])]) -> Self {
        let folder = Self::new();
        files.iter().for_each(|(name, bytes)| folder.write(name, bytes));
        folder
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    pub(crate) fn read_text(&self, name: &str) -> String {
        String::from_utf8(self.read(name)).unwrap()
    }

    /// Every file of the folder with its bytes; of a folder inside it, the name.
    pub(crate) fn contents(&self) -> BTreeMap<String, Vec<u8>> {
        let entry = |entry: std::io::Result<std::fs::DirEntry>| {
            let entry = entry.unwrap();
            let bytes = if entry.path().is_file() { std::fs::read(entry.path()).unwrap() } else { Vec::new() };
            (entry.file_name().into_string().unwrap(), bytes)
        };
        std::fs::read_dir(self.0.path()).unwrap().map(entry).collect()
    }

    /// The binary, about to run in this folder.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_confidant"));
        command.args(arguments).current_dir(self.0.path()).env("RUST_BACKTRACE", "0");
        command
    }

    /// `script` about to run in a shell in this folder; `"$0"` is the binary.
    pub(crate) fn shell(&self, script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script, env!("CARGO_BIN_EXE_confidant")]).current_dir(self.0.path()).env("RUST_BACKTRACE", "0");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        run(self.command(arguments), b"")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Outcome {
        run(self.command(arguments), input)
    }
}

/// Runs what must fail in a folder that it leaves as it was. `says` is the whole message, or its beginning where it ends in `…`.
#[track_caller]
pub(crate) fn fails(folder: &Folder, arguments: &[&str], says: &str) {
    let before = folder.contents();
    let Outcome { code, stdout, stderr } = folder.run(arguments);
    let case = format!("{arguments:?}\nsaid {stderr}\nnot  error: {says}");
    assert_eq!((code, stdout.as_str()), (Some(1), ""), "{case}");
    let line = stderr.strip_prefix("error: ").and_then(|line| line.strip_suffix('\n')).unwrap_or_else(|| panic!("{case}"));
    assert!(!line.contains('\n'), "{case}");
    match says.strip_suffix('…') {
        Some(beginning) => assert!(line.starts_with(beginning), "{case}"),
        None => assert_eq!(line, says, "{case}"),
    }
    assert!(folder.contents() == before, "files were touched: {case}");
}

/// Runs a command to its end with `input` as its standard input.
pub(crate) fn run(command: Command, input: &[u8]) -> Outcome {
    let output = assert_cmd::Command::from_std(command).write_stdin(input).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A command that is started and fed by hand.
pub(crate) fn piped(mut command: Command) -> std::process::Child {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}
