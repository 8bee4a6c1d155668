//! `cargo xtask bench`: what an export costs, measured beside what others need for the same
//! documents, and what the window costs. It judges and does not fail: a benchmark is no test.

mod input;
mod measure;
mod report;
mod window;

use std::process::Command;

use crate::process::{Outcome, cargo, program, run};
use crate::{install, place};

pub use window::bench as window;

use input::Input;
use measure::{Cost, median};

/// Photographs in the draft that is compared.
const COMPARED: usize = 10;
/// Photographs in the drafts that show how cost grows.
const GROWING: [usize; 4] = [1, 10, 20, 50];
/// Rounds that count, after one that only warms up. Every round runs all programs once, so that a
/// busy moment of the machine touches all of them.
const ROUNDS: usize = 5;

/// Measures and prints.
///
/// # Errors
/// When something cannot be installed, built or run.
pub fn bench() -> Outcome {
    install::packages(&[install::BENCH])?;
    let tools = place::root().join("xtask/bench");
    let environment = place::target().join("bench/venv");
    install::python_tools(&tools, &environment, "与它们比较")?;
    println!("构建命令行的发布版（第一次要几分钟）……");
    run(cargo().args(["build", "--release", "--package", "wufei"]))?;
    println!("准备照片和草稿……");
    let input = Input::prepare(&tools, &environment)?;
    println!("测量：热身一轮，计 {ROUNDS} 轮……");
    report::print(&measured(&input)?);
    Ok(())
}

/// What everything costs, medians of all rounds.
pub struct Measured {
    /// The export of a draft, by the number of its photographs.
    growing: Vec<(usize, Cost)>,
    /// Putting [`COMPARED`] photographs into a draft.
    insertion: Cost,
    /// The same documents by Python libraries and typst, with the pictures of our documents.
    python: Cost,
    /// The same with the photographs as they were taken.
    python_originals: Cost,
    /// LibreOffice making a PDF of our Word file.
    office: Cost,
}

impl Measured {
    /// The export that is compared.
    fn ours(&self) -> Cost {
        let of = |(photos, cost): &(usize, Cost)| (*photos == COMPARED).then_some(*cost);
        self.growing.iter().find_map(of).unwrap_or_default()
    }
}

fn measured(input: &Input) -> Outcome<Measured> {
    let mut rounds: Vec<Measured> = Vec::new();
    for round in 0..=ROUNDS {
        let growing = GROWING.into_iter().map(|photos| {
            let cost = measure::cost(&mut input.export(photos))?;
            Ok((photos, cost))
        });
        let measured = Measured {
            growing: growing.collect::<Outcome<_>>()?,
            insertion: measure::cost(&mut input.insert(COMPARED)?)?,
            python: measure::cost(&mut input.python("small"))?,
            python_originals: measure::cost(&mut input.python("large"))?,
            office: measure::cost(&mut input.office())?,
        };
        if round > 0 {
            rounds.push(measured);
        }
    }
    let of = |cost: &dyn Fn(&Measured) -> Cost| median(rounds.iter().map(cost).collect());
    let growing = GROWING.into_iter().enumerate();
    Ok(Measured {
        growing: growing
            .map(|(at, photos)| (photos, of(&|round| round.growing[at].1)))
            .collect(),
        insertion: of(&|round| round.insertion),
        python: of(&|round| round.python),
        python_originals: of(&|round| round.python_originals),
        office: of(&|round| round.office),
    })
}

/// The command line as released, with the fonts of the sources.
fn wufei() -> Command {
    let mut command = program(place::target().join("release/wufei"));
    command.env("WUFEI_FONTS", place::root().join("assets/fonts"));
    command
}
