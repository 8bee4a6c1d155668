//! The open draft as the page sees it, over the real core and a real file.

use jiff::{SignedDuration, Zoned};
use serde_json::json;
use std::collections::BTreeMap;
use wufei::draft::{Answer, Request};
use wufei::layout::FontBook;
use wufei_app::api_types::{Change, ExportRequest, Kind};
use wufei_app::pending_attachments::{self, Ready};
use wufei_app::preview;
use wufei_app::session::{Session, current_form};

fn now(seconds: i64) -> Zoned {
    let start: Zoned = "2026-03-18T14:03:00+08:00[Asia/Shanghai]".parse().unwrap();
    start.saturating_add(SignedDuration::from_secs(seconds))
}

fn set(path: &str, value: serde_json::Value) -> Request {
    serde_json::from_value(json!({"edit": "set", "path": path, "value": value})).unwrap()
}

fn codes_at(change: &Change, path: &str) -> Vec<String> {
    let findings = change.state.review.findings.iter();
    findings
        .filter(|finding| finding.path == path)
        .map(|finding| finding.code.word().to_owned())
        .collect()
}

#[test]
fn an_edit_tells_what_changed_and_what_follows() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    let opened = session.opened();
    assert!(opened.answers.is_empty());
    assert_eq!(opened.industries.len(), 473);
    assert_eq!(opened.state.saved, "14:03");
    let others = opened.form.sections.iter();
    assert!(others.clone().count() > 5);
    assert!(
        others
            .filter_map(|s| s.applicant.as_ref())
            .all(|a| a == "enterprise")
    );

    session
        .apply(&set("waste.generated.2025", json!("228.50")), &now(60))
        .unwrap();
    let change = session
        .apply(&set("waste.utilised.2025", json!("225.60")), &now(120))
        .unwrap();
    assert_eq!(
        change.answers.keys().collect::<Vec<_>>(),
        ["waste.utilised"]
    );
    assert_eq!(change.attachments, None);
    assert_eq!(change.state.review.derived["waste.rate"][&2025], "98.73");
    assert_eq!(change.state.figures["waste.rate.2025"].value, "98.73");
    assert_eq!(change.state.figures["waste.rate.2025"].unit, "%");
    assert_eq!(change.state.saved, "14:05");
    assert_eq!(
        change.state.undo.as_deref(),
        Some("修改 2025 年工业固废综合利用量")
    );

    let wrong = session
        .apply(&set("cover.email", json!("nobody")), &now(180))
        .unwrap();
    assert_eq!(codes_at(&wrong, "cover.email"), ["format"]);
    let right = session
        .apply(&set("cover.email", json!("a@b.cn")), &now(240))
        .unwrap();
    assert!(codes_at(&right, "cover.email").is_empty());
    let cleared = session
        .apply(&set("cover.email", json!("")), &now(300))
        .unwrap();
    assert_eq!(cleared.answers["cover.email"], None);
    assert_eq!(codes_at(&cleared, "cover.email"), ["missing"]);
}

#[test]
fn a_refused_edit_says_why_and_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "park", &now(0), 1).unwrap();
    for (path, value) in [
        ("cover.nothing", json!("x")),
        ("pledge.truthful", json!("yes")),
        ("waste.generated.1999", json!("1")),
        ("waste.generated_by[3].2025", json!("1")),
    ] {
        let failure = session.apply(&set(path, value), &now(1)).unwrap_err();
        assert!(failure.message.contains("没有改动"), "{}", failure.message);
    }
    assert!(session.opened().answers.is_empty());
    assert_eq!(session.opened().state.undo, None);
}

#[test]
fn what_was_typed_is_there_again_and_can_still_be_taken_back() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    session
        .apply(&set("cover.name", json!("甲")), &now(60))
        .unwrap();
    // No goodbye: as when the power goes.
    drop(session);
    let mut session = Session::open(&path, place.path(), &now(3600)).unwrap();
    let opened = session.opened();
    assert_eq!(opened.answers["cover.name"], Answer::Text("甲".into()));
    assert_eq!(opened.state.saved, "14:04");
    let change = session.undo(&now(3700)).unwrap();
    assert_eq!(change.answers["cover.name"], None);
    let change = session.redo(&now(3800)).unwrap();
    assert_eq!(
        change.answers["cover.name"],
        Some(Answer::Text("甲".into()))
    );
}

fn ready(kind: &str, name: &str, bytes: Vec<u8>) -> Ready {
    pending_attachments::ready(current_form(), kind, name, bytes).unwrap()
}

#[test]
fn attached_files_get_ids_names_and_titles_of_their_own() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    let files = vec![
        ("建设方案.txt".to_owned(), b"one".to_vec()),
        ("C:\\甲\\建设方案.TXT".to_owned(), b"two".to_vec()),
        ("a:b?.txt".to_owned(), b"three".to_vec()),
        ("..".to_owned(), b"four".to_vec()),
        (".hidden".to_owned(), b"five".to_vec()),
    ];
    let files = files
        .into_iter()
        .map(|(name, bytes)| ready("plan", &name, bytes));
    let change = session.attach(files.collect(), &now(1)).unwrap();
    let attachments = change.attachments.unwrap();
    let names: Vec<&str> = attachments.iter().map(|a| a.file.as_str()).collect();
    assert_eq!(
        names,
        [
            "files/建设方案.txt",
            "files/建设方案（2）.TXT",
            "files/a_b_.txt",
            "files/附件",
            "files/hidden",
        ]
    );
    let ids: Vec<&str> = attachments.iter().map(|a| a.id.as_str()).collect();
    assert_eq!(ids, ["a1", "a2", "a3", "a4", "a5"]);
    assert_eq!(attachments[1].title, "建设方案");
    assert_eq!(session.bytes("a2").unwrap(), b"two");
    assert!(
        codes_at(
            &session
                .apply(&set("statement", json!("x")), &now(9))
                .unwrap(),
            "attachments"
        )
        .iter()
        .all(|code| code != "attachment-unreadable")
    );
    // One change, one step back.
    let change = session
        .undo(&now(10))
        .and_then(|_| session.undo(&now(11)))
        .unwrap();
    assert_eq!(change.attachments, Some(Vec::new()));
    assert_eq!(
        session
            .attach(vec![ready("movie", "a", vec![1])], &now(12))
            .unwrap_err()
            .code,
        "edit-unknown-place"
    );
}

#[test]
fn a_last_version_is_refused_until_it_is_right() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let folder = place.path().join("out");
    let request = |last| ExportRequest {
        last,
        only: vec![Kind::Xlsx],
        notice_years: false,
    };
    let mut session = Session::sample(&path, "park", &now(0), 1).unwrap();
    session
        .apply(&set("cover.phone", json!("")), &now(1))
        .unwrap();
    let failure = session.export(&request(true), &folder).unwrap_err();
    assert_eq!(failure.code, "draft-has-errors");
    assert!(!folder.exists());
    session.export(&request(false), &folder).unwrap();
    session.undo(&now(2)).unwrap();
    let exported = session.export(&request(true), &folder).unwrap();
    assert_eq!(exported.files.len(), 1);
    assert_eq!(exported.files[0].name, "附表与汇总表.xlsx");
    let at = exported.folder.as_str();
    assert_eq!(session.exported(at, None), Some(folder.as_path()));
    let workbook = folder.join("附表与汇总表.xlsx");
    let named = Some("附表与汇总表.xlsx");
    assert_eq!(session.exported(at, named), Some(workbook.as_path()));
    // Only what was written can be opened, whatever else lies there.
    std::fs::write(folder.join("other.exe"), "").unwrap();
    for name in ["other.exe", "../a.wufei", "申报书.pdf", ""] {
        assert_eq!(session.exported(at, Some(name)), None);
    }
    assert_eq!(session.exported("/", None), None);

    // What the page still shows of an earlier export stays what it was.
    let other = session.folder_beside();
    let beside = session.export_beside(&request(false)).unwrap();
    assert_eq!(session.exported(at, named), Some(workbook.as_path()));
    let copy = other.join("附表与汇总表.xlsx");
    assert_eq!(
        session.exported(&beside.folder, named),
        Some(copy.as_path())
    );

    // A file of that name, or a folder that takes none: another way is told.
    std::fs::remove_dir_all(&other).unwrap();
    std::fs::write(&other, "").unwrap();
    let failure = session.export_beside(&request(false)).unwrap_err();
    assert_eq!(failure.code, "io");
    assert!(
        failure.message.contains("导出到文件夹…"),
        "{}",
        failure.message
    );
}

#[test]
fn a_draft_that_is_open_is_not_opened_twice() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let _open = Session::create(&path, "park", &now(0), 1).unwrap();
    let failure = Session::open(&path, place.path(), &now(1)).unwrap_err();
    assert_eq!(failure.code, "file-busy");
}

#[test]
fn the_history_is_told_by_sitting_and_a_version_can_be_come_back_to() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    let empty = session.history(None, &now(0)).unwrap();
    assert_eq!((empty.last, empty.sittings.len()), (None, 0));
    session
        .apply(&set("cover.name", json!("甲")), &now(60))
        .unwrap();
    session.name_version(1, "交领导审核前").unwrap();
    session
        .apply(&set("cover.name", json!("乙")), &now(7200))
        .unwrap();
    session
        .apply(&set("waste.generated.2025", json!("1")), &now(7300))
        .unwrap();

    let history = session.history(None, &now(7400)).unwrap();
    assert_eq!(history.last, Some(3));
    assert_eq!(history.versions[0].name.as_deref(), Some("交领导审核前"));
    assert_eq!(history.sittings.len(), 2);
    assert_eq!(history.sittings[0].began, "2026-03-18 16:03");
    assert_eq!(history.sittings[0].count, 2);
    assert!(!history.earlier);
    let steps = session.steps(2, 3, &now(7400)).unwrap();
    assert_eq!(steps[0].label, "修改 2025 年工业固废产生量");
    assert_eq!(steps[0].when, "2026-03-18 16:04");

    let different = session.compare(1, None).unwrap();
    let paths: Vec<&str> = different.iter().map(|one| one.path.as_str()).collect();
    assert_eq!(paths, ["cover.name", "waste.generated.2025"]);
    let between = session.compare(2, Some(3)).unwrap();
    assert_eq!(between.len(), 1);

    let copy = place.path().join("旧.wufei");
    session.restore(1, &copy).unwrap();
    assert_eq!(
        Session::open(&copy, place.path(), &now(7500))
            .unwrap()
            .opened()
            .answers["cover.name"],
        Answer::Text("甲".into())
    );
    let change = session.return_to(1, &now(7600)).unwrap();
    assert_eq!(change.places, ["cover.name", "waste.generated.2025"]);
    assert_eq!(
        change.state.undo.as_deref(),
        Some("恢复到版本“交领导审核前”")
    );
    let change = session.undo(&now(7700)).unwrap();
    assert_eq!(change.places, ["cover.name", "waste.generated.2025"]);
    assert_eq!(
        change.answers["cover.name"],
        Some(Answer::Text("乙".into()))
    );
    assert_eq!(
        session
            .return_to(2, &now(7800))
            .unwrap()
            .state
            .undo
            .as_deref(),
        Some("恢复到 2026-03-18 16:03 的样子")
    );
}

#[test]
fn a_long_history_is_told_a_page_at_a_time() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    for i in 0..45 {
        session
            .apply(&set("cover.name", json!(i.to_string())), &now(i * 3600))
            .unwrap();
    }
    let mut seen = Vec::new();
    let mut before = None;
    loop {
        let page = session.history(before, &now(0)).unwrap();
        seen.extend(page.sittings.iter().map(|sitting| sitting.first));
        before = page.sittings.last().map(|sitting| sitting.first);
        if !page.earlier {
            break;
        }
    }
    assert_eq!(seen, (1..=45).rev().collect::<Vec<i64>>());
}

#[test]
fn a_draft_based_on_another_says_so_until_it_was_looked_over() {
    let place = tempfile::tempdir().unwrap();
    let old = place.path().join("去年.wufei");
    let mut session = Session::create(&old, "park", &now(0), 1).unwrap();
    for path in ["cover.name", "cover.address"] {
        session.apply(&set(path, json!("甲")), &now(60)).unwrap();
    }
    drop(session);
    let new = place.path().join("今年.wufei");
    let mut session = Session::based_on(&new, &old, &now(120), 2).unwrap();
    let opened = session.opened();
    assert_eq!(opened.basis.as_deref(), Some("去年.wufei"));
    assert_eq!(opened.applicant.id, "park");
    assert_eq!(opened.state.carried, ["cover.address", "cover.name"]);
    let change = session
        .apply(&set("cover.name", json!("乙")), &now(180))
        .unwrap();
    assert_eq!(change.state.carried, ["cover.address"]);
    let change = session
        .confirm(&["cover.address".to_owned()], &now(190))
        .unwrap();
    assert!(change.answers.is_empty() && change.state.carried.is_empty());
}

#[test]
fn a_pasted_table_is_proposed_and_then_one_change() {
    let place = tempfile::tempdir().unwrap();
    let mut session =
        Session::create(&place.path().join("a.wufei"), "enterprise", &now(0), 1).unwrap();
    let cells = [
        ["项目", "2025年", "2024年"],
        ["工业固废产生量（吨）", "2,285,000", "2357000"],
        ["其中，高炉渣", "1449000吨", "1486000吨"],
    ]
    .map(|row| row.map(str::to_owned).to_vec());
    let proposal = session
        .propose_paste("waste.generated.2022", &cells)
        .unwrap();
    assert!(!proposal.plain);
    assert_eq!(proposal.lines.len(), 2);
    assert!(
        session.opened().answers.is_empty(),
        "nothing is changed yet"
    );

    let done = session.apply(&proposal.edit, &now(60)).unwrap();
    assert_eq!(done.state.figures["waste.generated.2025"].value, "228.5");
    assert_eq!(
        done.state.figures["waste.generated_by[r1].2024"].value,
        "148.6"
    );
    let sum = &done.state.sums["waste.generated_by"];
    assert_eq!(sum.label, "各项固废产生量之和");
    assert_eq!(sum.years[&2025].value, "144.9");
    assert_eq!(sum.years[&2025].differs, "比工业固废产生量少 83.6");
    let clear = json!({"edit": "all", "edits": [
        {"edit": "set", "path": "waste.generated.2025", "value": null},
        {"edit": "set", "path": "waste.generated.2024", "value": null},
    ]});
    let cleared = session
        .apply(&serde_json::from_value(clear).unwrap(), &now(90))
        .unwrap();
    assert_eq!(cleared.state.undo.as_deref(), Some("清空 2 处"));
    session.undo(&now(100)).unwrap();
    session.undo(&now(120)).unwrap();
    assert!(session.opened().answers.is_empty(), "taken back at once");

    let refused = session.propose_paste("cover.name", &cells).unwrap_err();
    assert_eq!(refused.code, "paste-no-grid");
}

#[test]
fn figures_and_days_are_told_as_printed_where_that_differs() {
    let place = tempfile::tempdir().unwrap();
    let mut session = Session::create(&place.path().join("a.wufei"), "park", &now(0), 1).unwrap();
    for (path, typed) in [
        ("production.output_value.2025", "１２３４５６７．５０"),
        ("production.output_value.2024", "999"),
        ("production.output_value.2023", "约5"),
        ("basics.enterprises", "1200"),
        ("cover.date", "2026-03-18"),
    ] {
        session.apply(&set(path, json!(typed)), &now(1)).unwrap();
    }
    let row = json!({"edit": "insert-row", "field": "top_enterprises", "at": 0, "row": {"output_value": "5000"}});
    let row: Request = serde_json::from_value(row).unwrap();
    let told = session.apply(&row, &now(2)).unwrap().state;
    let expected = [
        ("basics.enterprises", "1,200"),
        ("cover.date", "2026年3月18日"),
        ("production.output_value.2025", "1,234,567.50"),
        ("top_enterprises[r1].output_value", "5,000"),
    ];
    let printed: Vec<(&str, &str)> = told
        .printed
        .iter()
        .map(|(path, text)| (path.as_str(), text.as_str()))
        .collect();
    assert_eq!(printed, expected);
    let sum = &told.sums["top_enterprises[].output_value"];
    assert_eq!(
        (sum.label.as_str(), sum.unit.as_str()),
        ("主要企业相加", "万元")
    );
}

/// Of what a text quotes the page is told what it says in a word, of what kind it is, from where it is
/// taken and how it came about; the likeliest to be quoted first.
#[test]
fn what_is_quoted_is_told_in_words() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::sample(&path, "enterprise", &now(0), 1).unwrap();
    let reckoned = session.reckoned();
    let kinds: Vec<_> = reckoned.iter().filter_map(|one| one.figure.kind).collect();
    assert_eq!(kinds.len(), reckoned.len());
    let spans = ["2022,2025)", "2023,2025)"]
        .map(|span| reckoned.iter().rposition(|one| one.quote.ends_with(span)));
    assert!(
        spans[0] < spans[1],
        "from the first year before from a later one"
    );

    let of = |quote: &str| reckoned.iter().find(|one| one.quote == quote).unwrap();
    let fall = &of("fall(waste.generated,2022,2025)").figure;
    assert_eq!((fall.value.as_str(), fall.kind), ("7.86", Some("变化")));
    assert_eq!(fall.place.as_deref(), Some("waste.generated.2025"));
    let origin = "由 2022 年 248.00、2025 年 228.50 算得";
    assert_eq!(fall.origin.as_deref(), Some(origin));
    let share = &of("share(waste.generated_by[r4].2025)").figure;
    assert_eq!(share.place.as_deref(), Some("waste.generated_by[r4].2025"));
    assert_eq!(
        share.origin.as_deref(),
        Some("由 144.90 ÷ 228.50 × 100 算得")
    );
    let larger = &of("production.output_value.2025|亿元|2").figure;
    assert_eq!(
        (larger.value.as_str(), larger.kind),
        ("216.80", Some("换算"))
    );
    assert_eq!(larger.origin.as_deref(), Some("由 2,168,000 万元换算"));

    let text = "{{waste.generated_by[r4].2025}}，{{waste.rate.2025}}，{{cover.nothing}}";
    let blocks = json!([{"type": "paragraph", "text": text}]);
    session.apply(&set("case.plan", blocks), &now(60)).unwrap();
    let gone = json!({"edit": "remove-row", "field": "waste.generated_by", "row": "r4"});
    let gone: Request = serde_json::from_value(gone).unwrap();
    let figures = session.apply(&gone, &now(120)).unwrap().state.figures;
    let lost = &figures["waste.generated_by[r4].2025"];
    assert_eq!(lost.brief.as_deref(), Some("已删去 144.90"));
    assert_eq!(figures["waste.rate.2025"].brief, None);
    assert_eq!(
        figures["cover.nothing"].brief.as_deref(),
        Some("找不到这项数据")
    );
    let cleared = session.apply(&set("waste.utilised.2025", json!(null)), &now(180));
    let open = &cleared.unwrap().state.figures["waste.rate.2025"];
    assert_eq!(open.brief.as_deref(), Some("还算不出"));
}

#[test]
fn a_chart_of_the_narrative_is_drawn_of_the_figures_there_are() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let fonts = FontBook::find().unwrap();
    let mut session = Session::create(&path, "enterprise", &now(0), 1).unwrap();
    let drawn = |session: &Session| {
        let chart = session.chart("waste.generated");
        let parcel = preview::chart(chart.as_ref(), &fonts).unwrap();
        (parcel.head, parcel.bytes)
    };
    assert_eq!(drawn(&session), (None, Vec::new()));
    session
        .apply(&set("waste.generated.2024", json!("1986")), &now(60))
        .unwrap();
    let (words, first) = drawn(&session);
    assert_eq!(
        words.unwrap(),
        "趋势图（单位：万吨）。工业固废产生量：2024年1,986"
    );
    // 300 dpi, and so sharp at 200 % on the page too. The width stands at this place of every PNG.
    assert!(first.starts_with(b"\x89PNG"));
    let width = u32::from_be_bytes(*first[16..].first_chunk().unwrap());
    assert_eq!(width, 1732);

    session
        .apply(&set("waste.generated.2025", json!("2100")), &now(120))
        .unwrap();
    let (words, second) = drawn(&session);
    assert!(words.unwrap().ends_with("2024年1,986，2025年2,100"));
    assert_ne!(first, second);
    assert_eq!(session.chart("cover.name"), None);
}

#[test]
fn the_newest_paper_is_painted_page_by_page() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("a.wufei");
    let mut session = Session::sample(&path, "enterprise", &now(0), 1).unwrap();
    let fonts = FontBook::find().unwrap();
    let sheets = preview::Sheets::default();
    let first = sheets.lay_out(&session.snapshot(), &fonts).unwrap();
    assert!(first.count > 20);
    assert!(sheets.get(first.number, first.count).is_none());
    let pages = (0..first.count).map(|index| sheets.get(first.number, index).unwrap());
    let illustrated = pages.clone().find(|sheet| !sheet.pictures.is_empty());
    let illustrated = illustrated.expect("a page with a picture");
    let pictures: BTreeMap<_, _> = illustrated
        .pictures
        .iter()
        .map(|picture| (picture.id.clone(), session.bytes(&picture.id).unwrap()))
        .collect();
    let parcel = illustrated.painted(0.5, &pictures, &fonts).unwrap();
    assert!(!parcel.head.unwrap()[0].text.is_empty());
    assert!(parcel.bytes.starts_with(b"\x89PNG"));

    let broken = pictures
        .into_keys()
        .map(|id| (id, b"no picture".to_vec()))
        .collect();
    let failure = illustrated.painted(0.5, &broken, &fonts).unwrap_err();
    assert_eq!(failure.code, "picture-unreadable");
    assert!(
        failure.message.contains(&illustrated.pictures[0].title),
        "{failure:?}"
    );

    session
        .apply(&set("cover.contact", json!("丙")), &now(60))
        .unwrap();
    let next = sheets.lay_out(&session.snapshot(), &fonts).unwrap();
    assert!(sheets.get(next.number, 0).is_some());
    assert!(
        sheets.get(first.number, 0).is_none(),
        "an older paper is gone"
    );
}
