//! Sizes of attachments, as files and in an e-mail.

use crate::draft::Attachment;

/// Size in bytes that attachments take in an e-mail: four letters for three bytes, and a line end
/// after every 76 letters (RFC 2045, 6.8).
pub fn mail_size(attachments: &[Attachment]) -> u64 {
    let letters = |bytes: u64| bytes.div_ceil(3).saturating_mul(4);
    attachments
        .iter()
        .map(|attachment| letters(attachment.size))
        .map(|letters| letters.saturating_add(letters.div_ceil(76).saturating_mul(2)))
        .fold(0, u64::saturating_add)
}

/// A size as people read it: 3.4 MB.
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10) / (1024 * 1024);
    format!("{}.{} MB", tenths / 10, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_grows_by_a_third_and_its_line_ends_in_an_e_mail() {
        let of = |sizes: &[u64]| {
            let files: Vec<Attachment> = sizes
                .iter()
                .map(|size| Attachment {
                    size: *size,
                    ..Attachment::of("a1", "k", "", "a.txt", b"x")
                })
                .collect();
            mail_size(&files)
        };
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[1]), 4 + 2);
        assert_eq!(of(&[57]), 76 + 2);
        assert_eq!(of(&[57, 58]), 78 + 84);
        assert_eq!(of(&[u64::MAX, 1]), u64::MAX);
        assert_eq!(megabytes(3 * 1024 * 1024 + 1024 * 512), "3.5 MB");
    }
}
