//! 字数 as Word counts it. The only counter of the program.

/// Whether a character counts one by itself, whatever its neighbours: Chinese, Japanese and Korean
/// characters, full-width marks (U+3000 among them) and the marks of Chinese punctuation that live
/// outside those ranges. Where Word, WPS and LibreOffice differ, this is the strict side.
fn stands_alone(c: char) -> bool {
    matches!(c,
        '\u{2E80}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{FE30}'..='\u{FE4F}'
        | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}'
        | '—' | '…' | '“' | '”' | '‘' | '’' | '·')
}

/// The 字数 of `text`.
///
/// Each character that stands alone counts one; every run of other characters, up to the next white
/// space or character that stands alone, counts one as a whole; white space counts nothing. So “——”
/// is two, “2022-2025” one, “25℃” one (℃ joins the run) and “10㎡” two (㎡ stands alone).
///
/// ```
/// assert_eq!(wufei::text::count::count("2022-2025年"), 2);
/// ```
pub fn count(text: &str) -> usize {
    count_pieces([text])
}

/// The 字数 of the pieces joined without anything between them: a run of letters or digits that is
/// split over two pieces (a figure with one bold digit, a reference beside a typed unit) counts one.
pub fn count_pieces<'a>(pieces: impl IntoIterator<Item = &'a str>) -> usize {
    let mut total = 0;
    let mut in_run = false;
    for c in pieces.into_iter().flat_map(str::chars) {
        if stands_alone(c) {
            total += 1;
            in_run = false;
        } else if c.is_whitespace() {
            in_run = false;
        } else if !in_run {
            total += 1;
            in_run = true;
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde::Deserialize;

    #[derive(Deserialize)]
    struct Vectors {
        vector: Vec<Vector>,
    }

    #[derive(Deserialize)]
    struct Vector {
        text: String,
        count: usize,
    }

    #[test]
    fn agrees_with_the_vectors() {
        let vectors: Vectors =
            toml::from_str(include_str!("../../tests/vectors/count.toml")).expect("vectors");
        assert!(vectors.vector.len() >= 30);
        for Vector {
            text,
            count: expected,
        } in vectors.vector
        {
            assert_eq!(count(&text), expected, "{text:?}");
        }
    }

    #[test]
    fn the_borders_of_every_range_stand_alone() {
        for (first, last) in [
            (0x2E80, 0x9FFF),
            (0xAC00, 0xD7AF),
            (0xF900, 0xFAFF),
            (0xFE30, 0xFE4F),
            (0xFF00, 0xFFEF),
            (0x20000, 0x3FFFF),
        ] {
            let inside = |code: u32| char::from_u32(code).is_some_and(stands_alone);
            assert!(inside(first) && inside(last), "{first:X}–{last:X}");
            assert!(
                !inside(first - 1) && !inside(last + 1),
                "{first:X}–{last:X}"
            );
        }
    }

    /// Text in which every sort of character is common.
    fn mixed() -> impl Strategy<Value = String> {
        proptest::collection::vec(
            prop_oneof![
                Just('年'),
                Just('，'),
                Just('—'),
                Just('”'),
                Just('㎡'),
                Just('\u{3000}'),
                Just('℃'),
                Just('a'),
                Just('7'),
                Just('.'),
                Just(' '),
                Just('\n'),
                Just('\u{A0}'),
                any::<char>(),
            ],
            0..40,
        )
        .prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #[test]
        fn adds_up_around_a_character_that_stands_alone(a in mixed(), b in mixed()) {
            prop_assert_eq!(count(&format!("{a}字{b}")), count(&a) + 1 + count(&b));
        }

        #[test]
        fn adds_up_around_white_space(a in mixed(), b in mixed()) {
            prop_assert_eq!(count(&format!("{a} {b}")), count(&a) + count(&b));
        }

        #[test]
        fn more_white_space_changes_nothing(words in proptest::collection::vec(mixed(), 0..6)) {
            prop_assert_eq!(count(&words.join(" ")), count(&format!("\t{}\r\n", words.join(" \n\t "))));
        }

        #[test]
        fn pieces_count_as_the_whole(pieces in proptest::collection::vec(mixed(), 0..6)) {
            prop_assert_eq!(
                count_pieces(pieces.iter().map(String::as_str)),
                count(&pieces.concat())
            );
        }

        #[test]
        fn never_more_than_characters(text in any::<String>()) {
            prop_assert!(count(&text) <= text.chars().count());
        }

        #[test]
        fn one_character_adds_at_most_two(a in mixed(), c in any::<char>(), b in mixed()) {
            // Two: a character that stands alone in the middle of a run counts and splits the run.
            let (without, with) = (count(&format!("{a}{b}")), count(&format!("{a}{c}{b}")));
            prop_assert!(with <= without + 2 && with + 1 >= without);
        }
    }
}
