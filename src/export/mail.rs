//! The e-mail that hands the documents in, as a draft for the applicant's own mail program
//! (RFC 5322, MIME).
//!
//! `X-Unsent: 1` makes Outlook and its like open it for writing rather than reading. It has no date
//! and no sender: the program that sends it knows both.

use std::fmt::{self, Write as _};

use email_encoding::body::base64;
use email_encoding::headers::writer::EmailWriter;
use email_encoding::headers::{rfc2047, rfc2231};
use sha2::{Digest, Sha256};

/// An e-mail that is not sent yet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mail<'a> {
    /// Whom it goes to, empty while unknown.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// What it says, lines ended by `\n`.
    pub body: String,
    /// The files with it: name and bytes.
    pub attachments: Vec<(&'a str, &'a [u8])>,
}

/// Writes the e-mail. The same e-mail gives the same bytes.
///
/// # Errors
/// When the writer's library refuses, which it never does for text.
pub fn write(mail: &Mail<'_>) -> Result<Vec<u8>, fmt::Error> {
    let mut hash = Sha256::new();
    hash.update(&mail.subject);
    hash.update(&mail.body);
    for (name, bytes) in &mail.attachments {
        hash.update(name);
        hash.update(bytes);
    }
    // `=_` stands in no base64, so no line of the content can be taken for the boundary.
    let mut boundary = "=_".to_owned();
    for byte in hash.finalize().iter().take(12) {
        write!(boundary, "{byte:02x}")?;
    }

    let mut out = String::new();
    out.push_str("X-Unsent: 1\r\n");
    write!(out, "To: {}\r\n", one_line(&mail.to))?;
    header(&mut out, "Subject", &mail.subject)?;
    out.push_str("MIME-Version: 1.0\r\n");
    write!(
        out,
        "Content-Type: multipart/mixed; boundary=\"{boundary}\"\r\n\r\n"
    )?;
    write!(
        out,
        "--{boundary}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )?;
    base64::encode(mail.body.replace('\n', "\r\n").as_bytes(), &mut out)?;
    out.push_str("\r\n");
    for (name, bytes) in &mail.attachments {
        let name = one_line(name);
        write!(out, "--{boundary}\r\n")?;
        // The name twice: as RFC 2231 says, and as programs older than it look for it.
        write!(out, "Content-Type: {};\r\n name=\"", media_type(&name))?;
        encoded_words(&mut out, &name, 7)?;
        out.push_str("\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;");
        {
            let line = "Content-Disposition: attachment;".len();
            let mut writer = EmailWriter::new(&mut out, line, 1, true);
            rfc2231::encode("filename", &name, &mut writer)?;
        }
        out.push_str("\r\n\r\n");
        base64::encode(bytes, &mut out)?;
        out.push_str("\r\n");
    }
    write!(out, "--{boundary}--\r\n")?;
    Ok(out.into_bytes())
}

/// Reads a written e-mail back: whether its text and every file in it, decoded, are those that were
/// put in.
pub fn is_in(mail: &Mail<'_>, written: &[u8]) -> bool {
    let body = mail.body.replace('\n', "\r\n");
    let meant = std::iter::once(body.as_bytes()).chain(mail.attachments.iter().map(|(_, a)| *a));
    let Some((mut boundary, mut rest)) = headers(written)
        .and_then(|(head, rest)| Some((head.split(|byte| *byte == b'"').nth(1)?.to_vec(), rest)))
    else {
        return false;
    };
    boundary.splice(0..0, *b"--");
    for content in meant {
        let Some((_, encoded)) = rest.strip_prefix(&boundary[..]).and_then(headers) else {
            return false;
        };
        // `-` stands in no base64.
        let end = encoded.iter().position(|byte| *byte == b'-');
        let (encoded, after) = encoded.split_at(end.unwrap_or(encoded.len()));
        if !is_encoded(content, encoded) {
            return false;
        }
        rest = after;
    }
    rest.strip_prefix(&boundary[..]) == Some(b"--\r\n")
}

/// Parts headers from what follows them.
fn headers(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = text.windows(4).position(|at| at == b"\r\n\r\n")?;
    Some((&text[..end], &text[end + 4..]))
}

/// Whether this is the content in base64 (RFC 4648, 4), in lines.
fn is_encoded(content: &[u8], encoded: &[u8]) -> bool {
    let mut encoded = encoded.iter().filter(|byte| !matches!(byte, b'\r' | b'\n'));
    let six_bits = |byte: &u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    content.chunks(3).all(|three| {
        let mut bits = 0_u32;
        for place in 0..4 {
            let next = encoded.next();
            let digit = match place <= three.len() {
                true => next.and_then(six_bits),
                false => next.and_then(|byte| (*byte == b'=').then_some(0)),
            };
            let Some(digit) = digit else {
                return false;
            };
            bits = bits << 6 | u32::from(digit);
        }
        bits.to_be_bytes()[1..][..three.len()] == *three
    }) && encoded.next().is_none()
}

fn header(out: &mut String, name: &str, value: &str) -> fmt::Result {
    write!(out, "{name}: ")?;
    encoded_words(out, &one_line(value), name.len() + 2)?;
    out.push_str("\r\n");
    Ok(())
}

/// Text as encoded words (RFC 2047), from `column` of its line.
fn encoded_words(out: &mut String, text: &str, column: usize) -> fmt::Result {
    if text.is_ascii() {
        return out.write_str(text);
    }
    let mut writer = EmailWriter::new(out, column, 0, false);
    rfc2047::encode(text, &mut writer)
}

/// Text that cannot begin another header, nor leave its quotes.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|char| match char {
            '"' | '\\' => '\'',
            char if char.is_control() => ' ',
            char => char,
        })
        .collect()
}

fn media_type(name: &str) -> &'static str {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    match ending.as_deref() {
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        Some("pdf") => "application/pdf",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    }
}

/// A size as people say it: 812 KB, 1.5 MB.
pub fn size_in_words(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} 字节"),
        1024..1_048_576 => format!("{} KB", bytes.div_ceil(1024)),
        _ => {
            let tenths = (u128::from(bytes) * 10).div_ceil(1_048_576);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use mail_parser::{MessageParser, MimeHeaders as _};

    use super::*;

    #[test]
    fn a_foreign_parser_reads_what_was_written() {
        let long = format!("{}.pdf", "某某市某某工业集团申报书".repeat(6));
        let all: Vec<u8> = (0..=255).cycle().take(5000).collect();
        let mail = Mail {
            to: "a@example.com".into(),
            subject: "关于报送甲钢铁有限公司《典型案例申报书》的邮件\r\nBcc: x@example.com".into(),
            body: "您好：\n　　现报送申报书。\n".into(),
            attachments: vec![("申报书.docx", b"word"), (&long, &all), ("plain.xlsx", b"")],
        };
        let written = write(&mail).expect("written");
        assert!(written.is_ascii());
        assert!(
            written
                .split(|byte| *byte == b'\n')
                .all(|line| line.len() <= 998)
        );
        let read = MessageParser::default().parse(&written).expect("a message");
        assert_eq!(read.header_raw("X-Unsent").map(str::trim), Some("1"));
        assert!(read.date().is_none() && read.bcc().is_none());
        assert_eq!(
            read.subject(),
            Some("关于报送甲钢铁有限公司《典型案例申报书》的邮件  Bcc: x@example.com")
        );
        let body = read.body_text(0).expect("a body").replace("\r\n", "\n");
        assert_eq!(body, mail.body);
        let files: Vec<(&str, &[u8])> = read
            .attachments()
            .map(|part| (part.attachment_name().unwrap_or_default(), part.contents()))
            .collect();
        assert_eq!(files, mail.attachments);
        assert_eq!(write(&mail), write(&mail));
        assert!(is_in(&mail, &written));
    }

    #[test]
    fn whatever_is_missing_or_changed_in_a_file_of_it_is_noticed() {
        for length in 0..70 {
            let content: Vec<u8> = (0..length).map(|byte| byte * 3).collect();
            let mail = Mail {
                body: "您好".into(),
                attachments: vec![("甲.docx", &content), ("乙.pdf", b"%PDF")],
                ..Mail::default()
            };
            let written = write(&mail).expect("written");
            assert!(is_in(&mail, &written), "{length} bytes");
            let shorter = Mail {
                attachments: vec![("甲.docx", &content)],
                ..mail.clone()
            };
            assert!(!is_in(&shorter, &written) && !is_in(&mail, b""));
            let longer = [&content[..], b"a"].concat();
            let other = Mail {
                attachments: vec![("甲.docx", &longer), ("乙.pdf", b"%PDF")],
                ..mail.clone()
            };
            assert!(!is_in(&other, &written), "{length} bytes");
            if let Some(last) = content.len().checked_sub(1) {
                let mut changed = content.clone();
                changed[last] ^= 1;
                let other = Mail {
                    attachments: vec![("甲.docx", &changed), ("乙.pdf", b"%PDF")],
                    ..mail.clone()
                };
                assert!(!is_in(&other, &written), "{length} bytes");
            }
            for end in written.len() - 40..written.len() {
                assert!(!is_in(&mail, &written[..end]));
            }
        }
    }

    #[test]
    fn sizes_are_said_as_people_say_them() {
        assert_eq!(size_in_words(500), "500 字节");
        assert_eq!(size_in_words(1025), "2 KB");
        assert_eq!(size_in_words(1_572_864), "1.5 MB");
    }
}
