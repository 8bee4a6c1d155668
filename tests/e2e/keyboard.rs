//! A whole draft filled from nothing without a mouse: “接下来” leads, the keys do the rest.

use fantoccini::key::Key;
use wufei::form::{FieldKind, Path, Scope, built_ins};

use crate::desk::Desk;
use crate::paper::{self, Opened, opened};
use crate::window::Window;

const ALT: char = '\u{e00a}';
const CTRL: char = '\u{e009}';
const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const DOWN: char = '\u{e015}';

/// Things worth doing at most: far more than a form has places.
const MOST: usize = 400;

/// Goes on by Tab until something has the focus.
async fn tab_to(window: &Window, selector: &str) {
    for _ in 0..200 {
        let there = format!("return document.activeElement.matches(\"{selector}\")");
        if window.run(&there).await == true {
            return;
        }
        window.keys(&[TAB]).await;
    }
    panic!("Tab does not come to {selector}");
}

/// What the focus is on: the path of its answer.
async fn here(window: &Window) -> String {
    window
        .run(
            "const at = document.activeElement.closest('[data-place], [name]'); \
             return at?.dataset.place ?? at?.getAttribute('name') ?? ''",
        )
        .await
        .as_str()
        .unwrap_or_default()
        .to_owned()
}

/// What is asked at a path: the field, or the column of a row.
fn kind_at(scope: &Scope<'_>, path: &str) -> Option<FieldKind> {
    let path = Path::parse(path)?;
    let field = scope.field(&path.field)?;
    if path.row.is_none() {
        return Some(field.kind);
    }
    let column = match &path.column {
        Some(id) => field.columns.iter().find(|column| &column.path == id),
        None => field.yearly_column(),
    };
    Some(column.map_or(field.kind, |column| column.kind))
}

/// Answers what the focus asks for.
async fn answer(window: &Window, scope: &Scope<'_>, path: &str) {
    let Some(kind) = kind_at(scope, path) else {
        // What is no field is a button: files are chosen.
        window.keys(&[ENTER]).await;
        return;
    };
    match kind {
        FieldKind::YesNo => window.keys(&[' ']).await,
        FieldKind::Industry | FieldKind::Industries | FieldKind::Division => {
            let wanted = if kind == FieldKind::Division {
                "广东"
            } else {
                "312"
            };
            window.types(wanted).await;
            window.find("[role=option]").await;
            window.keys(&[DOWN]).await;
            window.keys(&[ENTER]).await;
        }
        FieldKind::Figure | FieldKind::Count | FieldKind::Yearly | FieldKind::Rows
            if path.contains("utilised") =>
        {
            window.types("95").await;
        }
        FieldKind::Figure | FieldKind::Count | FieldKind::Yearly => window.types("100").await,
        FieldKind::Date if path.contains("founded") => window.types("2005-06-01").await,
        FieldKind::Date => window.types("2026-03-18").await,
        FieldKind::Phone => window.types("020-12345678").await,
        FieldKind::Mobile => window.types("13800000000").await,
        FieldKind::Email => window.types("lisi@example.cn").await,
        FieldKind::Web => window.types("www.example.cn").await,
        FieldKind::Text if path.ends_with("unit") => window.types("万吨").await,
        FieldKind::Text | FieldKind::LongText | FieldKind::Blocks | FieldKind::Rows => {
            window.types("逐项落实的做法").await;
        }
    }
}

async fn filled_by_keys(applicant: &str) {
    let scope = built_ins()[0].scope(applicant).expect("a kind");
    let mut desk = Desk::new(&format!("filled_by_keys_{applicant}"));
    let draft = desk.path("申报书.wufei");
    let documents = desk.path("导出");
    desk.answer("new-draft", &draft);
    desk.answer("folder", &documents);
    let proof = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../assets/samples/enterprise-files/plan.pdf"
    );
    desk.answer("files", std::path::Path::new(proof));

    let mut window = desk.open(&[]).await;
    window.find("[data-create]").await;
    tab_to(&window, &format!("[data-create={applicant}]")).await;
    window.keys(&[ENTER]).await;
    window.find("#work").await;

    let mut last = String::new();
    for turn in 0.. {
        assert!(turn < MOST, "the way does not end; last at {last}");
        window.keys(&[ALT, 'n']).await;
        if window
            .run("return document.querySelector('nav [aria-current]').dataset.section")
            .await
            == "check"
        {
            break;
        }
        last = here(&window).await;
        answer(&window, &scope, &last).await;
        window.saved().await;
        if turn % 40 == 20 {
            window.picture("on-the-way").await;
        }
    }
    window.picture("check").await;
    window.find("#work [data-ready=true]").await;
    tab_to(&window, "[name='export.last']").await;
    window.keys(&[DOWN]).await;
    window.keys(&[CTRL, 'e']).await;
    window.keys(&[Key::Enter.into()]).await;
    window
        .until("three documents", async || paper::written(&documents) == 3)
        .await;
    window.picture("exported").await;
    window.close().await;
    assert!(opened(&documents.join("申报书.pdf")) == Opened::Pdf);
    let answers = paper::answers(&draft);
    for (_, field) in scope.fields().filter(|(_, field)| field.required) {
        let carried = field
            .carry
            .as_ref()
            .is_some_and(|from| answers.contains_key(from));
        assert!(
            carried || answers.contains_key(&field.path),
            "{}",
            field.path
        );
    }
}

#[tokio::test]
async fn an_enterprise_is_filled_by_keys_alone() {
    filled_by_keys("enterprise").await;
}

#[tokio::test]
async fn a_park_is_filled_by_keys_alone() {
    filled_by_keys("park").await;
}
