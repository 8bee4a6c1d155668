//! Other programs: started, waited for, and judged by how they ended.

use std::ffi::OsStr;
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};

use crate::place;

/// Why a command stopped: one sentence for a person.
#[derive(Debug)]
pub struct Failure(String);

impl Failure {
    /// The sentence says what happened and what to do.
    pub fn new(sentence: impl Into<String>) -> Self {
        Failure(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How everything here ends.
pub type Outcome<T = ()> = Result<T, Failure>;

/// A program in the workspace's folder.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(place::root());
    command
}

/// The cargo that started this program.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Runs it to its end, its output where ours goes.
///
/// # Errors
/// When it cannot be started, or ends with anything but success.
pub fn run(command: &mut Command) -> Outcome {
    let status = command
        .status()
        .map_err(|error| Failure::new(not_started(command, &error)))?;
    judged(command, status)
}

fn judged(command: &Command, status: ExitStatus) -> Outcome {
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "{} 没有成功（{status}），原因见上面的输出。",
        line(command)
    )))
}

/// Runs it to its end, shows its standard output as it comes, and lets `each` read every line.
///
/// # Errors
/// As [`run`].
pub fn run_reading(command: &mut Command, mut each: impl FnMut(&str)) -> Outcome {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| Failure::new(not_started(command, &error)))?;
    if let Some(output) = child.stdout.take() {
        let mut stdout = std::io::stdout();
        for text in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&text);
            each(&text);
            // A reader that went away is no reason to leave the tests half run.
            let _ = writeln!(stdout, "{text}");
        }
    }
    let status = child
        .wait()
        .map_err(|error| Failure::new(not_started(command, &error)))?;
    judged(command, status)
}

/// Runs it to its end and hands back its standard output; what else it says goes where ours goes.
///
/// # Errors
/// As [`run`].
pub fn output(command: &mut Command) -> Outcome<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(not_started(command, &error)))?;
    judged(command, output.status)?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What it prints, or nothing where it is not there or fails.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Makes a folder and those above it.
///
/// # Errors
/// When it cannot be made.
pub fn folder(path: &Path) -> Outcome {
    std::fs::create_dir_all(path)
        .map_err(|error| Failure::new(format!("不能建立文件夹 {}：{error}。", place::shown(path))))
}

fn not_started(command: &Command, error: &std::io::Error) -> String {
    format!("不能运行 {}：{error}。", line(command))
}

fn line(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    std::iter::once(name)
        .chain(command.get_args())
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}
