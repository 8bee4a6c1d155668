//! The program `wufei` as people and other programs call it: what it does, what it says, with which
//! status it ends, and what it leaves behind.

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use common::{APPLICANTS, sample_json, samples};
use serde_json::{Value, json};

/// A folder of its own for each test, and one for what the program keeps for itself.
struct Place(tempfile::TempDir, tempfile::TempDir);

impl Place {
    fn new() -> Place {
        Place(tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap())
    }

    fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(assert_cmd::cargo::cargo_bin!("wufei"))
            .args(arguments)
            .current_dir(self.0.path())
            .env("TZ", "Asia/Shanghai")
            .env("XDG_DATA_HOME", self.1.path())
            .output()
            .unwrap()
    }

    /// Runs what has to be done, and gives its output.
    fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs what cannot be done, and gives the one sentence that says why. Nothing in the folder
    /// has changed then.
    fn refused(&self, arguments: &[&str]) -> String {
        let before = contents(self.0.path());
        let output = self.run(arguments);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {error}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        assert_eq!(error.lines().count(), 1, "{arguments:?}: {error}");
        assert!(error.ends_with("。\n"), "{arguments:?}: {error}");
        assert!(!error.contains("panicked"), "{arguments:?}: {error}");
        assert!(
            before == contents(self.0.path()),
            "{arguments:?} left something"
        );
        error
    }

    /// Writes answers to a file and gives its name.
    fn answers(&self, value: &Value) -> &'static str {
        fs::write(self.at("answers.json"), value.to_string()).unwrap();
        "answers.json"
    }

    fn show(&self, file: &str) -> Value {
        serde_json::from_str(&self.done(&["show", file])).unwrap()
    }

    /// The findings JSON and the status of a check.
    fn check(&self, file: &str) -> (Value, Option<i32>) {
        let output = self.run(&["check", file, "--json"]);
        let review = serde_json::from_slice(&output.stdout).unwrap();
        (review, output.status.code())
    }
}

/// Every file of a folder with its bytes.
fn contents(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(contents(&path)),
            false => all.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    all.sort();
    all
}

#[test]
fn a_draft_goes_from_nothing_to_three_documents() {
    for applicant in APPLICANTS {
        let place = Place::new();
        place.done(&["new", "草稿.wufei", "--applicant", applicant]);
        let (empty, status) = place.check("草稿.wufei");
        assert_eq!((status, &empty["ready"]), (Some(1), &json!(false)));

        fs::write(place.at("a.json"), sample_json(applicant)).unwrap();
        let files = samples().display().to_string();
        place.done(&["set", "草稿.wufei", "a.json", "--files", &files]);
        let (full, status) = place.check("草稿.wufei");
        assert_eq!(
            (status, &full["ready"]),
            (Some(0), &json!(true)),
            "{full:#}"
        );
        assert_eq!(full["form"], "miit-2025-539");
        assert_eq!(full["applicant"], applicant);

        let said = place.done(&["export", "草稿.wufei", "--to", "导出 到", "--final"]);
        assert_eq!(said.lines().count(), 4);
        assert!(said.contains("共 3 个文件"), "{said}");
        let magic = |name: &str| fs::read(place.at("导出 到").join(name)).unwrap()[..4].to_vec();
        assert_eq!(magic("申报书.docx"), b"PK\x03\x04");
        assert_eq!(magic("附表与汇总表.xlsx"), b"PK\x03\x04");
        assert_eq!(magic("申报书.pdf"), b"%PDF");
        assert_eq!(contents(&place.at("导出 到")).len(), 3);
        assert!(place.done(&["verify", "草稿.wufei"]).contains("文件完好"));

        // The authority's list only where it is asked for.
        let said = place.done(&[
            "export",
            "草稿.wufei",
            "--to",
            "另",
            "--only",
            "pdf,summary",
        ]);
        assert_eq!(said.lines().count(), 3, "{said}");
        let only: Vec<_> = contents(&place.at("另")).into_iter().collect();
        assert_eq!(only.len(), 2, "{only:?}");
        assert_eq!(
            fs::read(place.at("另/汇总表.docx")).unwrap()[..4],
            *b"PK\x03\x04"
        );
    }
}

#[test]
fn an_export_may_be_an_email_and_the_pages_for_the_seal() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "park"]);
    let said = place.done(&["export", "s.wufei", "--to", "out", "--only", "eml,seal"]);
    assert!(said.contains("共 2 个文件"), "{said}");
    assert_eq!(contents(&place.at("out")).len(), 2);
    let mail = fs::read(place.at("out/申报邮件.eml")).unwrap();
    let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
    let names: Vec<&str> = mail
        .attachments()
        .filter_map(mail_parser::MimeHeaders::attachment_name)
        .collect();
    assert_eq!(names, ["申报书.docx", "附表与汇总表.xlsx", "申报书.pdf"]);
    assert!(mail.subject().unwrap().contains("典型案例申报书"));
    assert_eq!(fs::read(place.at("out/盖章页.pdf")).unwrap()[..4], *b"%PDF");
}

#[test]
fn the_attached_files_go_along_numbered_as_the_paper_lists_them() {
    for applicant in APPLICANTS {
        let place = Place::new();
        place.done(&["sample", "s.wufei", "--applicant", applicant]);
        let answers = json!({"form": "miit-2025-539", "applicant": applicant,
            "cover": {"recipient": "shouli@example.cn"}});
        fs::write(place.at("a.json"), answers.to_string()).unwrap();
        place.done(&["set", "s.wufei", "a.json"]);
        place.done(&["show", "s.wufei", "--files", "kept"]);
        let only = "pdf,attachments,eml";
        place.done(&["export", "s.wufei", "--to", "out", "--only", only]);

        let shown: Value = serde_json::from_str(&place.done(&["show", "s.wufei"])).unwrap();
        let attached = shown["attachments"].as_array().unwrap();
        let files = contents(&place.at("out/随附材料"));
        assert_eq!(files.len(), attached.len());
        let pages = text_of_pdf(&place.at("out/申报书.pdf"));
        let listed: Vec<&str> = pages.lines().collect();
        for attachment in attached {
            let given = attachment["file"].as_str().unwrap();
            let name = given.rsplit('/').next().unwrap();
            let (path, bytes) = files
                .iter()
                .find(|(path, _)| path.to_str().unwrap().ends_with(&format!(" {name}")))
                .unwrap_or_else(|| panic!("{name} is missing"));
            assert_eq!(
                *bytes,
                fs::read(place.at("kept").join(given)).unwrap(),
                "{name}"
            );
            let number = path
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .split(' ')
                .next()
                .unwrap();
            let line = |line: &&str| line.split_whitespace().next() == Some(number);
            let beside = listed.iter().rposition(line).expect("a line of the list");
            let near = &listed[beside - 1..=beside + 1];
            assert!(near.iter().any(|line| line.contains(name)), "{near:?}");
        }

        let mail = fs::read(place.at("out/申报邮件.eml")).unwrap();
        let mail = mail_parser::MessageParser::default().parse(&mail).unwrap();
        assert_eq!(
            mail.to().unwrap().first().unwrap().address(),
            Some("shouli@example.cn")
        );
        let carried: Vec<(String, Vec<u8>)> = mail
            .attachments()
            .map(|part| {
                let name = mail_parser::MimeHeaders::attachment_name(part).unwrap();
                (name.to_owned(), part.contents().to_vec())
            })
            .collect();
        assert_eq!(carried.len(), 3 + attached.len());
        for (path, bytes) in &files {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(
                carried.contains(&(name.to_owned(), bytes.clone())),
                "{name}"
            );
        }
        let body = mail.body_text(0).unwrap();
        assert!(
            body.contains(&format!("附件共 {} 个", carried.len())),
            "{body}"
        );
        assert!(body.contains("前 3 份文件出自同一份草稿"), "{body}");

        // What lies there from an earlier time is told, and left alone.
        fs::write(place.at("out/随附材料/9 旧方案.pdf"), "old").unwrap();
        for of_the_system in [".DS_Store", "Thumbs.db", "desktop.ini"] {
            fs::write(place.at("out/随附材料").join(of_the_system), "").unwrap();
        }
        let said = place.done(&["export", "s.wufei", "--to", "out", "--only", "attachments"]);
        assert!(said.contains("还有“9 旧方案.pdf”，"), "{said}");
        assert!(place.at("out/随附材料/9 旧方案.pdf").exists());
    }
}

/// The text of a PDF as poppler reads it.
fn text_of_pdf(path: &Path) -> String {
    let read = Command::new("pdftotext")
        .args(["-layout".as_ref(), path.as_os_str(), "-".as_ref()])
        .output()
        .expect("pdftotext is installed (Debian: poppler-utils)");
    String::from_utf8(read.stdout).unwrap()
}

#[test]
fn characters_without_a_font_are_told_by_name() {
    let place = Place::new();
    place.done(&["new", "n.wufei", "--applicant", "enterprise"]);
    let answers = json!({"form": "miit-2025-539", "applicant": "enterprise",
        "cover": {"contact": "旻昉䶮𱁬"}});
    fs::write(place.at("a.json"), answers.to_string()).unwrap();
    place.done(&["set", "n.wufei", "a.json"]);
    let said = place.done(&["export", "n.wufei", "--to", "out", "--only", "pdf"]);
    assert!(said.contains("“𱁬”（U+3106C，1 处）"), "{said}");
    assert!(!said.contains('䶮'), "{said}");
}

#[test]
fn a_photo_is_fitted_once_when_it_is_inserted() {
    let place = Place::new();
    place.done(&["new", "n.wufei", "--applicant", "enterprise"]);
    let photo = image::RgbImage::from_fn(3000, 2000, |x, y| {
        image::Rgb([(x / 12) as u8, (y / 8) as u8, 90])
    });
    photo.save(place.at("照片.jpg")).unwrap();
    let typed = fs::read(place.at("照片.jpg")).unwrap();
    fs::copy(place.at("照片.jpg"), place.at("证明.jpg")).unwrap();
    let answers = json!({"form": "miit-2025-539", "applicant": "enterprise", "attachments": [
        {"id": "a1", "kind": "photo", "title": "甲", "file": "照片.jpg"},
        {"id": "a2", "kind": "proof", "title": "乙", "file": "证明.jpg"},
    ]});
    fs::write(place.at("a.json"), answers.to_string()).unwrap();
    place.done(&["set", "n.wufei", "a.json"]);
    let shown = place.done(&["show", "n.wufei", "--files", "out"]);
    let kept = fs::read(place.at("out/照片.jpg")).unwrap();
    let size = image::image_dimensions(place.at("out/照片.jpg")).unwrap();
    assert_eq!(size, (1843, 1229));
    // A proof is the applicant's own document.
    assert_eq!(fs::read(place.at("out/证明.jpg")).unwrap(), typed);
    fs::write(place.at("out/a.json"), &shown).unwrap();
    place.done(&["set", "n.wufei", "out/a.json"]);
    assert_eq!(place.done(&["show", "n.wufei", "--files", "again"]), shown);
    assert_eq!(fs::read(place.at("again/照片.jpg")).unwrap(), kept);
}

#[test]
fn what_show_writes_set_takes_back() {
    for applicant in APPLICANTS {
        let place = Place::new();
        place.done(&["sample", "s.wufei", "--applicant", applicant]);
        let shown = place.done(&["show", "s.wufei", "--files", "out/files"]);
        fs::write(place.at("out/files/a.json"), &shown).unwrap();
        place.done(&["new", "n.wufei", "--applicant", applicant]);
        // The attachments stand beside the JSON, which is where they are looked for.
        place.done(&["set", "n.wufei", "out/files/a.json"]);
        assert_eq!(place.done(&["show", "n.wufei"]), shown);
        let (a, b) = (place.check("s.wufei").0, place.check("n.wufei").0);
        assert_eq!(a, b);
        // Set again without the files: the draft has them already.
        fs::write(place.at("again.json"), &shown).unwrap();
        place.done(&["set", "n.wufei", "again.json"]);
        assert_eq!(place.done(&["show", "n.wufei"]), shown);
        assert_eq!(place.done(&["history", "n.wufei"]).lines().count(), 1);
    }
}

#[test]
fn figures_keep_every_digit_and_null_clears() {
    let place = Place::new();
    place.done(&["new", "n.wufei", "--applicant", "enterprise"]);
    let answers = r#"{"waste": {"generated": {"2022": 248.00, "2023": "242.80", "2024": 0.1000000000000000055}},
        "basics": {"staff": 1e3, "filler": "甲"}}"#;
    fs::write(place.at("a.json"), answers).unwrap();
    place.done(&["set", "n.wufei", "a.json"]);
    let shown = place.show("n.wufei");
    assert_eq!(
        shown["waste"]["generated"],
        json!({"2022": "248.00", "2023": "242.80", "2024": "0.1000000000000000055"})
    );
    place.answers(&json!({"waste": {"generated": {"2023": null}}, "basics": {"filler": null}}));
    place.done(&["set", "n.wufei", "answers.json"]);
    let shown = place.show("n.wufei");
    assert_eq!(shown["waste"]["generated"].as_object().unwrap().len(), 2);
    assert_eq!(shown["basics"].get("filler"), None);
}

#[test]
fn a_final_export_is_refused_while_errors_remain() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "park"]);
    place.answers(&json!({"cover": {"email": ""}}));
    place.done(&["set", "s.wufei", "answers.json"]);
    let output = place.run(&["export", "s.wufei", "--to", "out", "--final"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("没有导出定稿"));
    assert!(!place.at("out").exists());
    // A draft may be exported, and says so.
    let said = place.done(&["export", "s.wufei", "--to", "out", "--only", "pdf"]);
    assert!(said.contains("草稿"), "{said}");
    assert_eq!(contents(&place.at("out")).len(), 1);
}

#[test]
fn an_export_takes_the_place_of_the_one_before() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    place.done(&["export", "s.wufei", "--to", "out", "--only", "xlsx,docx"]);
    let before = contents(&place.at("out"));
    place.done(&["export", "s.wufei", "--to", "out", "--only", "docx,xlsx"]);
    let after = contents(&place.at("out"));
    assert_eq!(before.len(), after.len());
    place.done(&[
        "export",
        "s.wufei",
        "--to",
        "out",
        "--only",
        "xlsx",
        "--notice-years",
    ]);
    assert_ne!(before, contents(&place.at("out")));
}

#[test]
fn a_failed_export_leaves_the_documents_there() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    place.done(&["export", "s.wufei", "--to", "out", "--only", "pdf,xlsx"]);
    // The last of the three cannot be put in place, so neither of the others is.
    fs::create_dir(place.at("out/申报书.docx")).unwrap();
    fs::write(place.at("out/申报书.docx/x"), "x").unwrap();
    place.answers(&json!({"cover": {"contact": "另一人"}}));
    place.done(&["set", "s.wufei", "answers.json"]);
    let told = place.refused(&["export", "s.wufei", "--to", "out"]);
    assert!(told.starts_with("“out/申报书.docx”"), "{told}");
    // A file where the folder should be.
    place.done(&["sample", "t.wufei", "--applicant", "enterprise"]);
    let told = place.refused(&["export", "t.wufei", "--to", "t.wufei"]);
    assert!(told.starts_with("“t.wufei”"), "{told}");
}

/// A limit on the size of files stands for the disk that is full.
#[cfg(unix)]
#[test]
fn a_full_disk_is_told_in_one_sentence_and_leaves_the_documents_there() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    place.done(&["export", "s.wufei", "--to", "out"]);
    let before = contents(&place.at("out"));
    place.answers(&json!({"cover": {"contact": "另一人"}}));
    place.done(&["set", "s.wufei", "answers.json"]);
    for (blocks, only) in [
        ("60", "docx"),
        ("200", "docx"),
        ("200", "pdf"),
        ("10", "xlsx"),
    ] {
        let limited = r#"trap '' XFSZ; ulimit -f "$0"; exec "$@""#;
        let mut command = Command::new("sh");
        command
            .args(["-c", limited, blocks])
            .arg(assert_cmd::cargo::cargo_bin!("wufei"));
        command.args(["export", "s.wufei", "--to", "out", "--only", only]);
        let told = command.current_dir(place.at("")).output().unwrap();
        let sentence = String::from_utf8(told.stderr).unwrap();
        assert_eq!(told.status.code(), Some(2), "{sentence}");
        assert_eq!(sentence.lines().count(), 1, "{sentence}");
        assert!(sentence.starts_with("“out/"), "{sentence}");
        assert!(
            sentence.contains(&format!(".{only}”写不进去（那里放不下")),
            "{sentence}"
        );
        assert_eq!(contents(&place.at("out")), before, "{blocks} {only}");
    }
}

#[test]
fn a_picture_that_is_none_is_an_error_and_not_in_the_way_of_a_draft() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    fs::create_dir(place.at("files")).unwrap();
    let mut attachments = place.show("s.wufei")["attachments"].clone();
    for attachment in attachments.as_array_mut().unwrap() {
        let name = format!("files/{}.png", attachment["id"].as_str().unwrap());
        fs::write(place.at(&name), "no picture").unwrap();
        attachment["file"] = json!(name);
    }
    let count = attachments.as_array().unwrap().len();
    place.answers(&json!({"attachments": attachments}));
    place.done(&["set", "s.wufei", "answers.json"]);
    let (review, status) = place.check("s.wufei");
    assert_eq!(
        (status, &review["counts"]["error"]),
        (Some(1), &json!(count))
    );
    place.done(&["export", "s.wufei", "--to", "out"]);
    assert_eq!(contents(&place.at("out")).len(), 3);
}

#[test]
fn a_new_draft_takes_over_what_stays_of_an_earlier_one() {
    let place = Place::new();
    for applicant in APPLICANTS {
        let (old, new) = (
            format!("{applicant}.wufei"),
            format!("{applicant}-新.wufei"),
        );
        place.done(&["sample", &old, "--applicant", applicant]);
        let before = fs::read(place.at(&old)).unwrap();
        let said = place.done(&["new", &new, "--based-on", &old]);
        assert!(
            said.contains("请逐项核对") && said.contains("申报日期"),
            "{said}"
        );
        assert_eq!(fs::read(place.at(&old)).unwrap(), before);
        let (old, answers) = (place.show(&old), place.show(&new));
        assert_eq!(answers["applicant"], applicant);
        assert_eq!(answers["cover"]["name"], old["cover"]["name"]);
        assert_eq!(answers["waste"], old["waste"]);
        assert_eq!(answers.get("pledge"), None);
        assert_eq!(answers["cover"].get("date"), None);
        place.done(&["verify", &new]);
        assert!(
            place
                .done(&["history", &new])
                .contains(&format!("沿用“{applicant}.wufei”"))
        );
    }
    place.refused(&["new", "x.wufei", "--based-on", "none.wufei"]);
    place.refused(&["new", "x.wufei"]);
    place.refused(&[
        "new",
        "x.wufei",
        "--based-on",
        "park.wufei",
        "--applicant",
        "park",
    ]);
    place.refused(&["new", "park.wufei", "--based-on", "park-新.wufei"]);
}

#[test]
fn history_leads_back_and_a_restore_overwrites_nothing() {
    let place = Place::new();
    place.done(&["new", "n.wufei", "--applicant", "park"]);
    for name in ["甲园区", "乙园区"] {
        place.answers(&json!({"cover": {"name": name}}));
        place.done(&["set", "n.wufei", "answers.json"]);
    }
    let history = place.done(&["history", "n.wufei"]);
    assert_eq!(history.lines().count(), 2, "{history}");
    place.done(&["restore", "n.wufei", "1", "--to", "old.wufei"]);
    assert_eq!(place.show("old.wufei")["cover"]["name"], "甲园区");
    assert_eq!(place.show("n.wufei")["cover"]["name"], "乙园区");
    place.refused(&["restore", "n.wufei", "2", "--to", "old.wufei"]);
    place.refused(&["restore", "n.wufei", "7", "--to", "new.wufei"]);
    place.refused(&["restore", "n.wufei", "一", "--to", "new.wufei"]);
}

#[test]
fn bad_answers_change_nothing() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    let bad = [
        json!({"cover": {"name": "乙"}, "covers": {}}),
        json!({"cover": {"name": "乙", "nickname": "丙"}}),
        json!({"cover": {"name": 7}}),
        json!({"cover": ["甲"]}),
        json!({"pledge": {"truthful": "yes"}}),
        json!({"waste": {"generated": {"2021": "1"}}}),
        json!({"waste": {"generated": [1, 2]}}),
        json!({"waste": {"generated": {"2022": true}}}),
        json!({"waste": {"generated_by": [{"name": "渣", "colour": "red"}]}}),
        json!({"case": {"plan": [{"type": "movie"}]}}),
        json!({"case": {"plan": [{"type": "heading", "level": 9, "text": "x"}]}}),
        json!({"basics": {"industries": ["312"]}}),
        json!({"form": "other"}),
        json!({"applicant": "park"}),
        json!({"attachments": [{"id": "a1", "kind": "movie", "title": "", "file": "a.pdf"}]}),
        json!({"attachments": [{"id": "a1", "kind": "plan", "title": "", "file": "../a.pdf"}]}),
        json!({"attachments": [{"id": "a1", "kind": "plan", "title": "", "file": "/etc/hostname"}]}),
        json!({"attachments": [{"id": "n", "kind": "plan", "title": "", "file": "none.pdf"}]}),
        json!({"statement": "长".repeat(300_000)}),
        json!([]),
    ];
    for value in bad {
        let name = place.answers(&value);
        let sentence = place.refused(&["set", "s.wufei", name]);
        assert!(sentence.contains("没有改动"), "{sentence}");
    }
    for text in [
        "",
        "{",
        "nonsense",
        "{\"cover\":{\"name\":\"a\",\"name\":\"b\"}}",
    ] {
        fs::write(place.at("answers.json"), text).unwrap();
        place.refused(&["set", "s.wufei", "answers.json"]);
    }
    fs::write(place.at("answers.json"), b"{\"cover\":{\"name\":\"\xff\"}}").unwrap();
    place.refused(&["set", "s.wufei", "answers.json"]);
    place.refused(&["set", "s.wufei", "none.json"]);
    place.refused(&["set", "s.wufei", "."]);
}

#[test]
fn deep_json_is_refused_without_a_crash() {
    let place = Place::new();
    place.done(&["new", "n.wufei", "--applicant", "park"]);
    fs::write(place.at("answers.json"), "[".repeat(200_000)).unwrap();
    place.refused(&["set", "n.wufei", "answers.json"]);
    let deep = format!(
        "{{\"cover\":{}{}}}",
        "{\"a\":".repeat(5000),
        "}".repeat(5000)
    );
    fs::write(place.at("answers.json"), deep).unwrap();
    place.refused(&["set", "n.wufei", "answers.json"]);
}

#[test]
fn files_that_are_no_sound_drafts_are_refused_by_every_command() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    let sound = fs::read(place.at("s.wufei")).unwrap();
    let mut newer = sound.clone();
    newer[60..64].copy_from_slice(&99u32.to_be_bytes());
    let mut broken = sound.clone();
    broken[4096..3 * 4096].fill(0x5a);
    for (name, bytes, word) in [
        ("text.wufei", b"hello".to_vec(), "不是"),
        ("empty.wufei", Vec::new(), "不是"),
        ("newer.wufei", newer, "更新版本"),
        ("broken.wufei", broken, "损坏"),
        ("cut.wufei", sound[..sound.len() / 2].to_vec(), "损坏"),
    ] {
        fs::write(place.at(name), bytes).unwrap();
        place.answers(&json!({}));
        for command in [
            vec!["check", name],
            vec!["check", name, "--json"],
            vec!["show", name],
            vec!["set", name, "answers.json"],
            vec!["export", name, "--to", "out"],
            vec!["history", name],
            vec!["restore", name, "1", "--to", "r.wufei"],
            vec!["verify", name],
        ] {
            let sentence = place.refused(&command);
            assert!(sentence.contains(word), "{command:?}: {sentence}");
        }
    }
    assert!(place.refused(&["check", "none.wufei"]).contains("找不到"));
    place.refused(&["check", "."]);
}

#[test]
fn a_flipped_byte_of_an_attachment_is_found_by_verify() {
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "enterprise"]);
    let mut bytes = fs::read(place.at("s.wufei")).unwrap();
    let at = bytes.len() / 2;
    bytes[at] ^= 1;
    fs::write(place.at("s.wufei"), bytes).unwrap();
    assert!(place.refused(&["verify", "s.wufei"]).contains("损坏"));
}

#[test]
fn nothing_is_overwritten() {
    let place = Place::new();
    fs::write(place.at("mine.wufei"), "mine").unwrap();
    for command in ["new", "sample"] {
        let sentence = place.refused(&[command, "mine.wufei", "--applicant", "park"]);
        assert!(sentence.contains("已经存在"), "{sentence}");
        place.refused(&[command, "no/folder.wufei", "--applicant", "park"]);
        place.refused(&[command, "x.wufei", "--applicant", "school"]);
    }
}

#[test]
fn what_is_not_understood_is_said_in_one_sentence() {
    let place = Place::new();
    for arguments in [
        vec![],
        vec!["paint"],
        vec!["new"],
        vec!["new", "a.wufei"],
        vec!["new", "a.wufei", "--applicant"],
        vec!["new", "a.wufei", "--colour", "red"],
        vec!["export", "a.wufei", "--to", "o", "--only", "docx,odt"],
        vec!["check", "a.wufei", "b.wufei"],
        vec!["restore", "a.wufei", "1.5", "--to", "b.wufei"],
    ] {
        place.refused(&arguments);
    }
    assert!(place.done(&["--help"]).contains("命令"));
    assert!(place.done(&["export", "--help"]).contains("定稿"));
    assert!(place.done(&["--version"]).starts_with("wufei "));
}

#[cfg(unix)]
#[test]
fn a_draft_that_may_not_be_written_is_left_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let place = Place::new();
    place.done(&["sample", "s.wufei", "--applicant", "park"]);
    fs::set_permissions(place.at("s.wufei"), fs::Permissions::from_mode(0o444)).unwrap();
    // Reading goes on.
    place.done(&["check", "s.wufei"]);
    // Root writes whatever the mode says, so only others can see this refused.
    let writable = fs::File::options()
        .write(true)
        .open(place.at("s.wufei"))
        .is_ok();
    if !writable {
        place.answers(&json!({"cover": {"name": "乙"}}));
        place.refused(&["set", "s.wufei", "answers.json"]);
    }
}

/// The issue's own case: what a text says of 高炉渣 stays what it says of 高炉渣.
#[test]
fn a_quoted_row_keeps_its_figure_whatever_is_set() {
    let place = Place::new();
    place.done(&["new", "d.wufei", "--applicant", "enterprise"]);
    let set = |value: Value| {
        let answers = place.answers(&value);
        place.done(&["set", "d.wufei", answers]);
    };
    // By place, as programs write it: texts first or last, the rows come along.
    set(json!({
        "case": { "plan": [
            { "type": "paragraph", "text": "高炉渣{{waste.generated_by[0].2025}}万吨" },
            { "type": "chart", "of": "waste.generated_by[0]", "caption": "高炉渣{{waste.generated_by[0].2025}}" },
        ] },
        "waste": { "generated_by": [
            { "name": "高炉渣", "values": { "2025": "144.90" } },
            { "name": "钢渣", "values": { "2025": "55.20" } },
            { "name": "粉煤灰", "values": { "2025": "5.60" } },
        ] },
    }));
    let shown = place.show("d.wufei");
    let rows = shown["waste"]["generated_by"].as_array().unwrap();
    let ids: Vec<&str> = rows.iter().map(|row| row["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["r1", "r2", "r3"]);
    let plan = &shown["case"]["plan"];
    assert_eq!(plan[0]["text"], "高炉渣{{waste.generated_by[r1].2025}}万吨");
    assert_eq!(plan[1]["of"], "waste.generated_by[r1]");
    assert_eq!(plan[1]["caption"], "高炉渣{{waste.generated_by[r1].2025}}");

    // The rows in another order, as `show` wrote them: they move, and nothing else changes.
    let mut moved = shown.clone();
    moved["waste"]["generated_by"]
        .as_array_mut()
        .unwrap()
        .rotate_left(1);
    set(moved.clone());
    assert_eq!(place.show("d.wufei"), moved);
    // Without their ids it is the names that tell them.
    let mut bare = shown.clone();
    for row in bare["waste"]["generated_by"].as_array_mut().unwrap() {
        row.as_object_mut().unwrap().remove("id");
    }
    set(bare);
    assert_eq!(place.show("d.wufei"), shown);
    // A new row before them gets a new id.
    set(json!({ "waste": { "generated_by": [
        { "name": "尘泥", "values": { "2025": "1" } },
        { "name": "高炉渣", "values": { "2025": "140.00" } },
    ] } }));
    let after = place.show("d.wufei");
    assert_eq!(after["waste"]["generated_by"][0]["id"], "r4");
    assert_eq!(after["waste"]["generated_by"][1]["id"], "r1");
    assert_eq!(after["case"], shown["case"]);
    assert!(
        after.get("removed").is_none(),
        "nothing quotes what is gone"
    );

    // The quoted row goes: the reference stays and tells what it quoted.
    set(
        json!({ "waste": { "generated_by": [{ "id": "r4", "name": "尘泥", "values": { "2025": "1" } }] } }),
    );
    let lost = place.show("d.wufei");
    assert_eq!(lost["case"], shown["case"]);
    assert_eq!(lost["removed"]["waste.generated_by"][0]["id"], "r1");
    let (review, _) = place.check("d.wufei");
    let told: Vec<&Value> = review["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["code"] == "lost-reference")
        .collect();
    assert_eq!(told.len(), 3, "text, chart and caption: {told:#?}");
    assert_eq!(told[0]["severity"], "error");
    assert_eq!(told[0]["choices"][0]["instead"], "140.00");
    assert_eq!(
        told[0]["choices"][1]["instead"],
        "{{waste.generated_by[r4].2025}}"
    );
    place.done(&["export", "d.wufei", "--to", "out", "--only", "docx,pdf"]);
    let printed = Command::new("pdftotext")
        .args(["-raw", "申报书.pdf", "-"])
        .current_dir(place.at("out"))
        .output()
        .unwrap();
    let printed: String = String::from_utf8(printed.stdout)
        .unwrap()
        .split_whitespace()
        .collect();
    assert!(
        printed.contains("〔已删去：2025年固废“高炉渣”的产生量140.00万吨〕"),
        "{printed}"
    );

    // In another draft it is the same: what is lost there is lost here.
    place.done(&["new", "e.wufei", "--applicant", "enterprise"]);
    let answers = place.answers(&lost);
    place.done(&["set", "e.wufei", answers]);
    assert_eq!(place.show("e.wufei"), lost);
    // The row comes back under its id, and all is well.
    set(
        json!({ "waste": { "generated_by": [{ "id": "r1", "name": "高炉渣", "values": { "2025": "141" } }] } }),
    );
    let (review, _) = place.check("d.wufei");
    let codes = review["findings"].to_string();
    assert!(!codes.contains("lost-reference"), "{codes}");
    assert!(place.show("d.wufei").get("removed").is_none());
}

#[test]
fn rows_that_cannot_be_told_apart_are_refused_or_new() {
    let place = Place::new();
    place.done(&["new", "d.wufei", "--applicant", "park"]);
    for (row, word) in [
        (json!([{ "id": "r1" }, { "id": "r1" }]), "出现了两次"),
        (json!([{ "id": "1" }]), "r3"),
        (json!([{ "id": 1 }]), "类型不对"),
        (json!([{ "id": "r0" }]), "r3"),
        (json!([{ "id": "r99999999" }]), "r3"),
    ] {
        let answers = place.answers(&json!({ "top_enterprises": row }));
        let sentence = place.refused(&["set", "d.wufei", answers]);
        assert!(sentence.contains(word), "{sentence}");
    }
    let set = |value: Value| {
        let answers = place.answers(&value);
        place.done(&["set", "d.wufei", answers]);
        let shown = place.show("d.wufei");
        let ids = |field: &Value| -> Vec<String> {
            let rows = field.as_array().unwrap().iter();
            rows.map(|row| row["id"].as_str().unwrap().to_owned())
                .collect()
        };
        ids(&shown["top_enterprises"])
    };
    assert_eq!(
        set(json!({ "top_enterprises": [{ "name": "甲", "id": null }, { "name": "甲" }, {}] })),
        ["r1", "r2", "r3"]
    );
    // Two of one name, changed: nobody knows which is which.
    let same = json!({ "top_enterprises": [{ "name": "甲", "generated": "1" }, { "name": "甲", "generated": "2" }] });
    assert_eq!(set(same.clone()), ["r4", "r5"]);
    // The same once more is the same.
    assert_eq!(set(same), ["r4", "r5"]);
    // Only one is changed.
    assert_eq!(
        set(
            json!({ "top_enterprises": [{ "name": "甲", "generated": "9" }, { "name": "甲", "generated": "2" }] })
        ),
        ["r4", "r5"]
    );
    // An id from elsewhere is taken as it comes, and none below it is given any more.
    assert_eq!(
        set(json!({ "top_enterprises": [{ "id": "r90", "name": "乙" }, { "name": "丙" }] })),
        ["r90", "r91"]
    );
    // Rows of another list have ids of their own.
    place.answers(&json!({ "waste": { "generated_by": [{ "id": "r90", "name": "渣" }] } }));
    place.done(&["set", "d.wufei", "answers.json"]);
    assert_eq!(
        place.show("d.wufei")["waste"]["generated_by"][0]["id"],
        "r92"
    );
}

#[test]
fn a_draft_of_the_first_version_is_brought_over_after_a_copy() {
    let place = Place::new();
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/drafts/first-enterprise.wufei");
    fs::copy(&old, place.at("旧.wufei")).unwrap();
    let shown = place.show("旧.wufei");
    assert_eq!(shown["waste"]["generated_by"][0]["id"], "r3");
    let copies = contents(&place.1.path().join("cn.wufei.desktop/backups"));
    assert_eq!(copies.len(), 1);
    assert_eq!(
        contents(place.0.path()).len(),
        1,
        "nothing is left beside it"
    );
    assert!(place.done(&["verify", "旧.wufei"]).contains("文件完好"));
    assert_eq!(place.done(&["history", "旧.wufei"]).lines().count(), 18);
}

fn water() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/forms/water.toml")
}

#[test]
fn a_form_is_checked_and_its_empty_papers_are_written() {
    let place = Place::new();
    fs::copy(water(), place.at("节水.toml")).unwrap();
    let said = place.done(&["form", "check", "节水.toml"]);
    assert!(
        said.contains("没有问题") && said.contains("学校、工厂"),
        "{said}"
    );
    for applicant in ["学校", "工厂"] {
        for name in ["申请书.docx", "申请书.pdf", "用水表.xlsx"] {
            let file = place.at("节水-空白表").join(applicant).join(name);
            assert!(file.is_file(), "{}", file.display());
        }
    }
    place.done(&["form", "check", "节水.toml", "--to", "别处"]);
    assert!(place.at("别处/学校/申请书.docx").is_file());
}

#[test]
fn what_is_wrong_with_a_form_is_listed_by_line() {
    let place = Place::new();
    let text = fs::read_to_string(water()).unwrap();
    let text = text
        .replace("kind = \"cover\"", "kind = \"cover\"\nlines = 5")
        .replace("places = 3", "places = 99");
    fs::write(place.at("节水.toml"), &text).unwrap();
    let output = place.run(&["form", "check", "节水.toml"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    let line = |words: &str| text[..text.find(words).unwrap()].matches('\n').count() + 1;
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 3, "{said}");
    assert!(
        lines[0].starts_with(&format!("第 {} 行：", line("lines = 5"))),
        "{said}"
    );
    assert!(
        lines[1].starts_with(&format!("第 {} 行：", line("places = 99"))),
        "{said}"
    );
    assert_eq!(lines[2], "共 2 处问题。");
    assert_eq!(fs::read_dir(place.0.path()).unwrap().count(), 1);

    place.refused(&["form", "check", "没有.toml"]);
    fs::write(place.at("a.wufei-form"), b"PK\x03\x04 torn").unwrap();
    let said = place.refused(&["form", "check", "a.wufei-form"]);
    assert!(said.contains("不能作为表单使用"), "{said}");
    // A form with problems makes no draft.
    let said = place.refused(&[
        "new",
        "甲.wufei",
        "--form",
        "节水.toml",
        "--applicant",
        "school",
    ]);
    assert!(said.contains("2 处问题") && said.contains("第 "), "{said}");
}

#[test]
fn a_form_is_packed_mailed_and_answered() {
    let place = Place::new();
    let folder = place.at("节水");
    fs::create_dir_all(folder.join("samples/files")).unwrap();
    fs::copy(water(), folder.join("form.toml")).unwrap();
    fs::write(
        folder.join("guide.toml"),
        "id = \"water-2027\"\ntitle = \"节水指南\"\npreface = \"\"\nitem = []\n",
    )
    .unwrap();
    let sample = json!({
        "form": "water-2027", "applicant": "school", "front": { "unit": "某某示范中学" },
        "attachments": [{ "id": "m", "kind": "meter", "title": "水表", "file": "files/flow.png" }],
    });
    fs::write(folder.join("samples/school.json"), sample.to_string()).unwrap();
    fs::copy(
        samples().join("park-files/flow.png"),
        folder.join("samples/files/flow.png"),
    )
    .unwrap();
    place.done(&["form", "pack", "节水", "--to", "节水.wufei-form"]);
    place.refused(&["form", "pack", "节水", "--to", "节水.wufei-form"]);
    fs::remove_dir_all(folder).unwrap();
    place.done(&["form", "check", "节水.wufei-form"]);

    place.done(&[
        "new",
        "甲.wufei",
        "--form",
        "节水.wufei-form",
        "--applicant",
        "plant",
    ]);
    place.done(&[
        "sample",
        "例.wufei",
        "--form",
        "节水.wufei-form",
        "--applicant",
        "school",
    ]);
    let said = place.refused(&[
        "sample",
        "例2.wufei",
        "--form",
        "节水.wufei-form",
        "--applicant",
        "plant",
    ]);
    assert!(said.contains("没有带“工厂”的示例"), "{said}");
    let said = place.refused(&[
        "new",
        "乙.wufei",
        "--form",
        "节水.wufei-form",
        "--applicant",
        "park",
    ]);
    assert!(said.contains("school（学校）"), "{said}");
    // The drafts carry the form, whose file is gone.
    fs::remove_file(place.at("节水.wufei-form")).unwrap();
    assert_eq!(place.show("甲.wufei")["form"], "water-2027");
    assert_eq!(place.show("例.wufei")["front"]["unit"], "某某示范中学");
    place.done(&["export", "例.wufei", "--to", "out"]);
    assert!(place.at("out/申请书.docx").is_file());
    place.done(&["new", "丙.wufei", "--based-on", "例.wufei"]);
    assert_eq!(place.show("丙.wufei")["form"], "water-2027");
    place.done(&["verify", "丙.wufei"]);

    // A built-in form by its id.
    place.done(&[
        "new",
        "丁.wufei",
        "--form",
        "miit-2025-539",
        "--applicant",
        "park",
    ]);
}

#[test]
fn a_sample_that_does_not_fit_its_form_is_told() {
    let place = Place::new();
    let folder = place.at("节水");
    fs::create_dir_all(folder.join("samples")).unwrap();
    fs::copy(water(), folder.join("form.toml")).unwrap();
    fs::write(folder.join("samples/school.json"), "{\"nowhere\":1}").unwrap();
    fs::write(
        folder.join("samples/plant.json"),
        "{\"attachments\":[{\"id\":\"m\",\"kind\":\"meter\",\"title\":\"x\",\"file\":\"x.png\"}]}",
    )
    .unwrap();
    let output = place.run(&["form", "check", "节水", "--to", "out"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("samples/school.json：nowhere"), "{said}");
    assert!(said.contains("samples/plant.json：附件“x.png”"), "{said}");
}

/// What a draft can be called, and called by: SQLite takes some names for more than names.
#[cfg(unix)]
#[test]
fn a_draft_may_be_called_what_it_likes() {
    let place = Place::new();
    fs::create_dir(place.at("file:夹")).unwrap();
    fs::write(place.at("a.json"), r#"{ "cover": { "contact": "甲" } }"#).unwrap();
    for name in [
        "file:x.wufei",
        "file:夹/x.wufei",
        "file:x?mode=memory.wufei",
        ":memory:",
        "-草稿.wufei",
        "100%.wufei",
        "a?b#c&d.wufei",
        "甲 乙'丙\"丁.wufei",
        "末尾. .wufei",
    ] {
        let path = match name.starts_with('-') {
            true => format!("./{name}"),
            false => name.to_owned(),
        };
        place.done(&["new", &path, "--applicant", "park"]);
        place.done(&["set", &path, "a.json"]);
        let shown = place.done(&["show", &path]);
        assert!(shown.contains("\"contact\": \"甲\""), "{name}: {shown}");
        let copy = format!("{path}.2");
        place.done(&["restore", &path, "1", "--to", &copy]);
        place.done(&["verify", &copy]);
        assert!(place.at(name).is_file(), "{name}");
    }
    let long = format!("{}.wufei", "甲".repeat(83));
    let told = place.refused(&["new", &long, "--applicant", "park"]);
    assert!(told.contains("太长"), "{told}");
}
