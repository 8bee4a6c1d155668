//! Cleaning of pasted and typed text before it is kept.

/// Characters that mark the end of a line in some program: line separator, paragraph separator, next
/// line, vertical tab (a soft line break in Word) and form feed (a page break in Word).
fn ends_line(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Characters that show nothing and mean nothing in a document: controls, byte order marks, zero-width
/// and bidirectional marks, soft hyphens, anchors of pasted objects, and the noncharacters that XML
/// forbids (XML 1.0, production 2).
fn invisible(c: char) -> bool {
    (c.is_control() && c != '\t')
        || matches!(c,
            '\u{AD}'
            | '\u{180E}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}'
            | '\u{FEFF}'
            | '\u{FFF9}'..='\u{FFFC}')
        || u32::from(c) & 0xFFFE == 0xFFFE
}

/// Whether a character is one that running text keeps as it is, on one line.
pub fn is_plain(c: char) -> bool {
    !ends_line(c) && !invisible(c) && c != '\t'
}

/// Running text: every line end becomes `\n`, invisible characters go, `\t` stays. Nothing else
/// changes: blanks at the ends and full-width forms are left as they were.
pub fn prose(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if ends_line(c) {
            if c == '\r' {
                chars.next_if_eq(&'\n');
            }
            clean.push('\n');
        } else if !invisible(c) {
            clean.push(c);
        }
    }
    clean
}

/// A single line: as [`prose`], with each stretch of line ends and tabs (and the blanks around it)
/// turned into one blank, and without white space at the ends.
pub fn line(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for piece in prose(text)
        .split(['\n', '\t'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty())
    {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(piece);
    }
    clean
}

/// The half-width form of one full-width letter, digit, mark or blank (U+FF01–U+FF5E, U+3000);
/// any other character as it is.
pub fn narrow_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// `text` with every full-width letter, digit, mark and blank in its half-width form.
pub fn narrow(text: &str) -> String {
    text.chars().map(narrow_char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn line_ends_become_one_kind() {
        assert_eq!(
            prose("a\r\nb\rc\nd\u{2028}e\u{2029}f\u{85}g\u{B}h\u{C}i"),
            "a\nb\nc\nd\ne\nf\ng\nh\ni"
        );
        assert_eq!(prose("a\r\n\r\nb\n\rc"), "a\n\nb\n\nc");
    }

    #[test]
    fn invisible_characters_go_and_tabs_stay() {
        assert_eq!(
            prose(
                "\u{FEFF}甲\u{200B}乙\u{0}\u{7}\t丙\u{AD}丁\u{202E}\u{FFFC}\u{FFFF}\u{1FFFE}\u{7F}\u{9B}"
            ),
            "甲乙\t丙丁"
        );
    }

    #[test]
    fn ordinary_text_stays() {
        for text in [
            "",
            " 甲 乙 ",
            "“A＋B”模式——\n\n　　正文",
            "CO₂ ≥ 5 ㎡\u{A0}🙂",
            "葛\u{E0100}",
        ] {
            assert_eq!(prose(text), text);
        }
    }

    #[test]
    fn a_line_has_no_line_ends() {
        assert_eq!(line("  东莞市\r\n 厚街镇\t\t1号\n"), "东莞市 厚街镇 1号");
        assert_eq!(line("\u{3000}甲  乙\u{FEFF}"), "甲  乙");
        assert_eq!(line("\n\t "), "");
    }

    #[test]
    fn narrow_changes_only_full_width_forms() {
        assert_eq!(
            narrow("ＡＢｃ１２３．５％，（　）～！年。、“”"),
            "ABc123.5%,( )~!年。、“”"
        );
    }

    proptest! {
        #[test]
        fn prose_is_clean_and_cleaning_again_changes_nothing(text in any::<String>()) {
            let clean = prose(&text);
            prop_assert!(clean.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
            prop_assert_eq!(prose(&clean), clean);
        }

        #[test]
        fn a_line_is_a_line(text in any::<String>()) {
            let clean = line(&text);
            prop_assert!(!clean.contains(['\n', '\r', '\t']));
            prop_assert_eq!(clean.trim(), clean.as_str());
            prop_assert_eq!(line(&clean), clean);
        }

        #[test]
        fn narrow_keeps_the_number_of_characters(text in any::<String>()) {
            prop_assert_eq!(narrow(&text).chars().count(), text.chars().count());
        }
    }
}
