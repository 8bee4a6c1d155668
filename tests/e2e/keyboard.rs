//! A whole application by the keyboard alone, from the first page to the documents: every answer of
//! the sample is typed into an empty draft, where the program leads to it.

use std::path::Path;
use std::process::Command;

use crate::desk::Desk;
use crate::keystrokes::Typist;
use crate::paper::{self, Opened, opened};

#[tokio::test]
async fn an_enterprise_is_written_by_keyboard_alone() {
    written_by_keyboard("enterprise").await;
}

#[tokio::test]
async fn a_park_is_written_by_keyboard_alone() {
    written_by_keyboard("park").await;
}

async fn written_by_keyboard(applicant: &str) {
    let mut desk = Desk::new(&format!("{applicant}_by_keyboard"));
    let (draft, documents, model) = (
        desk.path("申报书.wufei"),
        desk.path("导出"),
        desk.path("样本.wufei"),
    );
    paper::sample(&model, applicant);
    let sample = paper::draft(&model);
    desk.answer("new-draft", &draft);
    desk.answer("folder", &documents);

    let mut window = desk.open(&[]).await;
    window.find("[data-create]").await;
    let mut typist = Typist::new(&window, &desk, &sample);
    typist.create(applicant).await;
    typist.fill().await;
    typist.export().await;
    window
        .until("three documents", async || paper::written(&documents) == 3)
        .await;
    window.find("[data-file]").await;
    window.picture("exported").await;
    window.close().await;

    let (wanted, written) = (paper::said(&sample), paper::said(&paper::draft(&draft)));
    for (place, answer) in &wanted {
        assert_eq!(written.get(place), Some(answer), "{place}");
    }
    assert_eq!(written.len(), wanted.len(), "{:?}", written.keys());

    let mut words = vec![printed(&documents.join("申报书.pdf"))];
    for name in ["申报书.docx", "附表与汇总表.xlsx"] {
        let Opened::Parts(parts) = opened(&documents.join(name)) else {
            panic!("{name} is a package");
        };
        words.extend(parts.values().map(|part| paper::words(part)));
    }
    assert!(words.iter().all(|words| !words.contains("草稿")));
    assert!(words[0].contains("典型案例申报书"), "the PDF can be read");
}

/// The words of a PDF.
fn printed(pdf: &Path) -> String {
    let answer = Command::new("pdftotext")
        .arg(pdf)
        .arg("-")
        .output()
        .expect("poppler (pdftotext) is installed");
    assert!(answer.status.success(), "{}", pdf.display());
    String::from_utf8_lossy(&answer.stdout).into_owned()
}
