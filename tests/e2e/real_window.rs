//! The real window, driven through WebKit's own driver. Needs a screen: `cargo xtask test` gives
//! it one, `cargo test --workspace --test window` takes the one you sit at. Pictures of every step
//! stay in `target/e2e`.

mod axe;
mod bench;
mod desk;
mod keyboard;
mod keystrokes;
mod paper;
mod views;
mod window;

use std::time::{Duration, Instant};

use desk::Desk;
use fantoccini::key::Key;
use paper::{Opened, opened};
use serde_json::{Value, json};
use window::Window;

/// A new draft of an enterprise: cover, a figure, a finding that comes and goes, three documents.
#[tokio::test]
async fn an_enterprise_gets_its_documents() {
    let mut desk = Desk::new("an_enterprise_gets_its_documents");
    let draft = desk.path("申报书.wufei");
    let documents = desk.path("导出");
    desk.answer("new-draft", &draft);
    desk.answer("folder", &documents);

    let mut window = desk.open(&[]).await;
    window.find("[data-create=enterprise]").await;
    window.picture("front").await;
    window.press("[data-create=enterprise]").await;

    window.fill("cover.name", "乙铸造有限公司").await;
    window
        .fill("cover.address", "某某省某某市某某区铸造路 8 号")
        .await;
    window.fill("cover.contact", "李四").await;
    window.fill("cover.phone", "020-12345678").await;
    window.fill("cover.email", "lisi.example.cn").await;
    window.findings().await;
    let wrong_address = "[data-code=format][data-path='cover.email']";
    window.find(wrong_address).await;
    window.picture("a-finding").await;
    window.fill("cover.email", "lisi@example.cn").await;
    window.gone(wrong_address).await;
    window.fill("cover.date", "2026-03-18").await;
    window.picture("cover").await;

    window.section("waste").await;
    window.fill("waste.generated.2025", "12.50").await;
    window.fill("waste.utilised.2025", "125.0").await;
    let too_much = "[data-code=rate-over-100]";
    window.find(too_much).await;
    window.picture("more-used-than-made").await;
    window.fill("waste.utilised.2025", "12.00").await;
    window.gone(too_much).await;
    // Derived, and standing where it could be typed over.
    window
        .find("[name='waste.rate.2025'][placeholder='96.00']")
        .await;
    window.picture("figures").await;

    window.section("case").await;
    let text = window.find("[data-part='case.plan'] .ProseMirror").await;
    text.click().await.expect("the text is clicked");
    for words in [
        "编制方案，".to_owned(),
        format!("分年实施。{}", Key::Enter),
        "设专人负责 <甲>，产生".to_owned(),
    ] {
        text.send_keys(&words).await.expect("keys reach the text");
    }
    window.press("[data-quote-button]").await;
    let search = window.find("dialog input").await;
    let wanted = format!("产生量 2025{}", Key::Enter);
    search
        .send_keys(&wanted)
        .await
        .expect("keys reach the list");
    window
        .find("[data-part='case.plan'] [data-ref='waste.generated.2025']")
        .await;
    // Whoever chose goes on writing.
    window
        .until("the text has the focus again", async || {
            let here = "return document.activeElement.matches(\"[data-part='case.plan'] *\")";
            window.run(here).await == true
        })
        .await;
    // The same by a stroke in the text.
    text.send_keys("万吨，利用/利用量 2025")
        .await
        .expect("keys reach the text");
    window.find("[role=option][aria-selected=true]").await;
    window.picture("a-figure-asked-for").await;
    text.send_keys(&format!("{}万吨。", Key::Enter))
        .await
        .expect("keys reach the text");
    window
        .find("[data-part='case.plan'] [data-ref='waste.utilised.2025']")
        .await;
    window.leave(&text).await;
    window.saved().await;
    window.picture("narrative").await;

    window.section("check").await;
    window.picture("check").await;
    window.press(".export button.main").await;
    window
        .until("three documents", async || paper::written(&documents) == 3)
        .await;
    window.find("[data-file='附表与汇总表.xlsx']").await;
    window.picture("exported").await;
    window.close().await;

    assert!(opened(&documents.join("申报书.pdf")) == Opened::Pdf);
    let Opened::Parts(word) = opened(&documents.join("申报书.docx")) else {
        panic!("a Word file");
    };
    // Runs of one sentence may be cut anywhere; a chip is a run of its own.
    let text = paper::words(&word["word/document.xml"]);
    for words in [
        "乙铸造有限公司",
        "编制方案，分年实施。",
        "设专人负责 &lt;甲&gt;，产生12.50万吨，利用12.00万吨。",
    ] {
        assert!(text.contains(words), "{words}");
    }
    let Opened::Parts(workbook) = opened(&documents.join("附表与汇总表.xlsx")) else {
        panic!("a workbook");
    };
    assert!(workbook["xl/sharedStrings.xml"].contains("乙铸造有限公司"));

    let answers = paper::answers(&draft);
    assert_eq!(answers["cover.email"], json!("lisi@example.cn"));
    assert_eq!(
        answers["waste.generated"].to_string(),
        r#"{"2025":"12.50"}"#,
        "the figure as it was typed"
    );
}

/// A park, and a power cut while someone types: nothing that the window called saved is lost.
#[tokio::test]
async fn a_park_survives_a_power_cut() {
    let mut desk = Desk::new("a_park_survives_a_power_cut");
    let draft = desk.path("园区.wufei");
    desk.answer("new-draft", &draft);

    let mut window = desk.open(&[]).await;
    window.press("[data-create=park]").await;
    window.fill("cover.name", "乙经济开发区").await;
    window.section("waste").await;
    window.fill("waste.generated.2025", "88.0").await;
    let last = window.field("waste.generated.2024").await;
    last.send_keys("91.25").await.expect("keys reach the field");
    // The field is not left: what was typed is saved by itself.
    window.saved().await;
    window.picture("before").await;
    window.cut_power();

    let mut window = desk.open(&[]).await;
    window.find("[data-recent]").await;
    window.picture("front-again").await;
    window.press("[data-recent]").await;
    assert_eq!(window.value("cover.name").await, "乙经济开发区");
    window.section("waste").await;
    assert_eq!(window.value("waste.generated.2025").await, "88.0");
    assert_eq!(window.value("waste.generated.2024").await, "91.25");
    window.picture("after").await;
    window.close().await;
    assert_eq!(
        paper::answers(&draft)["waste.generated"].to_string(),
        r#"{"2024":"91.25","2025":"88.0"}"#
    );
}

/// A power cut in the middle of typing that has not paused once: all is there but the last moment, in a
/// field and in the narrative, and nothing of it in another order.
#[tokio::test]
async fn typing_without_a_pause_survives_a_power_cut() {
    /// What the manual promises is a second; the rest is for a machine that is busy.
    const LOST: Duration = Duration::from_secs(2);
    let mut desk = Desk::new("typing_without_a_pause_survives_a_power_cut");
    let mut missing = Vec::new();
    for (section, input, path) in [
        ("cover", "[name='cover.name']", "cover.name"),
        ("case", "[data-part='case.plan'] .ProseMirror", "case.plan"),
    ] {
        let draft = desk.path(&format!("{section}.wufei"));
        desk.answer("new-draft", &draft);
        let window = desk.open(&[]).await;
        window.press("[data-create=enterprise]").await;
        window.section(section).await;
        window.press(input).await;
        let mut typed = String::new();
        let mut pressed = Vec::new();
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(5) {
            let letter = char::from(b'a' + (typed.len() % 26) as u8);
            window.keys(&[letter]).await;
            pressed.push(Instant::now());
            typed.push(letter);
            tokio::time::sleep(Duration::from_millis(60)).await;
        }
        let cut = Instant::now();
        window.cut_power();

        let answers = paper::answers(&draft);
        let saved = match answers.get(path) {
            Some(Value::String(words)) => words.as_str(),
            Some(blocks) => blocks[0]["text"].as_str().expect("a paragraph"),
            None => "",
        };
        paper::sound(&draft);
        assert!(typed.starts_with(saved), "{path}: {typed} became {saved}");
        let due = pressed.iter().filter(|&&at| cut - at > LOST).count();
        if saved.len() < due {
            missing.push(format!("{path}: {} of {due}", saved.len()));
        }
    }
    assert!(
        missing.is_empty(),
        "of what is older than {LOST:?} there is {missing:?}"
    );
}

/// What is not in the table of calls is refused before it reaches anybody, plugins and the window's own
/// commands too.
#[tokio::test]
async fn nothing_but_the_calls_is_granted() {
    let mut desk = Desk::new("nothing_but_the_calls_is_granted");
    let window = desk.open(&[]).await;
    window
        .run(
            "window.refused = []; \
             for (const name of ['begin', 'plugin:dialog|open', 'plugin:window|close', 'plugin:event|emit']) \
               window.__TAURI_INTERNALS__.invoke(name, {}).then( \
                 () => window.refused.push(name + ' was done'), \
                 (said) => window.refused.push(String(said)));",
        )
        .await;
    window
        .until("every answer", async || {
            window.run("return window.refused.length").await == 4
        })
        .await;
    let said = window.run("return window.refused").await;
    for one in said.as_array().expect("a list") {
        let one = one.as_str().unwrap_or_default();
        assert!(one.contains("not allowed"), "{said}");
    }
    window.close().await;
}

/// The sample by command line, a change, and undo after a restart.
#[tokio::test]
async fn the_sample_opens() {
    let mut desk = Desk::new("the_sample_opens");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let path = "waste.generated.2025";

    let mut window = desk.open(&[&draft]).await;
    window.section("waste").await;
    let before = window.value(path).await;
    window.findings().await;
    // A careless unit: 吨 typed as 万吨.
    window.fill(path, "2285000").await;
    window.find("[data-code=magnitude]").await;
    window.saved().await;
    window.still().await;
    window.picture("careless").await;
    for section in [
        "pledge",
        "case",
        "basics",
        "attachments",
        "eligibility",
        "summary",
    ] {
        window.section(section).await;
        window.still().await;
        window.picture(section).await;
    }
    window.close().await;

    let mut window = desk.open(&[&draft]).await;
    window.section("waste").await;
    assert_eq!(window.value(path).await, "2,285,000", "as it is printed");
    window.press("[aria-label^='撤销']").await;
    window
        .until("the figure as before", async || {
            window.value(path).await == before
        })
        .await;
    window.gone("[data-code=magnitude]").await;
    window.picture("undone").await;

    // Two digits exchanged: what the README shows.
    window.findings().await;
    window.fill(path, "228.05").await;
    window.find("[data-code=sum-mismatch]").await;
    window.saved().await;
    window.still().await;
    window.shot(&desk.picture("picture.png")).await;
    window.close().await;
}

/// The program is killed in the middle of an export and of attaching a file, sooner and later: the
/// draft is sound each time, and every document that is there is whole.
#[tokio::test]
async fn a_cut_in_the_middle_leaves_whole_files() {
    let mut desk = Desk::new("a_cut_in_the_middle_leaves_whole_files");
    let (draft, documents, large) = (
        desk.path("示例.wufei"),
        desk.path("导出"),
        desk.path("证明.bin"),
    );
    paper::sample(&draft, "enterprise");
    std::fs::create_dir(&documents).expect("a folder");
    std::fs::write(&large, vec![7; 40 << 20]).expect("a large file");
    desk.answer("folder", &documents);
    desk.answer("files", &large);
    for (section, button) in [
        ("check", ".export button.main"),
        ("attachments", "[data-kind=files] button.button"),
    ] {
        for wait in [0, 80, 400] {
            let window = desk.open(&[&draft]).await;
            window.section(section).await;
            window.press(button).await;
            tokio::time::sleep(std::time::Duration::from_millis(wait)).await;
            window.cut_power();
            paper::sound(&draft);
            for entry in std::fs::read_dir(&documents).expect("the folder") {
                let path = entry.expect("an entry").path();
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                if !name.starts_with('.') {
                    opened(&path);
                }
            }
        }
    }
}

/// A version by name, a change, a restart: what is different is told, and the way back is one change
/// that undo takes back after another restart.
#[tokio::test]
async fn a_version_is_compared_and_come_back_to() {
    let mut desk = Desk::new("a_version_is_compared_and_come_back_to");
    let draft = desk.path("示例.wufei");
    let copy = desk.path("旧版.wufei");
    paper::sample(&draft, "enterprise");
    desk.answer("draft-copy", &copy);
    let path = "waste.generated.2025";

    let window = desk.open(&[&draft]).await;
    window.section("waste").await;
    let before = window.value(path).await;
    window.press("[data-history]").await;
    let name = window.find("#version-name").await;
    name.send_keys("交领导审核前").await.expect("keys reach it");
    window.press("article[data-kind=history] form button").await;
    window.find("[data-version]").await;
    window.section("waste").await;
    window.fill(path, "230.00").await;
    window.saved().await;
    window.section("statement").await;
    let statement = window.field("statement").await;
    let more = "信息化平台已经升级。";
    statement.send_keys(more).await.expect("keys reach it");
    window.section("case").await;
    window.saved().await;
    window.close().await;

    let mut window = desk.open(&[&draft]).await;
    window.press("[data-history]").await;
    window.find("[data-sitting]").await;
    window.press("[data-sitting]").await;
    window.find("[data-step]").await;
    window.picture("history").await;
    window.press("[data-version]").await;
    window.find(&format!("[data-differs='{path}']")).await;
    // Of a long text only the words that came are marked.
    let came = window.find("[data-differs=statement] ins").await;
    assert_eq!(came.text().await.expect("words"), more);
    window.still().await;
    window.picture("compared").await;
    // Beside any other moment, with a name or without.
    window.press("[data-choose]").await;
    window.press("[data-step]").await;
    window.find("[data-kind=version] #compared").await;
    window.find(&format!("[data-differs='{path}']")).await;
    window.still().await;
    window.picture("two-moments").await;
    window.press("[data-copy]").await;
    window.until("a copy", async || copy.is_file()).await;
    window.press("[data-return]").await;
    window.gone(&format!("[data-differs='{path}']")).await;
    window.picture("back").await;
    window.section("waste").await;
    assert_eq!(window.value(path).await, before);
    window.section("cover").await;
    window.close().await;

    let mut window = desk.open(&[&draft]).await;
    window.section("cover").await;
    window.press("[aria-label^='撤销：恢复到版本']").await;
    // Undo goes to where it changed something.
    window.find("[data-section=waste][aria-current=page]").await;
    assert_eq!(window.value(path).await, "230.00");
    window.picture("undone").await;
    window.close().await;
    assert_eq!(
        paper::answers(&copy)["waste.generated"]["2025"],
        json!(before)
    );
}

/// Last year's draft as the basis of a new one.
#[tokio::test]
async fn a_new_draft_begins_with_what_stays() {
    let mut desk = Desk::new("a_new_draft_begins_with_what_stays");
    let (old, new) = (desk.path("去年.wufei"), desk.path("今年.wufei"));
    paper::sample(&old, "park");
    desk.answer("basis", &old);
    desk.answer("new-draft", &new);
    let before = std::fs::read(&old).expect("the earlier draft");

    let mut window = desk.open(&[]).await;
    window.press("[data-based-on]").await;
    window.find("[data-carried]").await;
    window.still().await;
    window.picture("carried").await;
    window.fill("cover.contact", "李四").await;
    window.saved().await;
    window.press("[data-confirm]").await;
    window.gone("[data-carried]").await;
    window.section("pledge").await;
    window.close().await;
    assert!(std::fs::read(&old).expect("the earlier draft") == before);
    let answers = paper::answers(&new);
    assert_eq!(answers["cover.contact"], json!("李四"));
    assert!(!answers.contains_key("cover.date"));
}

/// A form that somebody sent: one with a fault is refused with its lines; of a sound one a draft is made,
/// which carries the form and is exported.
#[tokio::test]
async fn a_received_form_is_answered_and_exported() {
    let mut desk = Desk::new("a_received_form_is_answered_and_exported");
    let water = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/forms/water.toml");
    let text = std::fs::read_to_string(water).expect("the form");
    let (sound, broken) = (desk.path("节水.toml"), desk.path("坏.toml"));
    std::fs::write(&sound, &text).expect("a form");
    std::fs::write(&broken, text.replace("places = 3", "places = 99")).expect("a form");
    let (draft, out) = (desk.path("河东中学.wufei"), desk.path("导出"));
    std::fs::create_dir(&out).expect("a folder");
    desk.answer("form", &broken);
    desk.answer("new-draft", &draft);
    desk.answer("folder", &out);

    let mut window = desk.open(&[]).await;
    window.press("[data-receive]").await;
    window
        .until("what is wrong with the form", async || {
            window.text().await.contains("places") || window.text().await.contains("小数位数")
        })
        .await;
    window.picture("refused").await;
    desk.answer("form", &sound);
    window.press("[data-receive]").await;
    window.find("[data-create=school]").await;
    window.picture("received").await;
    window.press("[data-create=school]").await;
    window.fill("front.unit", "河东中学").await;
    window.saved().await;
    window.section("check").await;
    window.press(".export button.main").await;
    window
        .until("three documents", async || paper::written(&out) == 3)
        .await;
    window.picture("exported").await;
    window.close().await;
    std::fs::remove_file(&sound).expect("the form is not needed any more");
    let answers = paper::answers(&draft);
    assert_eq!(answers["front.unit"], json!("河东中学"));
    for name in ["申请书.docx", "申请书.pdf", "用水表.xlsx"] {
        assert!(out.join(name).is_file(), "{name}");
    }
}

/// A draft that is opened outside while the window stands comes up in that window, and what was
/// being typed is saved first.
#[tokio::test]
async fn a_second_start_opens_in_the_first_window() {
    let mut desk = Desk::new("a_second_start_opens_in_the_first_window");
    let (first, second) = (desk.path("甲.wufei"), desk.path("乙.wufei"));
    paper::sample(&first, "enterprise");
    paper::sample(&second, "park");

    let mut window = desk.open(&[&first]).await;
    let field = window.field("cover.contact").await;
    field.clear().await.expect("a field is cleared");
    field.send_keys("王五").await.expect("keys reach the field");
    let status = desk.start_again(&[&second]);
    assert!(status.success(), "{status}");
    window
        .until("the other draft", async || {
            window.text().await.contains("园区 ·")
        })
        .await;
    window.picture("second").await;
    let status = desk.start_again(&[]);
    assert!(status.success(), "{status}");
    window.close().await;
    assert_eq!(paper::answers(&first)["cover.contact"], json!("王五"));
}

/// A file that is no draft is said to be none, and left as it is.
#[tokio::test]
async fn a_file_that_is_no_draft_is_refused() {
    let mut desk = Desk::new("a_file_that_is_no_draft_is_refused");
    let letter = desk.path("信.wufei");
    std::fs::write(&letter, "不是草稿").expect("a file");
    let mut window = desk.open(&[&letter]).await;
    window.find("[role=alert]").await;
    window.find("[data-create=enterprise]").await;
    window.picture("refused").await;
    window.close().await;
    assert_eq!(
        std::fs::read_to_string(&letter).expect("the file"),
        "不是草稿"
    );
}

/// A draft that was damaged is said to be; a copy of it, saved elsewhere, opens as a draft of its own.
/// Nothing is written over.
#[tokio::test]
async fn a_damaged_draft_is_there_again_from_its_copy() {
    let mut desk = Desk::new("a_damaged_draft_is_there_again_from_its_copy");
    let (draft, back) = (desk.path("示例.wufei"), desk.path("找回.wufei"));
    let mut window = desk.open(&[]).await;
    window.press("[data-backups]").await;
    window.find("[data-none]").await;
    window.picture("no-copies").await;
    let wrong = axe::violations(&window, "no copies").await;
    assert_eq!(wrong, Vec::<String>::new());
    window.close().await;

    paper::sample(&draft, "enterprise");
    let mut window = desk.open(&[&draft]).await;
    window.fill("cover.contact", "赵六").await;
    window.saved().await;
    window.press("[aria-label^='离开']").await;
    window.find("[data-recent]").await;
    let mut bytes = std::fs::read(&draft).expect("the draft");
    bytes[4096..8192].fill(0xAA);
    std::fs::write(&draft, &bytes).expect("the draft is damaged");
    window.press("[data-recent]").await;
    window.find("[data-failure=file-damaged]").await;
    window.picture("damaged").await;
    assert!(window.text().await.contains("首页的“从备份恢复…”"));

    window.press("[data-backups]").await;
    window.find("[data-restore]").await;
    window.picture("copies").await;
    // In the place of the damaged draft nothing is put.
    desk.answer("draft-copy", &draft);
    window.press("[data-restore]").await;
    window.find("[data-failure=file-exists]").await;
    let wrong = axe::violations(&window, "not restored").await;
    assert_eq!(wrong, Vec::<String>::new());
    assert!(std::fs::read(&draft).expect("the draft") == bytes);
    desk.answer("draft-copy", &back);
    window.press("[data-restore]").await;
    assert_eq!(window.value("cover.contact").await, "赵六");
    window.picture("restored").await;
    window.close().await;
    paper::sound(&back);
    assert_eq!(paper::answers(&back)["cover.contact"], json!("赵六"));
}

/// A chart in the narrative is what the paper will show, sharp at 200 %, and follows the tables.
#[tokio::test]
async fn a_chart_in_the_narrative_follows_the_tables() {
    let mut desk = Desk::new("a_chart_in_the_narrative_follows_the_tables");
    desk.prefers(200, "dark");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let chart = "[data-chart='waste.generated']";
    let alt = format!("return document.querySelector(\"{chart}\")?.alt ?? ''");

    let mut window = desk.open(&[&draft]).await;
    window.press_zoomed("[data-section=case]").await;
    window.find(chart).await;
    let sharp = format!(
        "const image = document.querySelector(\"{chart}\"); \
         image.scrollIntoView({{ block: 'center' }}); \
         return image.complete && image.naturalWidth >= 2 * image.getBoundingClientRect().width"
    );
    window
        .until("a sharp chart", async || window.run(&sharp).await == true)
        .await;
    let before = window.run(&alt).await;
    let before = before.as_str().expect("words").to_owned();
    assert!(before.contains("2025年228.50"), "{before}");
    window.picture("chart").await;
    window.press_zoomed("[data-section=waste]").await;
    window.fill("waste.generated.2025", "300.25").await;
    window.saved().await;
    window.press_zoomed("[data-section=case]").await;
    window
        .until("the new figure", async || {
            let now = window.run(&alt).await;
            now.as_str().is_some_and(|now| now.contains("2025年300.25"))
        })
        .await;
    window.run(&sharp).await;
    window.picture("changed").await;
    window.close().await;
}

/// The paper beside the form: it shows the place being edited, follows a change, leads back by a
/// click, and shows a picture that was added beside a file of no use.
#[tokio::test]
async fn the_paper_stands_beside_the_form() {
    let mut desk = Desk::new("the_paper_stands_beside_the_form");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let path = "waste.generated.2025";

    let mut window = desk.open(&[&draft]).await;
    window.section("waste").await;
    window.press("#tab-preview").await;
    window.find("[data-preview=ready]").await;
    let field = window.field(path).await;
    field.click().await.expect("a field takes the focus");
    // What is drawn where the figure stands; nothing while its page is not drawn.
    let ink = "const mark = document.querySelector('[data-drawn=yes] i'); \
         const picture = mark?.parentElement.querySelector('img'); \
         if (!picture) return null; \
         const canvas = document.createElement('canvas'); \
         [canvas.width, canvas.height] = [picture.naturalWidth, picture.naturalHeight]; \
         canvas.getContext('2d').drawImage(picture, 0, 0); \
         const scale = canvas.width / mark.parentElement.clientWidth; \
         const box = [mark.offsetLeft, mark.offsetTop, mark.offsetWidth, mark.offsetHeight]; \
         const { data } = canvas.getContext('2d').getImageData(...box.map(n => Math.round(n * scale))); \
         return data.reduce((sum, value, at) => (sum * 31 + value) % 1000003, 0) + ' ' + \
             data.filter((value, at) => at % 4 === 0 && value < 100).length;";
    let mut before = json!(null);
    window
        .until("the figure on paper", async || {
            before = window.run(ink).await;
            !before.is_null()
        })
        .await;
    let dark: usize = before
        .as_str()
        .and_then(|ink| ink.split_once(' '))
        .and_then(|(_, dark)| dark.parse().ok())
        .expect("a count");
    assert!(dark > 20, "the figure is drawn: {before}");
    window.still().await;
    window.picture("preview").await;

    window.fill(path, "228.56").await;
    window.field(path).await.click().await.expect("the focus");
    window
        .until("the new figure on paper", async || {
            let now = window.run(ink).await;
            !now.is_null() && now != before
        })
        .await;
    window.picture("preview-changed").await;
    let words = window
        .run("return document.querySelector('.pages').textContent")
        .await;
    assert!(
        words.as_str().is_some_and(|words| words.contains("228.56")),
        "{words}"
    );

    // From the paper to the form: the first line of the page that is read.
    window.section("cover").await;
    window
        .until("the cover on paper", async || {
            window
                .run("return document.querySelector('.pages').scrollTop < 200")
                .await
                == true
        })
        .await;
    window.press("[data-page='1']").await;
    window.picture("preview-cover").await;

    let picture = desk.path("新图.png");
    std::fs::copy(
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../assets/samples/enterprise-files/flow.png"
        ),
        &picture,
    )
    .expect("a picture");
    let empty = desk.path("空的.png");
    std::fs::write(&empty, "").expect("an empty file");
    desk.answer_all("files", &[&empty, &picture]);
    window.section("attachments").await;
    window
        .press("[data-attachment-kind=photo] button.button")
        .await;
    window.find("[data-failure=file-empty]").await;
    let titled = async |title: &str| {
        window
            .until("the new picture in the list", async || {
                window
                    .run(&format!(
                        "return [...document.querySelectorAll('[data-attachment-kind=photo] li input')] \
                         .some(input => input.value === '{title}')"
                    ))
                    .await
                    == true
            })
            .await;
    };
    titled("新图").await;
    // What is dropped reaches the program as bytes, and is shown as bytes again.
    window
        .run(
            "const data = new DataTransfer(); \
             const picture = document.createElement('canvas'); \
             picture.getContext('2d').fillRect(0, 0, 9, 9); \
             const bytes = Uint8Array.from(atob(picture.toDataURL().split(',')[1]), c => c.charCodeAt(0)); \
             data.items.add(new File([bytes], '拖入 100%.png', { type: 'image/png' })); \
             const event = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }); \
             document.querySelector('[data-attachment-kind=photo]').dispatchEvent(event);",
        )
        .await;
    titled("拖入 100%").await;
    window
        .run("document.querySelector('[data-attachment-kind=photo] ul').scrollIntoView()")
        .await;
    window
        .find("[data-attachment-kind=photo] [data-thumbnail]")
        .await;
    window.picture("a-picture-added").await;
    window.close().await;
}

/// A table as a spreadsheet copies it, years in another order and in 吨: looked at, pasted, taken back
/// at once. Then figures are copied and pasted within the window, by keys alone.
#[tokio::test]
async fn a_table_is_pasted_from_a_spreadsheet() {
    let mut desk = Desk::new("a_table_is_pasted_from_a_spreadsheet");
    let draft = desk.path("粘贴.wufei");
    desk.answer("new-draft", &draft);
    let mut window = desk.open(&[]).await;
    window.press("[data-create=enterprise]").await;
    window.section("waste").await;
    window.press("[name='waste.generated.2022']").await;
    window
        .paste(
            "<html><body><table><tr><td colspan=4>单位：吨</td></tr> \
             <tr><td>项目</td><td>2025年</td><td>2024年</td><td>2021年</td></tr> \
             <tr><td>工业固废产生量</td><td>2,285,000</td><td>2357000</td><td>1</td></tr> \
             <tr><td>其中，高炉渣</td><td>1,449,000吨</td><td>148.60万吨</td><td></td></tr></table></body></html>",
        )
        .await;
    window.find("[data-paste]").await;
    window.picture("proposed").await;
    assert!(window.text().await.contains("“2021年”不在本表的年份里"));
    assert_eq!(window.value("waste.generated.2025").await, "");
    let now = window.find("[data-paste-now]").await;
    now.send_keys(&Key::Enter.to_string())
        .await
        .expect("a key reaches the button");
    window.gone("[data-paste]").await;
    window.saved().await;
    for (path, figure) in [
        ("waste.generated.2025", "228.5"),
        ("waste.generated.2024", "235.7"),
    ] {
        assert_eq!(window.value(path).await, figure, "{path}");
    }
    let row = window.row("waste.generated_by", 0).await;
    for (column, figure) in [("name", "高炉渣"), ("2025", "144.9"), ("2024", "148.60")] {
        let path = format!("{row}.{column}");
        assert_eq!(window.value(&path).await, figure, "{path}");
    }
    window.picture("pasted").await;
    let keys = |key: char| format!("{}{key}", Key::Control);
    let cell = window.field("waste.generated.2022").await;
    cell.send_keys(&keys('z')).await.expect("keys reach it");
    window
        .until("all of it is taken back", async || {
            window.value("waste.generated.2025").await.is_empty()
        })
        .await;
    let blank = window.row("waste.generated_by", 0).await;
    assert_eq!(window.value(&format!("{blank}.name")).await, "");

    window.fill("waste.generated.2022", "1.50").await;
    window.fill("waste.generated.2023", "2500").await;
    window.saved().await;
    window.press("[name='waste.generated.2022']").await;
    let cell = window.field("waste.generated.2022").await;
    let whole = format!("{}{}", Key::Home, Key::Shift) + &Key::End.to_string();
    cell.send_keys(&whole).await.expect("keys reach it");
    let on = format!("{}{}", Key::Shift, Key::Right);
    cell.send_keys(&on).await.expect("keys reach it");
    window
        .find(".cell.selected [name='waste.generated.2023']")
        .await;
    window.picture("selected").await;
    cell.send_keys(&keys('c')).await.expect("keys reach it");
    window.press("[name='waste.utilised.2023']").await;
    let to = window.field("waste.utilised.2023").await;
    to.send_keys(&keys('v')).await.expect("keys reach it");
    window
        .until("what was copied is pasted", async || {
            window.value("waste.utilised.2024").await == "2,500"
        })
        .await;
    window.saved().await;
    window.picture("copied").await;
    window.close().await;
    let answers = paper::answers(&draft);
    assert_eq!(
        answers["waste.utilised"].to_string(),
        r#"{"2023":"1.50","2024":"2,500"}"#
    );
}

/// A sentence quotes a row: it prints the figure of that row wherever the row is moved, and when the row is
/// deleted the figure is told as gone until something else is chosen. Undo brings all of it back.
#[tokio::test]
async fn a_quoted_row_is_followed_until_it_is_gone() {
    let mut desk = Desk::new("a_quoted_row_is_followed_until_it_is_gone");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "enterprise");
    let mut window = desk.open(&[&draft]).await;

    window.section("waste").await;
    let row = window.row_named(WASTES, "粉煤灰").await;
    let reference = format!("{row}.2025");
    let quoted = format!("[data-part='case.plan'] p:first-of-type [data-ref='{reference}']");
    window.section("case").await;
    let text = window.find("[data-part='case.plan'] .ProseMirror").await;
    window
        .run(
            "document.querySelector(\"[data-part='case.plan'] .ProseMirror\").focus(); \
             const selection = getSelection(); \
             selection.selectAllChildren(document.querySelector(\"[data-part='case.plan'] p\")); \
             selection.collapseToEnd();",
        )
        .await;
    text.send_keys("其中粉煤灰/粉煤灰 2025 产生量")
        .await
        .expect("keys reach the text");
    window
        .find(&format!("[data-quote='{reference}'][aria-selected=true]"))
        .await;
    text.send_keys(&format!("{}万吨。", Key::Enter))
        .await
        .expect("keys reach the text");
    window.find(&quoted).await;
    window.saved().await;
    let chip = async |window: &Window| {
        let chip = window.find(&quoted).await;
        chip.text().await.expect("what the chip says")
    };
    assert_eq!(chip(&window).await, "5.60");

    // Moved up twice; a row inserted above it, one made, filled and deleted below.
    window.section("waste").await;
    let cell = format!("[name='{row}.2025']");
    window.press(&cell).await;
    for place in [2, 1] {
        window.keys(&[Key::Alt.into(), Key::Up.into()]).await;
        window
            .until("the row is moved", async || {
                window.row(WASTES, place).await == row
            })
            .await;
    }
    window.find(&format!("{cell}:focus")).await;
    window
        .keys(&[Key::Control.into(), Key::Shift.into(), Key::Enter.into()])
        .await;
    window
        .until("a row above", async || window.row(WASTES, 2).await == row)
        .await;
    let above = window.row(WASTES, 1).await;
    window.find(&format!("[name='{above}.name']:focus")).await;
    window.fill(&format!("{above}.name"), "除尘灰").await;
    window.fill(&format!("{above}.2025"), "1.25").await;
    window.press(&format!("[name='{row}.2024']")).await;
    window.keys(&[Key::Alt.into(), Key::Down.into()]).await;
    window
        .until("the row is moved down", async || {
            window.row(WASTES, 3).await == row
        })
        .await;
    let below = window.row(WASTES, 4).await;
    window.press(&format!("[name='{below}.2024']")).await;
    window.keys(&[Key::Alt.into(), Key::Delete.into()]).await;
    window.gone(&format!("[name='{below}.2024']")).await;
    // The focus is in the row that stands there now, or the last.
    window.find(&format!("[name='{row}.2024']:focus")).await;
    window.saved().await;
    window.still().await;
    window.picture("moved").await;

    window.section("case").await;
    assert_eq!(chip(&window).await, "5.60");
    let printed = "其中粉煤灰5.60万吨。";
    previews(&window, printed).await;
    window.picture("followed").await;
    assert!(word(&desk, &window, "先").await.contains(printed));

    // The quoted row itself.
    window.section("waste").await;
    window.press(&cell).await;
    window.keys(&[Key::Alt.into(), Key::Delete.into()]).await;
    window.gone(&cell).await;
    window.saved().await;
    window.findings().await;
    let finding = "aside [data-code=lost-reference][data-path='case.plan'] button";
    window.find(finding).await;
    window.section("case").await;
    assert_eq!(chip(&window).await, "已删去 5.60");
    let printed = "其中粉煤灰〔已删去：2025 年固废“粉煤灰”的产生量 5.60万吨〕万吨。";
    previews(&window, printed).await;
    assert!(word(&desk, &window, "后").await.contains(printed));

    window.section("statement").await;
    window.findings().await;
    let lost = "return document.querySelectorAll('aside [data-code=lost-reference]').length";
    let before = window.run(lost).await.as_u64().expect("a count");
    window.press(finding).await;
    window
        .find("[data-offer=lost-reference] [data-choice]")
        .await;
    window.still().await;
    window.picture("lost").await;
    let wrong = axe::violations(&window, "a quoted row is gone").await;
    assert_eq!(wrong, Vec::<String>::new());
    // By keys: not the first of the choices but another row.
    let offered = window
        .run("return [...document.querySelectorAll('[data-choice]')].map(one => one.textContent)")
        .await;
    let at = offered
        .as_array()
        .expect("choices")
        .iter()
        .position(|one| one.as_str().is_some_and(|one| one.contains("钢渣")))
        .expect("another row");
    window
        .keys(&[Key::Shift.into(), Key::Alt.into(), Key::Enter.into()])
        .await;
    window.find("[data-choice='1']:focus").await;
    for _ in 1..at {
        window.keys(&[Key::Down.into()]).await;
    }
    window.find(&format!("[data-choice='{at}']:focus")).await;
    window.keys(&[Key::Enter.into()]).await;
    window.gone("[data-offer]").await;
    window.gone(&quoted).await;
    window.saved().await;
    let other = window
        .find("[data-part='case.plan'] p:first-of-type > span:last-of-type")
        .await;
    assert_eq!(other.text().await.expect("its figure"), "55.20");
    window
        .until("the finding is gone", async || {
            window.run(lost).await == before - 1
        })
        .await;
    window.picture("mended").await;

    // What was chosen is taken back, then the deletion: its row has the focus again.
    window.keys(&[Key::Control.into(), 'z']).await;
    window.find(&quoted).await;
    assert_eq!(chip(&window).await, "已删去 5.60");
    window.keys(&[Key::Control.into(), 'z']).await;
    window.find(&cell).await;
    window
        .until("the row has the focus", async || {
            let here = format!("return document.activeElement.name.startsWith('{row}')");
            window.run(&here).await == true
        })
        .await;
    window.section("case").await;
    assert_eq!(chip(&window).await, "5.60");
    window.saved().await;
    window.close().await;
    paper::sound(&draft);
}

/// The wastes of the sample.
const WASTES: &str = "waste.generated_by";

/// Waits until the preview, beside the text that has the focus, says something.
async fn previews(window: &Window, words: &str) {
    window.press("#tab-preview").await;
    window.find("[data-preview=ready]").await;
    window
        .run("document.querySelector(\"[data-part='case.plan'] .ProseMirror\").focus()")
        .await;
    window
        .until("the words on paper", async || {
            let said = window
                .run("return document.querySelector('.pages').textContent.replace(/\\s+/g, '')")
                .await;
            let words: String = words.split_whitespace().collect();
            said.as_str().is_some_and(|said| said.contains(&words))
        })
        .await;
}

/// What the Word file says that is exported now into a folder of its own.
async fn word(desk: &Desk, window: &Window, folder: &str) -> String {
    let documents = desk.path(folder);
    desk.answer("folder", &documents);
    window.section("check").await;
    window.press(".export button.main").await;
    window
        .until("three documents", async || paper::written(&documents) == 3)
        .await;
    let Opened::Parts(word) = opened(&documents.join("申报书.docx")) else {
        panic!("a Word file");
    };
    paper::words(&word["word/document.xml"])
}

/// From the finished papers to paper and e-mail: the copies are named, the PDF is given to the
/// system's viewer, the e-mail with its files to the mail program.
#[tokio::test]
async fn papers_are_printed_and_sent() {
    let mut desk = Desk::new("papers_are_printed_and_sent");
    let draft = desk.path("示例.wufei");
    paper::sample(&draft, "park");
    let beside = desk.path("示例-报送");

    let mut window = desk.open(&[&draft]).await;
    window.field("cover.name").await;
    // Ctrl P leads to it, Enter opens it.
    window.keys(&[Key::Control.into(), 'p']).await;
    window.find("[data-print]:focus").await;
    window.picture("checklist").await;
    window.keys(&[Key::Enter.into()]).await;
    window.find("dialog[open] [data-make]").await;
    window.fill("cover.copies", "2").await;
    window.picture("print").await;
    window.press("[data-make]").await;
    window.find("[data-outcome]").await;
    window.picture("printed").await;
    assert!(window.text().await.contains("份数填 2"));
    let paper = beside.join("申报书.pdf");
    assert_eq!(desk.opened(), paper);
    opened(&paper);
    window.keys(&[Key::Escape.into()]).await;
    window.gone("dialog[open]").await;
    window.find("[data-print]:focus").await;
    assert!(window.text().await.contains("打印《典型案例申报书》2 份"));

    window.press("[data-seal]").await;
    window.press("[data-make]").await;
    window.find("[data-outcome]").await;
    assert_eq!(desk.opened(), beside.join("盖章页.pdf"));
    window.keys(&[Key::Escape.into()]).await;
    window.gone("dialog[open]").await;

    window.press("[data-mail]").await;
    window.fill("cover.recipient", "shouli@example.cn").await;
    window.picture("mail").await;
    window.press("[data-make]").await;
    window.find("[data-outcome]").await;
    window.picture("mail-written").await;
    window.press("[data-hand-over]").await;
    let mail = beside.join("申报邮件.eml");
    window
        .until("the e-mail is handed over", async || desk.opened() == mail)
        .await;
    let mail = std::fs::read(&mail).expect("an e-mail");
    let mail = mail_parser::MessageParser::default()
        .parse(&mail)
        .expect("an e-mail");
    assert_eq!(mail.header_raw("X-Unsent").map(str::trim), Some("1"));
    let to = mail.to().and_then(|to| to.first()?.address());
    assert_eq!(to, Some("shouli@example.cn"));
    let attached = std::fs::read_dir(beside.join("随附材料")).expect("the attached files");
    assert_eq!(mail.attachments().count(), 3 + attached.count());
}
