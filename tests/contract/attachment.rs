//! `attachment-missing`, `attachment-unreadable` and `attachment-large`.

use wufei::check::Severity::{Error, Warning};
use wufei::draft::{Draft, Edit};

use crate::common::{APPLICANTS, form, samples};
use crate::fault::{E, complete, expected, scope, told, with_file};

fn without(draft: &mut Draft, id: &str) {
    let scope = scope(&draft.applicant);
    let edit = Edit::RemoveAttachment { id: id.into() };
    draft.apply(&scope, &edit).expect("an attachment");
}

#[test]
fn missing_unreadable_and_large() {
    for applicant in APPLICANTS {
        for (id, kind) in [
            ("a1", "plan"),
            ("a2", "organisation"),
            ("a3", "implementation"),
        ] {
            let mut draft = complete(applicant);
            without(&mut draft, id);
            let path = format!("attachments.{kind}");
            assert_eq!(
                told(&draft),
                expected(&[("attachment-missing", Error, &path)])
            );
        }
        // Proofs are advised, not required.
        let mut draft = complete(applicant);
        without(&mut draft, "a4");
        assert_eq!(told(&draft), []);

        let picture = std::fs::read(samples().join(match applicant {
            E => "enterprise-files/flow.png",
            _ => "park-files/flow.png",
        }))
        .expect("a picture");
        let pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n".as_slice();
        let unreadable = |at: usize| {
            expected(&[(
                "attachment-unreadable",
                Error,
                &format!("attachments[{at}]"),
            )])
        };
        for (id, file, bytes, found) in [
            ("a1", "plan.pdf", b"".as_slice(), unreadable(0)),
            ("a1", "plan.pdf", b"not a PDF", unreadable(0)),
            ("a1", "plan.pdf", &pdf[..20], unreadable(0)),
            ("a1", "plan.pdf", pdf, Vec::new()),
            (
                "a5",
                "flow.png",
                &picture[..picture.len() / 2],
                unreadable(4),
            ),
            ("a5", "flow.png", b"GIF89a", unreadable(4)),
            ("a5", "flow.jpg", &picture, Vec::new()),
            ("a4", "proof.docx", b"PK\x03\x04", unreadable(3)),
        ] {
            let draft = with_file(applicant, id, file, bytes, bytes.len() as u64);
            assert_eq!(told(&draft), found, "{applicant} {file} {}", bytes.len());
        }
        let most = form().attachment_bytes;
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, most)),
            []
        );
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, most + 1)),
            expected(&[("attachment-large", Warning, "attachments[3]")])
        );
        // A single file may be small enough, and all of them too much for one e-mail.
        let mail = form().mail.as_ref().expect("a limit").bytes;
        assert_eq!(
            told(&with_file(applicant, "a4", "proof.pdf", pdf, mail)),
            expected(&[
                ("attachment-large", Warning, "attachments[3]"),
                ("attachment-large", Warning, "attachments"),
            ])
        );
    }
}
