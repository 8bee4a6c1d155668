//! What Microsoft's Open XML SDK and openxml-audit say of every Word and Excel file, of drafts of
//! every sort.

mod common;
#[path = "fixture/tools.rs"]
mod tools;

use common::{APPLICANTS, drafts, form};
use wufei::compose::Options;
use wufei::export::{self, Document};

const OFFICE: [Document; 3] = [Document::Docx, Document::Xlsx, Document::Summary];

#[test]
fn no_validator_finds_an_error() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut judged = 0;
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        for (name, draft, bytes) in drafts(applicant) {
            let options = Options {
                draft_number: "2026-0001".into(),
                unfinished: name != "sample",
                notice_years: name == "empty",
                changed: None,
            };
            let made = export::make(&scope, &draft, &bytes, &options, &OFFICE)
                .unwrap_or_else(|error| panic!("{applicant} {name}: {error}"));
            assert_eq!(made.len(), OFFICE.len());
            for (file, content) in made {
                let path = folder.path().join(format!("{applicant}-{name}-{file}"));
                std::fs::write(&path, content).expect("a file to judge");
                assert_eq!(tools::open_xml_errors(&path), "", "{}", path.display());
                assert_eq!(tools::audit_findings(&path), "", "{}", path.display());
                judged += 1;
            }
        }
    }
    assert_eq!(judged, 2 * 5 * 3);
}

/// The second opinion is one: it tells a spoilt file from a whole one.
#[test]
fn a_spoilt_file_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let scope = form().scope("park").expect("a kind of applicant");
    let (draft, bytes) = common::sample("park");
    let made = export::make(
        &scope,
        &draft,
        &bytes,
        &Options::default(),
        &[Document::Docx],
    );
    let (_, whole) = made.expect("documents").remove(0);
    let path = folder.path().join("spoilt.docx");
    std::fs::write(&path, &whole[..whole.len() / 2]).expect("a file to judge");
    assert_ne!(tools::audit_findings(&path), "");
}

/// The authority's list is one landscape page, also with the longest row the form takes.
#[test]
fn the_list_is_one_landscape_page() {
    for applicant in APPLICANTS {
        let scope = form().scope(applicant).expect("a kind of applicant");
        for (name, draft, bytes) in drafts(applicant) {
            if name == "hostile" {
                continue;
            }
            let folder = tempfile::tempdir().expect("a folder");
            let only = [Document::Summary];
            let made = export::make(&scope, &draft, &bytes, &Options::default(), &only);
            let (file, content) = made.expect("the list").remove(0);
            assert_eq!(file, "汇总表.docx");
            let path = folder.path().join("list.docx");
            std::fs::write(&path, content).expect("a file to open");
            let pdf = tools::libreoffice(&path, "pdf", folder.path());
            let pages = lopdf::Document::load(&pdf).expect("a PDF");
            let sizes: Vec<(f32, f32)> = pages
                .get_pages()
                .into_values()
                .map(|page| {
                    let page = pages.get_dictionary(page).expect("a page");
                    let sizes = page.get(b"MediaBox").and_then(lopdf::Object::as_array);
                    let sizes = sizes.expect("a box");
                    let at = |n: usize| sizes[n].as_float().expect("a number");
                    (at(2), at(3))
                })
                .collect();
            assert!(
                matches!(sizes.as_slice(), [(wide, high)] if wide > high),
                "{applicant} {name}: {sizes:?}"
            );
            let text = tools::pdf_text(&pdf, 1);
            for word in ["附件3", "典型案例汇总表", "报送单位联系人", "序号"] {
                assert!(text.replace(' ', "").contains(word), "{word}: {text}");
            }
        }
    }
}
