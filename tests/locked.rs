//! Files with a password are told when they are attached: nobody who gets the papers could open them.

use std::process::Command;

use wufei::draft::Attachment;
use wufei::draft::refusal::Refusal;

/// A PDF of one empty page, encrypted by qpdf with a password for opening and one for changing.
fn encrypted(user: &str, owner: &str) -> Vec<u8> {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("locked.pdf");
    let made = Command::new("qpdf")
        .arg("--empty")
        .args(["--encrypt", user, owner, "256", "--print=none", "--"])
        .arg(&file)
        .status()
        .expect("qpdf runs");
    assert!(made.success());
    std::fs::read(&file).expect("an encrypted PDF")
}

fn refusal(name: &str, bytes: &[u8]) -> Option<&'static str> {
    let attachment = Attachment::of("a1", "plan", "", name, bytes);
    Refusal::of(&attachment, bytes, false).map(Refusal::code)
}

#[test]
fn a_pdf_that_asks_for_a_password_is_refused_and_one_that_only_forbids_is_not() {
    let locked = encrypted("secret", "owner");
    assert_eq!(refusal("方案.pdf", &locked), Some("file-locked"));
    assert_eq!(refusal("方案.pdf", &encrypted("", "owner")), None);
    let attachment = Attachment::of("a1", "plan", "", "方案.pdf", &locked);
    let sentence = Refusal::of(&attachment, &locked, false)
        .expect("refused")
        .sentence("方案.pdf");
    assert!(sentence.contains("打开密码"), "{sentence}");
}

/// `fixture/locked.docx` was encrypted by msoffcrypto-tool as Office does it (agile encryption).
#[test]
fn an_office_file_with_a_password_is_refused() {
    let locked = include_bytes!("fixture/locked.docx");
    for name in ["方案.docx", "数据.xlsx", "汇报.pptx"] {
        assert_eq!(refusal(name, locked), Some("file-locked"), "{name}");
    }
}
