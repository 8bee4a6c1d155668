//! The form is data: a made-up form (`tests/forms/water.toml`) goes through fill, check and all
//! three documents, and no line of the program knows it, nor the official one.

mod common;
#[path = "fixture/made.rs"]
mod made;
#[path = "fixture/sources.rs"]
mod sources;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

use serde_json::{Value, json};
use wufei::check::{self, Severity, Verdict};
use wufei::compose::{Options, compose};
use wufei::derive::Figures;
use wufei::draft::{Attachment, Draft, Edit, Incoming, attachment};
use wufei::export::{self, docx, pdf, xlsx};
use wufei::file::{DraftFile, DraftIdentity};
use wufei::form::{self, Form, Scope};
use wufei::layout::{self, FontBook};

fn water() -> Arc<Form> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/water.toml");
    Form::parse(&std::fs::read_to_string(file).expect("the form's file")).expect("a sound form")
}

fn school() -> Value {
    json!({
        "form": "water-2027",
        "applicant": "school",
        "front": { "unit": "河东中学", "day": "2027-03-01" },
        "vow": { "true": true },
        "story": {
            "headline": "河东“一水多用”经验",
            "body": [
                { "type": "paragraph", "text": "2026年中水率为{{use.ratio.2026}}%，用水{{use.total.2026}}立方米。" },
                { "type": "chart", "of": "use.total", "caption": "逐年用水" },
                { "type": "table", "caption": "水源", "rows": [["水源", "2026年"], ["河水", "{{use.sources[1].2026}}"]] },
                { "type": "figure", "attachment": "m", "caption": "水表" },
            ],
        },
        "unit": { "writer": "李四", "people": "1,200" },
        "use": {
            "total": { "2023": "50000", "2024": "48000", "2025": 47000, "2026": "46000.5" },
            "sources": [
                { "label": "自来水", "amount": { "2023": "40000", "2024": "37000", "2025": "34000", "2026": "31000.5" } },
                { "label": "河水", "amount": { "2023": "10000", "2024": "11000", "2025": "13000", "2026": "15000" } },
            ],
            "reused": { "2023": "10000", "2024": "11000", "2025": "13000", "2026": "15000" },
        },
        "taps": [
            { "house": "宿舍", "drawn": "20000", "reused": "8000" },
            { "house": "食堂", "drawn": "12000", "reused": "3000", "share": "25" },
        ],
        "words": "水表到楼，人人可查。",
        "conditions": { "since": "1998-09-01", "metered": true },
        "row": { "gist": "一水多用。" },
    })
}

fn plant() -> Value {
    json!({
        "form": "water-2027",
        "applicant": "plant",
        "front": { "unit": "河西工厂", "day": "2027-03-01" },
        "vow": { "true": true },
        "story": {
            "headline": "河西工厂“水表到机”经验",
            "body": [{ "type": "paragraph", "text": "单件取水由{{use.each.2023}}降到{{use.each.2026}}立方米，下降{{use.each_down.2023}}%。" }],
        },
        "unit": { "writer": "王五", "trade": "312" },
        "use": {
            "total": { "2023": "900", "2024": "880", "2025": "850", "2026": "800" },
            "pieces": { "2023": "300", "2024": "310", "2025": "320", "2026": "340" },
            "piece": "万件",
        },
        "conditions": { "since": "2001-01-01", "metered": true },
        "row": { "gist": "水表到机。" },
    })
}

fn filled(scope: &Scope, json: &Value) -> (Draft, BTreeMap<String, Vec<u8>>) {
    let mut draft = Draft::new(&scope.form.id, &scope.applicant.id);
    let incoming = Incoming::parse(scope, &json.to_string()).expect("answers of the form");
    draft
        .apply(scope, &Edit::All(incoming.edits))
        .expect("edits of the form");
    let picture = std::fs::read(common::samples().join("park-files/flow.png")).expect("a picture");
    let (media, trouble) = attachment::probe("meter.png", &picture);
    let attachment = Attachment {
        id: "m".into(),
        kind: "meter".into(),
        title: "水表".into(),
        file: "meter.png".into(),
        size: picture.len() as u64,
        sha256: String::new(),
        media,
        trouble,
    };
    draft
        .apply(scope, &Edit::PutAttachment { attachment })
        .expect("a kind of the form");
    (draft, BTreeMap::from([("m".to_owned(), picture)]))
}

/// A claim of being below another figure looks at that figure as it is asked: once, each year, derived.
#[test]
fn a_claim_is_held_against_the_last_year_of_yearly_figures() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/water.toml");
    let text = std::fs::read_to_string(file).expect("the form's file");
    for (of, than, verdict, words) in [
        ("use.reused", "use.total", Verdict::Met, "平均 46,000.5"),
        ("use.total", "use.reused", Verdict::NotMet, "平均 15,000"),
        ("use.reused", "use.ratio", Verdict::NotMet, "平均 32.6"),
        ("use.reused", "unit.people", Verdict::NotMet, "平均 1,200"),
    ] {
        let claim = format!(
            "{{ below = {{ claim = \"conditions.metered\", of = \"{of}\", than = \"{than}\" }} }}"
        );
        let asked = "{ yes = { path = \"conditions.metered\" } }";
        assert!(text.contains(asked));
        // The other kind of applicant has none of these figures.
        let text = text
            .replace(asked, &claim)
            .replace("id = \"age\"", "id = \"age\"\napplicant = \"school\"");
        let form = Form::parse(&text).expect("a sound form");
        let scope = form.scope("school").expect("a kind of applicant");
        let (draft, _) = filled(&scope, &school());
        let review = check::review(&scope, &draft);
        let judged = review
            .eligibility
            .iter()
            .find(|one| one.rule == "age")
            .expect("it");
        assert_eq!(judged.verdict, verdict, "{of} {than}: {}", judged.evidence);
        assert!(judged.evidence.contains(words), "{}", judged.evidence);
    }
}

fn told(scope: &Scope, draft: &Draft) -> BTreeSet<(String, String)> {
    check::review(scope, draft)
        .findings
        .into_iter()
        .map(|f| {
            (
                f.code.word().to_owned(),
                by_place(draft, f.path.to_string()),
            )
        })
        .collect()
}

/// A place with its row by position.
fn by_place(draft: &Draft, path: String) -> String {
    let at = form::Path::parse(&path).expect("a path");
    match draft.row_position(&at) {
        Some(row) => form::Path {
            row: None,
            ..at.clone()
        }
        .at(row)
        .to_string(),
        None => path,
    }
}

fn all(findings: &[(&str, &str)]) -> BTreeSet<(String, String)> {
    findings
        .iter()
        .map(|(code, path)| ((*code).to_owned(), (*path).to_owned()))
        .collect()
}

/// The answers with one changed; `null` takes it away.
fn with(mut json: Value, pointer: &str, value: Value) -> Value {
    *json.pointer_mut(pointer).expect(pointer) = value;
    json
}

#[test]
fn an_empty_draft_is_asked_for_what_the_form_requires() {
    let form = water();
    let scope = form.scope("school").expect("scope");
    let missing = [
        "front.unit",
        "front.day",
        "story.headline",
        "story.body",
        "unit.writer",
        "unit.people",
        "use.total",
        "use.sources",
        "use.reused",
        "taps",
        "words",
        "conditions.since",
        "conditions.metered",
        "row.gist",
    ];
    let mut expected = all(&missing.map(|path| ("missing", path)));
    expected.extend(all(&[
        ("declaration", "vow.true"),
        ("attachment-missing", "attachments.meter"),
    ]));
    assert_eq!(told(&scope, &Draft::new(&form.id, "school")), expected);
}

#[test]
fn figures_follow_as_the_form_says() {
    let form = water();
    let expect = |applicant: &str, json: Value, known: &[(&str, &str)]| {
        let scope = form.scope(applicant).expect("scope");
        let (draft, _) = filled(&scope, &json);
        let figures = Figures::new(&scope, &draft);
        for (path, value) in known {
            let path = draft.settled(form::Path::parse(path).expect(path));
            let figure = figures.figure(&path).expect("a figure");
            assert_eq!(figure.value.to_string(), *value, "{path}");
        }
    };
    expect(
        "school",
        school(),
        &[
            ("use.ratio.2023", "20.0"),
            ("use.ratio.2026", "32.6"),
            ("use.ratio_up.2023", "12.6"),
            ("use.ratio_up.2025", "4.9"),
            ("taps[0].share", "40.0"),
        ],
    );
    expect(
        "plant",
        plant(),
        &[
            ("use.each.2023", "3.000"),
            ("use.each.2026", "2.353"),
            ("use.each_down.2023", "21.6"),
            ("use.each_down.2025", "11.4"),
        ],
    );
}

#[test]
fn filled_drafts_are_ready_and_faults_are_found() {
    let form = water();
    for (applicant, json) in [("school", school()), ("plant", plant())] {
        let scope = form.scope(applicant).expect("scope");
        let (draft, _) = filled(&scope, &json);
        let review = check::review(&scope, &draft);
        assert!(
            review.ready && review.findings.is_empty(),
            "{:#?}",
            review.findings
        );
        assert!(review.eligibility.iter().all(|e| e.verdict == Verdict::Met));
        assert_eq!(review.words["story"].limit, 400);
    }
    let scope = form.scope("school").expect("scope");
    /// Where, what instead, and the findings that must follow by code and path.
    type Fault<'a> = (&'a str, Value, &'a [(&'a str, &'a str)]);
    let faults: [Fault<'_>; 14] = [
        (
            "/front/day",
            json!("2027-13-01"),
            &[("format", "front.day")],
        ),
        (
            "/use/total/2025",
            Value::Null,
            &[("missing", "use.total.2025")],
        ),
        (
            "/use/sources/0/amount/2023",
            json!("40009"),
            &[("sum-mismatch", "use.total.2023")],
        ),
        (
            "/use/reused/2026",
            json!("150000"),
            &[("magnitude", "use.reused.2026")],
        ),
        (
            "/use/reused/2026",
            json!("11000"),
            &[("ineligible", "use.ratio")],
        ),
        (
            "/use/sources/1/label",
            json!("水源2"),
            &[("placeholder", "use.sources[1].label")],
        ),
        (
            "/taps/1/share",
            json!("26.1"),
            &[("rate-mismatch", "taps[1].share")],
        ),
        (
            "/taps/1/drawn",
            json!("20001"),
            &[
                ("order", "taps[1].drawn"),
                ("rate-mismatch", "taps[1].share"),
            ],
        ),
        ("/taps/0/drawn", json!("40000"), &[("sum-mismatch", "taps")]),
        (
            "/story/headline",
            json!("河东“一水多用”做法"),
            &[("title-pattern", "story.headline")],
        ),
        (
            "/words",
            json!("2026年中水率为50%。"),
            &[("inconsistent", "words")],
        ),
        (
            "/row/gist",
            json!("某某中学"),
            &[("placeholder", "row.gist")],
        ),
        (
            "/conditions/metered",
            json!(false),
            &[("ineligible", "conditions.metered")],
        ),
        ("/vow/true", json!(false), &[("declaration", "vow.true")]),
    ];
    for (pointer, value, expected) in faults {
        let (draft, _) = filled(&scope, &with(school(), pointer, value));
        assert_eq!(told(&scope, &draft), all(expected), "{pointer}");
    }
    let long = with(school(), "/story/body/0/text", json!("字".repeat(400)));
    let (draft, _) = filled(&scope, &long);
    let review = check::review(&scope, &draft);
    let over = review
        .findings
        .iter()
        .find(|f| f.code == "over-limit")
        .expect("over");
    assert_eq!(
        (over.path.to_string().as_str(), over.severity),
        ("story", Severity::Error)
    );
    // A contradiction between base years: 4.9 points from 2025, 9.9 from 2023.
    let (draft, _) = filled(&scope, &with(school(), "/use/reused/2026", json!("13750")));
    assert_eq!(
        told(&scope, &draft),
        all(&[("eligibility-unclear", "use.ratio")])
    );
}

fn fonts() -> FontBook {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/fonts");
    FontBook::load(&dir).expect("the fonts")
}

fn text_of(reading: &docx::WordText) -> String {
    let mut text = String::new();
    for content in &reading.content {
        match content {
            docx::Content::Paragraph(line) => text.push_str(line),
            docx::Content::Table(rows) => {
                rows.iter().flatten().for_each(|cell| text.push_str(cell))
            }
        }
        text.push('\n');
    }
    text
}

#[test]
fn all_three_documents_are_written() {
    let form = water();
    let fonts = fonts();
    for (applicant, json) in [("school", school()), ("plant", plant())] {
        let scope = form.scope(applicant).expect("scope");
        for (draft, bytes) in [
            filled(&scope, &json),
            (Draft::new(&form.id, applicant), BTreeMap::new()),
        ] {
            let filled = draft.answers().next().is_some();
            let composition = compose(&scope, &draft, &Options::default());
            assert_eq!(composition.paper_name, "申请书");
            let pages = layout::lay_out(&composition, &fonts).expect("pages");

            let word = made::word(&composition, &pages, &fonts, &bytes);
            let text = text_of(&docx::read(Cursor::new(&word)).expect("Word reads"));

            let book = xlsx::write(&composition).expect("Excel");
            xlsx::verify(&book, &composition).expect("Excel says what was composed");
            let answers = xlsx::read(&book).expect("Excel reads");

            let paper = made::paper(&pages, &composition, &fonts, &bytes);
            let printed = pdf::read_text(&paper).expect("PDF reads").pages.concat();

            for official in ["固废", "园区", "2022", "万吨", "申报"] {
                assert!(!text.contains(official), "{official} in Word");
                assert!(!printed.contains(official), "{official} in PDF");
                assert!(
                    answers.iter().all(|a| !a.text.contains(official)),
                    "{official} in Excel"
                );
            }
            for own in [
                "节水案例申请书",
                "目次",
                "一、怎么做的",
                "分年用水",
                "2026年",
            ] {
                assert!(text.contains(own), "{own} in Word");
                assert!(printed.contains(own), "{own} in PDF");
            }
            if filled {
                let name = draft.text(&scope, "front.unit").expect("a name");
                assert!(text.contains(name) && printed.contains(name));
                let at = |anchor: &str| {
                    let anchor = draft.settled(form::Path::parse(anchor).expect(anchor));
                    let anchor = anchor.to_string();
                    let found = answers.iter().find(|a| a.anchor == anchor);
                    found
                        .unwrap_or_else(|| panic!("{anchor} in Excel"))
                        .text
                        .clone()
                };
                assert_eq!(at("front.unit"), name);
                match applicant {
                    "school" => {
                        assert_eq!(at("use.total.2026"), "46000.5");
                        assert_eq!(at("use.sources[1].2023"), "10000");
                        for own in ["32.6%", "46,000.5", "其中：自来水", "用水最多的楼", "宿舍"]
                        {
                            assert!(text.contains(own), "{own}");
                            assert!(printed.contains(own), "{own}");
                        }
                    }
                    _ => {
                        assert!(text.contains("2.353") && printed.contains("2.353"));
                        assert!(text.contains("（万件）") && printed.contains("（万件）"));
                    }
                }
            }
        }
    }
}

/// The same through a draft file: made, closed, opened, exported into a folder.
#[test]
fn a_draft_file_of_the_form_is_kept_and_exported() {
    let forms = [water()];
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("河东中学.wufei");
    let identity = DraftIdentity {
        at: "2027-03-01T08:00:00+08:00[Asia/Shanghai]"
            .parse()
            .expect("a time"),
        seed: 7,
        sample: false,
    };
    let mut json = school();
    json["attachments"] =
        json!([{ "id": "m", "kind": "meter", "title": "水表", "file": "park-files/flow.png" }]);
    let made = DraftFile::create(&path, &forms[0], "school", &identity, |file| {
        file.merge(
            &json.to_string(),
            |name| std::fs::read(common::samples().join(name)),
            identity.at.timestamp(),
        )
    });
    drop(made.expect("a draft file"));
    // It carries its form: it opens where nobody knows it.
    let file = DraftFile::open(&path, form::built_ins()).expect("a draft of the form");
    assert_eq!(file.scope().form, forms[0]);
    let review = check::review(file.scope(), file.draft());
    assert!(
        review.ready && review.findings.is_empty(),
        "{:#?}",
        review.findings
    );
    let out = folder.path().join("out");
    let papers = export::write(
        file.scope(),
        file.draft(),
        &file,
        &Options::default(),
        &export::Document::ALL,
        &out,
    )
    .expect("all documents");
    let names: BTreeSet<String> = papers
        .written
        .iter()
        .filter_map(|w| Some(w.path.strip_prefix(&out).ok()?.to_str()?.to_owned()))
        .collect();
    let expected = [
        "附带文件/1 flow.png",
        "一览.docx",
        "申报邮件.eml",
        "申请书.docx",
        "申请书.pdf",
        "用水表.xlsx",
        "盖章页.pdf",
    ];
    assert_eq!(names, expected.map(str::to_owned).into());
}

#[test]
fn the_notice_s_own_years_can_be_printed_alone() {
    let form = water();
    let scope = form.scope("school").expect("scope");
    let (draft, bytes) = filled(&scope, &school());
    let options = Options {
        notice_years: true,
        ..Options::default()
    };
    let composition = compose(&scope, &draft, &options);
    let fonts = fonts();
    let pages = layout::lay_out(&composition, &fonts).expect("pages");
    let word = made::word(&composition, &pages, &fonts, &bytes);
    let text = text_of(&docx::read(Cursor::new(&word)).expect("Word reads"));
    assert!(
        text.contains("37,000") && !text.contains("34,000"),
        "{text}"
    );
}

#[test]
fn the_program_does_not_know_the_official_form() {
    let official = form::built_in("miit-2025-539").expect("the official form");
    let mut paths: BTreeSet<&str> = BTreeSet::new();
    for section in &official.sections {
        for field in &section.fields {
            paths.insert(&field.path);
        }
    }
    paths.extend(official.derived.iter().map(|d| d.path.field()));
    let code = sources::code(&sources::source());
    assert!(code.len() > 50);
    for (file, code) in code {
        // The files that come with the program are named where they are built in.
        let names_assets = file.ends_with("form/load.rs") || file.ends_with("form/guide.rs");
        let code = match names_assets {
            true => code.replace("/miit-2025-539.", "/"),
            false => code,
        };
        for word in ["固废", "无废园区", "无废企业", "产生强度", "enterprise"] {
            assert!(!code.contains(word), "{word} in {}", file.display());
        }
        for path in &paths {
            assert!(
                !code.contains(&format!("\"{path}")),
                "{path} in {}",
                file.display()
            );
        }
        let rooms = ["text", "form", "draft", "derive", "check", "compose"];
        let core = rooms
            .iter()
            .any(|room| file.starts_with(sources::source().join(room)));
        for year in (2020..2030).filter(|_| core) {
            let typed = code.match_indices(&format!("{year}")).any(|(at, _)| {
                // Not a character (`\u{2028}`), a namespace, a longer number or the pattern of a date.
                let lead = &code[..at];
                !code[at..].starts_with("2026-03-18")
                    && !lead.ends_with(|c: char| c == '/' || c == '{' || c.is_ascii_digit())
            });
            assert!(!typed, "{year} in {}", file.display());
        }
    }
}
