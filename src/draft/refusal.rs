//! Files that are not worth attaching: told at once, by name, with what to do instead.

use super::attachment::Attachment;
use super::media::Trouble;

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It cannot be opened as what its name says.
    Trouble(Trouble, Option<&'static str>),
    /// It is no picture that can be printed, and is to stand among those.
    NoPicture(Option<&'static str>),
}

impl Refusal {
    /// What speaks against taking a file with these bytes, where something does; `shown` when it is
    /// to stand among the pictures that are printed.
    pub fn of(attachment: &Attachment, bytes: &[u8], shown: bool) -> Option<Refusal> {
        let is = content(bytes);
        if let Some(trouble) = attachment.trouble {
            return Some(Refusal::Trouble(trouble, is));
        }
        (shown && attachment.media.picture().is_none()).then_some(Refusal::NoPicture(is))
    }

    /// Stable code for machines.
    pub fn code(self) -> &'static str {
        match self {
            Refusal::Trouble(Trouble::Empty, _) => "file-empty",
            Refusal::Trouble(Trouble::NotWhatItSays, _) => "file-not-what-it-says",
            Refusal::Trouble(Trouble::Damaged, _) => "file-damaged",
            Refusal::Trouble(Trouble::Locked, _) => "file-locked",
            Refusal::Trouble(Trouble::TooManyPixels, _) => "file-too-many-pixels",
            Refusal::NoPicture(_) => "file-no-picture",
        }
    }

    /// One Chinese sentence about the file of this name: what is wrong and what to do.
    pub fn sentence(self, name: &str) -> String {
        match self {
            Refusal::Trouble(Trouble::Empty, _) => {
                format!("“{name}”是空的，没有添加。请重新保存或下载这份文件后再添加。")
            }
            Refusal::Trouble(Trouble::Locked, _) => {
                format!("“{name}”设了打开密码，没有添加。请去掉密码另存一份后再添加。")
            }
            Refusal::Trouble(Trouble::TooManyPixels, _) => {
                format!("“{name}”的像素太多，没有添加。请先缩小到一亿像素以内再添加。")
            }
            Refusal::Trouble(Trouble::Damaged, _) => {
                format!(
                    "“{name}”不完整或已损坏，没有添加。请在原来的程序中打开，另存一份后再添加。"
                )
            }
            // A new ending is no help: hardly a program here shows such a picture.
            Refusal::Trouble(Trouble::NotWhatItSays, Some(is)) if is.contains("HEIC") => {
                format!(
                    "“{name}”是{is}，印不到申报书里，没有添加。请在手机上把它存为 JPG，或用看图程序另存为 JPG 后再添加。"
                )
            }
            Refusal::Trouble(Trouble::NotWhatItSays, Some(is)) => {
                format!(
                    "“{name}”的内容是{is}，与文件名不符，没有添加。请改成正确的后缀，或另存为文件名所写的类型。"
                )
            }
            Refusal::Trouble(Trouble::NotWhatItSays, None) => {
                format!(
                    "“{name}”的内容与文件名不符，没有添加。请在原来的程序中打开，另存一份后再添加。"
                )
            }
            Refusal::NoPicture(Some(is)) => {
                format!(
                    "“{name}”是{is}，印不到申报书里，没有添加。请另存为 JPG 或 PNG，或添加到其他类别。"
                )
            }
            Refusal::NoPicture(None) => {
                format!(
                    "“{name}”不是 JPG 或 PNG 图片，没有添加。请另存为 JPG 或 PNG，或添加到其他类别。"
                )
            }
        }
    }
}

/// What the first bytes of a file say it is, as people call it.
fn content(bytes: &[u8]) -> Option<&'static str> {
    let at =
        |from: usize, sign: &[u8]| bytes.get(from..).is_some_and(|rest| rest.starts_with(sign));
    let kinds: [(usize, &[u8], &str); 15] = [
        (0, b"%PDF-", " PDF 文件"),
        (0, b"\xff\xd8\xff", " JPG 图片"),
        (0, b"\x89PNG\r\n", " PNG 图片"),
        (4, b"ftypheic", "苹果手机的 HEIC 图片"),
        (4, b"ftypheix", "苹果手机的 HEIC 图片"),
        (4, b"ftypmif1", "苹果手机的 HEIC 图片"),
        (8, b"WEBP", " WebP 图片"),
        (0, b"GIF8", " GIF 图片"),
        (0, b"BM", " BMP 图片"),
        (0, b"II*\0", " TIFF 图片"),
        (0, b"MM\0*", " TIFF 图片"),
        (0, b"Rar!", " RAR 压缩包"),
        (0, b"7z\xbc\xaf", " 7z 压缩包"),
        (0, b"PK\x03\x04", "新版 Office 文件或 ZIP 压缩包"),
        (0, b"\xd0\xcf\x11\xe0", "旧版 Office 文件（doc、xls）"),
    ];
    let known = kinds.iter().find(|(from, sign, _)| at(*from, sign));
    known.map(|(_, _, name)| *name).or_else(|| {
        let start = bytes.get(..bytes.len().min(256)).unwrap_or_default();
        let start = start.trim_ascii_start().to_ascii_lowercase();
        (start.starts_with(b"<!doctype html") || start.starts_with(b"<html")).then_some("网页")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(name: &str, bytes: &[u8], shown: bool) -> Option<Refusal> {
        Refusal::of(&Attachment::of("a1", "k", "", name, bytes), bytes, shown)
    }

    #[test]
    fn what_a_file_is_counts_and_not_its_name() {
        for (name, bytes, code, says) in [
            ("方案.pdf", &b""[..], "file-empty", "是空的"),
            ("方案.pdf", b"PK\x03\x04", "file-not-what-it-says", "Office"),
            (
                "方案.docx",
                b"%PDF-1.7",
                "file-not-what-it-says",
                "PDF 文件",
            ),
            (
                "方案.docx",
                b"  <HTML><body>",
                "file-not-what-it-says",
                "网页",
            ),
            ("方案.pdf", b"%PDF-1.7 cut", "file-damaged", "另存一份"),
            (
                "照片.jpg",
                b"\0\0\0\x18ftypheic",
                "file-not-what-it-says",
                "存为 JPG",
            ),
        ] {
            let refused = refusal(name, bytes, false).unwrap_or_else(|| panic!("{name} is taken"));
            assert_eq!(refused.code(), code, "{name}");
            let sentence = refused.sentence(name);
            assert!(
                sentence.contains(name) && sentence.contains(says),
                "{sentence}"
            );
        }
        assert_eq!(refusal("说明.txt", b"words", false), None);
    }

    #[test]
    fn among_printed_pictures_only_pictures_that_can_be_printed() {
        let gif = refusal("图.gif", b"GIF89a", true).expect("refused");
        assert_eq!(gif.code(), "file-no-picture");
        assert!(gif.sentence("图.gif").contains("GIF 图片"));
        assert_eq!(refusal("图.gif", b"GIF89a", false), None);
    }
}
