//! `cargo xtask pictures`: the two pictures of the README, taken of the program as it is.

use std::path::Path;
use std::process::Command;

use crate::process::{Failure, Outcome, answer, cargo, folder, program, run};
use crate::{install, page, place, test};

/// Page width of the picture in pixels.
const WIDTH: &str = "1000";

/// What stands at the head of the table to be shown; it stands in no later page.
const ON_THE_PAGE: &str = "工业固废产生量（万吨）";

/// Writes `docs/pictures/window.png` and `docs/pictures/page.png` anew.
///
/// # Errors
/// When something cannot be installed, built, run or found.
pub fn renew() -> Outcome {
    install::packages(&[install::WINDOW, install::TESTS])?;
    page::build()?;
    let pictures = place::root().join("docs/pictures");
    folder(&pictures)?;
    window(&pictures.join("window.png"))?;
    page_of_the_paper(&pictures.join("page.png"))
}

/// The picture that the test of the sample's window takes.
fn window(to: &Path) -> Outcome {
    run(test::window().arg("the_sample_opens"))?;
    keep(
        &place::target().join("e2e/the_sample_opens/picture.png"),
        to,
    )
}

fn page_of_the_paper(to: &Path) -> Outcome {
    let work = place::target().join("pictures");
    let _ = std::fs::remove_dir_all(&work);
    folder(&work)?;
    let wufei = || {
        let mut cargo = cargo();
        cargo.args(["run", "--quiet", "--package", "wufei", "--"]);
        cargo
    };
    let draft = work.join("示例.wufei");
    run(wufei()
        .arg("sample")
        .arg(&draft)
        .args(["--applicant", "enterprise"]))?;
    run(wufei()
        .arg("export")
        .arg(&draft)
        .arg("--to")
        .arg(&work)
        .args(["--only", "pdf"]))?;

    let pdf = work.join("申报书.pdf");
    let text = answer(Command::new("pdftotext").arg(&pdf).arg("-"))
        .ok_or_else(|| Failure::new("pdftotext 不能读出 申报书.pdf 的文字。"))?;
    let page = text
        .split('\u{c}')
        .collect::<Vec<_>>()
        .iter()
        .rposition(|page| page.replace(char::is_whitespace, "").contains(ON_THE_PAGE))
        .ok_or_else(|| Failure::new(format!("申报书.pdf 中没有写着“{ON_THE_PAGE}”的一页。")))?
        + 1;
    let drawn = work.join("page");
    run(program("pdftoppm")
        .args([
            "-png",
            "-singlefile",
            "-scale-to-x",
            WIDTH,
            "-scale-to-y",
            "-1",
        ])
        .args(["-f", &page.to_string(), "-l", &page.to_string()])
        .arg(&pdf)
        .arg(&drawn))?;
    keep(&drawn.with_extension("png"), to)
}

fn keep(from: &Path, to: &Path) -> Outcome {
    std::fs::copy(from, to).map_err(|error| {
        Failure::new(format!(
            "不能把 {} 复制为 {}：{error}。",
            place::shown(from),
            place::shown(to)
        ))
    })?;
    println!("已重新生成 {}。", place::shown(to));
    Ok(())
}
