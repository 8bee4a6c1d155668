//! Everything there is to see, one view after another: asked of axe-core, and taken as pictures.

use fantoccini::key::Key;

use crate::axe;
use crate::desk::Desk;
use crate::paper;
use crate::window::Window;

/// A view that lies over the desk: how it is called up and what it is then.
struct Over {
    name: &'static str,
    call: &'static [char],
    shows: &'static str,
}

const CTRL: char = '\u{e009}';
const SHIFT: char = '\u{e008}';
const F1: char = '\u{e031}';

const OVER: &[Over] = &[
    Over {
        name: "manual",
        call: &[F1],
        shows: "[data-manual]",
    },
    Over {
        name: "keys",
        call: &[SHIFT, F1],
        shows: "dialog[open] kbd",
    },
    Over {
        name: "find",
        call: &[CTRL, 'f'],
        shows: "dialog[open] [role=option]",
    },
];

/// What axe-core finds wrong in all views of one kind of applicant, in one theme.
async fn wrong_in(applicant: &str, look: &str) -> Vec<String> {
    let mut desk = Desk::new(&format!("accessible_{applicant}_{look}"));
    desk.prefers(100, look);
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, applicant);
    desk.answer("new-draft", &desk.path("新的.wufei"));

    let mut window = desk.open(&[&draft]).await;
    let sections = window.sections().await;
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";
    assert_eq!(window.run(dark).await, look == "dark", "the theme");
    let mut wrong = Vec::new();
    for section in &sections {
        window.section(section).await;
        window.still().await;
        window.picture(section).await;
        wrong.extend(axe::violations(&window, section).await);
    }
    window.press("[data-menu]").await;
    window.find("[role=menu]").await;
    window.picture("menu").await;
    wrong.extend(axe::violations(&window, "menu").await);
    window.keys(&[Key::Escape.into()]).await;
    window.gone("[role=menu]").await;
    for over in OVER {
        window.keys(over.call).await;
        window.find(over.shows).await;
        window.picture(over.name).await;
        wrong.extend(axe::violations(&window, over.name).await);
        window.keys(&[Key::Escape.into()]).await;
        window.gone("dialog[open]").await;
    }
    // The first page, now with a draft worked on last.
    window.press("[aria-label^='离开']").await;
    window.find("[data-recent]").await;
    window.picture("front").await;
    wrong.extend(axe::violations(&window, "front").await);
    // An empty draft, asked for everything that is missing.
    window.press(&format!("[data-create={applicant}]")).await;
    for section in ["check", sections[0].as_str(), "waste", "case"] {
        window.section(section).await;
        window.still().await;
        window.picture(&format!("empty-{section}")).await;
        wrong.extend(axe::violations(&window, &format!("empty {section}")).await);
    }
    window.press("#tab-findings").await;
    wrong.extend(axe::violations(&window, "findings").await);
    window.close().await;
    wrong
}

#[tokio::test]
async fn an_enterprise_is_accessible_in_light() {
    assert_eq!(wrong_in("enterprise", "light").await, Vec::<String>::new());
}

#[tokio::test]
async fn an_enterprise_is_accessible_in_dark() {
    assert_eq!(wrong_in("enterprise", "dark").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_park_is_accessible_in_light() {
    assert_eq!(wrong_in("park", "light").await, Vec::<String>::new());
}

#[tokio::test]
async fn a_park_is_accessible_in_dark() {
    assert_eq!(wrong_in("park", "dark").await, Vec::<String>::new());
}

/// Size and theme are asked for by keys and from the menu, and hold after a restart.
#[tokio::test]
async fn size_and_theme_are_remembered() {
    let mut desk = Desk::new("size_and_theme_are_remembered");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let width = "return innerWidth";
    let dark = "return matchMedia('(prefers-color-scheme: dark)').matches";

    let window = desk.open(&[&draft]).await;
    window.find("#work").await;
    let full = window.run(width).await.as_f64().expect("a width");
    for _ in 0..3 {
        window.keys(&[CTRL, '=']).await;
    }
    window
        .until("the window at 150 %", async || {
            let now = window.run(width).await.as_f64().expect("a width");
            (full / now - 1.5).abs() < 0.02
        })
        .await;
    window.press_zoomed("[data-menu]").await;
    window.press_zoomed("[data-look=dark]").await;
    window
        .until("dark", async || window.run(dark).await == true)
        .await;
    window.close().await;

    let mut window = desk.open(&[&draft]).await;
    window.find("#work").await;
    window
        .until("dark again", async || window.run(dark).await == true)
        .await;
    let now = window.run(width).await.as_f64().expect("a width");
    assert!((full / now - 1.5).abs() < 0.02, "{full} to {now}");
    window.picture("dark-150").await;
    window.keys(&[CTRL, '0']).await;
    window
        .until("the usual size", async || {
            window.run(width).await.as_f64() == Some(full)
        })
        .await;
    window.close().await;
}

/// One series of pictures for `docs/pictures`.
struct Series {
    applicant: &'static str,
    look: &'static str,
    zoom: u16,
    /// Ids of the sections shown; all where empty.
    only: &'static [&'static str],
}

const SERIES: &[Series] = &[
    Series {
        applicant: "enterprise",
        look: "light",
        zoom: 100,
        only: &[],
    },
    Series {
        applicant: "enterprise",
        look: "light",
        zoom: 150,
        only: &[],
    },
    Series {
        applicant: "enterprise",
        look: "dark",
        zoom: 100,
        only: &["case", "waste", "check"],
    },
    Series {
        applicant: "park",
        look: "light",
        zoom: 100,
        only: &["production", "top_enterprises", "check"],
    },
];

/// Takes the pictures that `cargo xtask pictures` puts into `docs/pictures`, with a list of what
/// they show. It judges nothing, and so is only run when asked for.
#[tokio::test]
#[ignore = "takes pictures: `cargo xtask pictures`"]
async fn pictures_of_every_view() {
    let mut list = String::new();
    let mut place = None;
    for series in SERIES {
        let name = format!("{}-{}-{}", series.applicant, series.look, series.zoom);
        let mut desk = Desk::new(&format!("pictures_of_every_view/{name}"));
        desk.prefers(series.zoom, series.look);
        let draft = desk.path("示例.wufei");
        paper::sample(&draft, series.applicant);
        desk.answer("new-draft", &desk.path("新的.wufei"));
        let folder = place.get_or_insert_with(|| desk.picture("..")).clone();
        let mut take = async |window: &Window, view: &str, what: &str| {
            window.still().await;
            window
                .shot(&folder.join(format!("{name}-{view}.png")))
                .await;
            list.push_str(&format!("{name}\t{name}-{view}.png\t{what}\n"));
        };

        let window = desk.open(&[&draft]).await;
        for section in window.sections().await {
            if !series.only.is_empty() && !series.only.contains(&section.as_str()) {
                continue;
            }
            window
                .press_zoomed(&format!("[data-section='{section}']"))
                .await;
            window
                .find(&format!("[data-section='{section}'][aria-current=page]"))
                .await;
            let heading = window
                .run("return document.querySelector('#work h1').innerText")
                .await;
            let heading = heading.as_str().unwrap_or_default().replace('\n', " ");
            take(&window, &section, &heading).await;
            if section == "check" {
                window
                    .run("document.querySelector('[data-bases]').scrollIntoView()")
                    .await;
                take(&window, "requirements", "基本要求，两种算法").await;
            }
        }
        if series.only.is_empty() {
            window.press_zoomed("[data-menu]").await;
            take(&window, "menu", "菜单").await;
            window.keys(&[Key::Escape.into()]).await;
            window.keys(&[F1]).await;
            window.find("[data-manual]").await;
            take(&window, "manual", "使用手册").await;
            window.keys(&[Key::Escape.into()]).await;
            window.press_zoomed("[aria-label^='离开']").await;
            window.find("[data-recent]").await;
            take(&window, "front", "首页").await;
            window.press_zoomed("[data-create=enterprise]").await;
            window.press_zoomed("[data-section='check']").await;
            window
                .find("[data-section='check'][aria-current=page]")
                .await;
            take(&window, "empty-check", "检查与导出，还没有填").await;
        }
        window.close().await;
    }
    let folder = place.expect("a series");
    std::fs::write(folder.join("list.tsv"), list).expect("the list is written");
}
