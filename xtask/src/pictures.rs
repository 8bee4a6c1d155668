//! `cargo xtask pictures`: the pictures of `docs/pictures`, taken of the program as it is.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::process::{Failure, Outcome, answer, cargo, folder, program, run};
use crate::{install, page, place, test};

/// Page width of the picture in pixels.
const WIDTH: &str = "1000";

/// What stands at the head of the table to be shown; it stands in no later page.
const ON_THE_PAGE: &str = "工业固废产生量（万吨）";

/// Colours of a picture of the window: few, as the window has few.
const COLOURS: &str = "96";

/// Writes everything in `docs/pictures` anew: every view of the window with a page that shows them,
/// and the two pictures of the README.
///
/// # Errors
/// When something cannot be installed, built, run or found.
pub fn renew() -> Outcome {
    install::packages(&[
        install::WINDOW,
        install::DRIVER,
        install::TESTS,
        install::PICTURES,
    ])?;
    page::build()?;
    let pictures = place::root().join("docs/pictures");
    folder(&pictures)?;
    views(&pictures)?;
    window(&pictures.join("window.png"))?;
    page_of_the_paper(&pictures.join("page.png"))
}

/// The pictures that the tests of the window take of every view, and the page that shows them.
fn views(to: &Path) -> Outcome {
    run(test::window().args(["--ignored", "pictures_of_every_view"]))?;
    let from = place::target().join("e2e/pictures_of_every_view");
    let list = std::fs::read_to_string(from.join("list.tsv"))
        .map_err(|error| Failure::new(format!("没有找到界面图片的清单：{error}。")))?;
    let mut series: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for line in list.lines() {
        let mut parts = line.split('\t');
        let (Some(name), Some(file), Some(what)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        match series.last_mut() {
            Some((last, pictures)) if *last == name => pictures.push((file, what)),
            _ => series.push((name, vec![(file, what)])),
        }
    }
    // What no view has any more goes.
    let stale = |name: &str| name.ends_with(".png") && !["window.png", "page.png"].contains(&name);
    for entry in std::fs::read_dir(to).into_iter().flatten().flatten() {
        if entry.file_name().to_str().is_some_and(stale) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    let mut text = String::from(
        "# Every view\n\nTaken of the real window by `cargo xtask pictures`; not edited by hand.\n",
    );
    for (name, pictures) in &series {
        text.push_str(&format!("\n## {}\n", title(name)));
        for (file, what) in pictures {
            run(program("convert")
                .arg(from.join(file))
                .args(["+dither", "-colors", COLOURS, "-strip"])
                .args(["-define", "png:compression-level=9"])
                .arg(format!("PNG8:{}", to.join(file).display())))?;
            text.push_str(&format!("\n**{what}**\n\n![{what}]({file})\n"));
        }
    }
    std::fs::write(to.join("README.md"), text)
        .map_err(|error| Failure::new(format!("界面图片的页面写不进去：{error}。")))?;
    println!("已重新生成 {}。", place::shown(&to.join("README.md")));
    Ok(())
}

/// A series' name in words: `enterprise-dark-100`.
fn title(name: &str) -> String {
    let words: BTreeMap<&str, &str> = BTreeMap::from([
        ("enterprise", "企业"),
        ("park", "园区"),
        ("light", "浅色"),
        ("dark", "深色"),
    ]);
    name.split('-')
        .map(|part| match words.get(part) {
            Some(word) => (*word).to_owned(),
            None => format!("{part} %"),
        })
        .collect::<Vec<_>>()
        .join("，")
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
