//! Everything there is to see, one view after another: asked of axe-core, and taken as pictures.

use fantoccini::key::Key;
use serde_json::json;

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

/// What axe-core finds wrong in what is seen now, with a picture of it.
async fn seen(window: &mut Window, view: &str, wrong: &mut Vec<String>) {
    window.still().await;
    window.picture(view).await;
    wrong.extend(axe::violations(window, view).await);
}

/// Closes by Escape what lies over the page.
async fn close_over(window: &Window, over: &str) {
    window.keys(&[Key::Escape.into()]).await;
    window.gone(over).await;
}

/// The narrative: a chart, a figure being quoted in both ways, words being looked for, plain boxes.
async fn narrative(window: &mut Window, wrong: &mut Vec<String>) {
    window.section("case").await;
    window.find("[data-chart]").await;
    window
        .run("document.querySelector('[data-chart]').scrollIntoView({ block: 'center' })")
        .await;
    seen(window, "chart", wrong).await;
    window.press("[data-part] .ProseMirror").await;
    window.keys(&[CTRL, '/']).await;
    window.find("dialog[open] [role=option]").await;
    seen(window, "quote", wrong).await;
    close_over(window, "dialog[open]").await;
    // After a figure a stroke would ask for nothing.
    window.keys(&['见']).await;
    window.keys(&['/']).await;
    window.find("[data-quote]").await;
    seen(window, "asking", wrong).await;
    let inside = "const list = document.querySelector('[role=listbox]'); \
        return list.getBoundingClientRect().bottom \
            <= list.parentElement.getBoundingClientRect().bottom";
    assert_eq!(window.run(inside).await, true, "a long list scrolls");
    close_over(window, "[data-quote]").await;
    for (way, plain) in [("replace", false), ("plain-replace", true)] {
        if plain {
            window.press(".plainly").await;
            window.find("[name='case.plan[0]']").await;
            seen(window, "plain", wrong).await;
        }
        window.keys(&[CTRL, 'h']).await;
        let query = window.find("[aria-label='查找']").await;
        query.send_keys("固废").await.expect("keys reach the field");
        window.find(".hit.present").await;
        seen(window, way, wrong).await;
        close_over(window, "[role=search]").await;
    }
    window.press(".plainly").await;
    window.find("[data-part] .ProseMirror").await;
}

/// A grid: the menu of a row, a table being pasted.
async fn grid(window: &mut Window, wrong: &mut Vec<String>) {
    window.section("waste").await;
    // The handle is only seen on hover and focus.
    window.press_zoomed("[data-row-menu]").await;
    window.find("[role=menu] [data-action]").await;
    seen(window, "row-menu", wrong).await;
    close_over(window, "[role=menu]").await;
    window.press("[name='waste.generated.2022']").await;
    window
        .paste(
            "<table><tr><td>项目</td><td>2025年</td><td>2021年</td></tr> \
             <tr><td>工业固废产生量</td><td>2,285,000</td><td>1</td></tr></table>",
        )
        .await;
    window.find("[data-paste]").await;
    seen(window, "paste", wrong).await;
    close_over(window, "[data-paste]").await;
}

/// The history: its list, a moment beside now, and beside another.
async fn history(window: &mut Window, wrong: &mut Vec<String>) {
    window.section("cover").await;
    window.fill("cover.contact", "李四").await;
    window.saved().await;
    window.press("[data-history]").await;
    window.press("[data-sitting]").await;
    window.find("[data-step]").await;
    seen(window, "history", wrong).await;
    window.press_zoomed("li:last-child > [data-step]").await;
    window.find("[data-differs]").await;
    seen(window, "differences", wrong).await;
    window.press("[data-choose]").await;
    window.find("[data-step]:disabled").await;
    seen(window, "choosing", wrong).await;
    window.press("[data-step]:not(:disabled)").await;
    window.find("[data-differs]").await;
    seen(window, "two-moments", wrong).await;
}

/// What leads from the finished papers to paper and e-mail.
async fn papers(window: &mut Window, wrong: &mut Vec<String>) {
    window.section("check").await;
    for (button, view) in [("[data-print]", "print"), ("[data-mail]", "mail")] {
        window.press_zoomed(button).await;
        window.press("dialog[open] [data-make]").await;
        window.find("dialog[open] [data-outcome]").await;
        seen(window, view, wrong).await;
        close_over(window, "dialog[open]").await;
    }
}

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
        seen(&mut window, section, &mut wrong).await;
    }
    window.press("[data-menu]").await;
    window.find("[role=menu]").await;
    seen(&mut window, "menu", &mut wrong).await;
    close_over(&window, "[role=menu]").await;
    for over in OVER {
        window.keys(over.call).await;
        window.find(over.shows).await;
        seen(&mut window, over.name, &mut wrong).await;
        close_over(&window, "dialog[open]").await;
    }
    window.press("[data-menu]").await;
    window.press("[data-do=about]").await;
    window.find("dialog[open]").await;
    seen(&mut window, "about", &mut wrong).await;
    close_over(&window, "dialog[open]").await;
    narrative(&mut window, &mut wrong).await;
    grid(&mut window, &mut wrong).await;
    history(&mut window, &mut wrong).await;
    papers(&mut window, &mut wrong).await;
    window.section("cover").await;
    window.press("#tab-preview").await;
    window.find("[data-preview=ready] [data-drawn=yes]").await;
    seen(&mut window, "preview", &mut wrong).await;
    // The first page, now with a draft worked on last, and with its copies.
    window.press("[aria-label^='离开']").await;
    window.find("[data-recent]").await;
    seen(&mut window, "front", &mut wrong).await;
    window.press("[data-backups]").await;
    window.find("[data-restore]").await;
    seen(&mut window, "copies", &mut wrong).await;
    close_over(&window, "[data-restore]").await;
    // An empty draft, asked for everything that is missing.
    window.press(&format!("[data-create={applicant}]")).await;
    for section in ["check", sections[0].as_str(), "waste", "case"] {
        window.section(section).await;
        seen(&mut window, &format!("empty-{section}"), &mut wrong).await;
    }
    window.press("#tab-findings").await;
    seen(&mut window, "findings", &mut wrong).await;
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
    // The side column and the work stand beside one another, and what has no room there gives way.
    window.press_zoomed("[data-section=waste]").await;
    window.press_zoomed("[aria-label^='展开说明']").await;
    window.press_zoomed("#tab-preview").await;
    window.find("[data-preview=ready] [data-drawn=yes]").await;
    let beside = "const [work, side] = ['#work', '.side'].map(part => \
         document.querySelector(part).getBoundingClientRect()); \
         const head = document.querySelector('#work thead'); \
         const paper = document.querySelector('.side .face img'); \
         return [work.right <= side.left, getComputedStyle(head).display, \
             paper.naturalWidth >= 1.45 * paper.getBoundingClientRect().width]";
    assert_eq!(window.run(beside).await, json!([true, "none", true]));
    window.picture("beside-150").await;
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
        // Where the pictures are taken is nobody's matter.
        let anywhere = format!(
            "const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT); \
             while (walk.nextNode()) {{ \
                 const at = walk.currentNode; \
                 const shown = at.data.replace({}, '/文档'); \
                 if (shown !== at.data) at.data = shown; \
             }}",
            json!(draft.parent())
        );
        let mut take = async |window: &Window, view: &str, what: &str| {
            window.still().await;
            window.run(&anywhere).await;
            let picture = folder.join(format!("{name}-{view}.png"));
            window.shot(&picture).await;
            // WebKit once gave nothing but black; one colour takes 1 kB.
            let size = std::fs::metadata(&picture).map_or(0, |file| file.len());
            assert!(size > 5000, "{} is blank", picture.display());
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
            if section == "check" && series.only.is_empty() {
                for (button, view, what) in [
                    ("[data-print]", "print", "打印"),
                    ("[data-mail]", "mail", "发邮件"),
                ] {
                    window.press_zoomed(button).await;
                    window.press_zoomed("dialog[open] [data-make]").await;
                    window.find("dialog[open] [data-outcome]").await;
                    take(&window, view, what).await;
                    close_over(&window, "dialog[open]").await;
                }
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
            window.press_zoomed("[data-section=waste]").await;
            window
                .run(
                    "document.querySelector('#tab-preview') ?? \
                     document.querySelector(\"[aria-label^='展开说明']\").click()",
                )
                .await;
            window.press_zoomed("#tab-preview").await;
            window.find("[data-preview=ready] [data-drawn=yes]").await;
            take(&window, "preview", "预览").await;
            window.press_zoomed("[data-history]").await;
            window.press_zoomed("[data-sitting]").await;
            window.find("[data-step]").await;
            take(&window, "history", "历史").await;
            window.press_zoomed("[aria-label^='离开']").await;
            window.find("[data-recent]").await;
            take(&window, "front", "首页").await;
            window.press_zoomed("[data-backups]").await;
            window.find("[data-restore]").await;
            take(&window, "copies", "从备份恢复").await;
            close_over(&window, "[data-restore]").await;
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
