//! The command line `wufei`: the core without a window (docs/format.md §3).
//!
//! Exit status: 0 done; 1 done, and the draft or the form has errors; 2 could not be done, the reason on standard
//! error.

mod answers;
mod arguments;
mod check;
mod export;
mod failure;
mod form;
mod history;
mod new;
mod open;

use std::io::{self, Write};
use std::process::ExitCode;

use arguments::{Command, CommandLine, FormCommand, misunderstood};
use clap::Parser as _;
use failure::Failure;

fn main() -> ExitCode {
    let asked = match CommandLine::try_parse() {
        Ok(asked) => asked,
        Err(error) => return misunderstood(&error),
    };
    match run(asked.command, &mut io::stdout().lock()) {
        Ok(code) => code,
        // Whoever read the output has seen enough: nothing to report, and nobody to report to.
        Err(Failure::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(2)
        }
    }
}

fn run(command: Command, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    match command {
        Command::New {
            file,
            applicant,
            based_on,
            form,
        } => match based_on {
            Some(earlier) => new::based_on(&file, &earlier, form.as_deref(), out)?,
            None => new::empty(&file, &applicant.unwrap_or_default(), form.as_deref(), out)?,
        },
        Command::Sample {
            file,
            applicant,
            form,
        } => new::sample(&file, &applicant, form.as_deref(), out)?,
        Command::Set {
            file,
            answers,
            files,
        } => answers::set(&file, &answers, files, out)?,
        Command::Show { file, files } => answers::show(&file, files.as_deref(), out)?,
        Command::Check { file, json } => return check::check(&file, json, out),
        Command::Export(asked) => return export::export(&asked, out),
        Command::History { file } => history::list(&file, out)?,
        Command::Restore { file, revision, to } => history::restore(&file, revision, &to, out)?,
        Command::Verify { file } => history::verify(&file, out)?,
        Command::Form { command } => match command {
            FormCommand::Check { file, to } => return form::check(&file, to, out),
            FormCommand::Pack { folder, to } => form::pack(&folder, &to, out)?,
        },
    }
    Ok(ExitCode::SUCCESS)
}
