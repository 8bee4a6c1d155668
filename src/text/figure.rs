//! Figures as people type or paste them, and as they are printed.

use std::str::FromStr;

use rust_decimal::{Decimal, RoundingStrategy};

use super::{TextError, clean};

/// The most digits a figure may have, leading zeros of the whole part not counted: what a [`Decimal`]
/// holds exactly whatever the digits are.
pub const MOST_DIGITS: usize = 28;

/// Reads a bare figure: digits with or without thousands marks (`,` `，`), one decimal point, a sign;
/// full-width forms and blanks around it are taken as well. The scale of what is read is the number of
/// decimals as typed (`248.00` has two). A figure with its unit is read by [`super::unit::read`].
///
/// # Errors
/// [`TextError`] for anything else: words, units, exponents, two points, misplaced thousands marks,
/// more than [`MOST_DIGITS`] digits, nothing.
///
/// ```
/// use wufei::text::figure::{grouped, parse};
/// let figure = parse(" ２，２３６，０００．５０ ").unwrap();
/// assert_eq!(grouped(&figure), "2,236,000.50");
/// ```
pub fn parse(text: &str) -> Result<Decimal, TextError> {
    if let Some(value) = plain(text) {
        return Ok(value);
    }
    let narrow = clean::narrow(&clean::line(text));
    let typed = narrow.trim();
    if typed.is_empty() {
        return Err(TextError::Empty);
    }
    let not_a_number = || TextError::NotANumber {
        typed: shortened(typed),
    };

    let (negative, unsigned) = match typed.strip_prefix(['-', '\u{2212}', '\u{FE63}']) {
        Some(rest) => (true, rest.trim_start()),
        None => (false, typed.strip_prefix('+').unwrap_or(typed).trim_start()),
    };
    let end = unsigned
        .find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',')
        .unwrap_or(unsigned.len());
    let (number, rest) = unsigned.split_at(end);
    if !number.contains(|c: char| c.is_ascii_digit()) {
        return Err(not_a_number());
    }
    if is_exponent(rest) {
        return Err(TextError::Exponent {
            typed: shortened(typed),
        });
    }
    let mut value = read_digits(number, typed)?;
    if negative && !value.is_zero() {
        value.set_sign_negative(true);
    }

    let rest = rest.trim_start();
    match rest.chars().next() {
        None => Ok(value),
        Some(digit) if digit.is_ascii_digit() => Err(not_a_number()),
        Some(_) => Err(TextError::UnknownUnit {
            unit: shortened(rest),
        }),
    }
}

/// Reads digits with or without a point among them, as most figures are typed.
fn plain(text: &str) -> Option<Decimal> {
    let bytes = text.as_bytes();
    let digit = |at: Option<&u8>| at.is_some_and(u8::is_ascii_digit);
    let points = bytes.iter().filter(|byte| **byte == b'.').count();
    let plain = digit(bytes.first())
        && digit(bytes.last())
        && points <= 1
        && bytes.len() <= MOST_DIGITS
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_digit() || *byte == b'.');
    plain.then(|| Decimal::from_str(text).ok())?
}

/// Whether what follows the digits makes them scientific notation: `e5`, `E+5`, `×10⁴`, `*10^4`.
fn is_exponent(rest: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    if let Some(power) = rest.strip_prefix(['e', 'E']) {
        return power
            .strip_prefix(['+', '-'])
            .unwrap_or(power)
            .starts_with(is_digit);
    }
    rest.trim_start()
        .strip_prefix(['×', 'x', 'X', '*'])
        .is_some_and(|power| power.trim_start().starts_with("10"))
}

/// Reads digits, thousands marks and the point of an unsigned number; `typed` is for the errors.
fn read_digits(number: &str, typed: &str) -> Result<Decimal, TextError> {
    let (whole, decimals) = match number.split_once('.') {
        Some((whole, decimals)) => (whole, decimals),
        None => (number, ""),
    };
    if decimals.contains('.') {
        return Err(TextError::TwoPoints {
            typed: shortened(typed),
        });
    }
    if decimals.contains(',') || (whole.contains(',') && !properly_grouped(whole)) {
        return Err(TextError::ThousandsMarks {
            typed: shortened(typed),
        });
    }
    let whole = whole.replace(',', "");
    let whole = whole.trim_start_matches('0');
    if whole.len() + decimals.len() > MOST_DIGITS {
        return Err(TextError::TooManyDigits {
            typed: shortened(typed),
        });
    }
    let plain = match decimals {
        "" => format!("0{whole}"),
        _ => format!("0{whole}.{decimals}"),
    };
    Decimal::from_str(&plain).map_err(|_| TextError::NotANumber {
        typed: shortened(typed),
    })
}

/// Whether commas cut `whole` into groups of three, the first of one to three and not led by a zero.
pub(super) fn properly_grouped(whole: &str) -> bool {
    let mut groups = whole.split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && groups.all(|group| group.len() == 3)
}

/// At most twenty characters of what was typed, for a sentence.
fn shortened(typed: &str) -> String {
    const MOST: usize = 20;
    match typed.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", typed.get(..end).unwrap_or_default()),
        None => typed.to_owned(),
    }
}

/// `value` as printed: thousands separated by commas, every decimal kept (`2,236,000`, `248.00`,
/// `-1,234.50`).
pub fn grouped(value: &Decimal) -> String {
    let plain = value.to_string();
    let (sign, unsigned) = match plain.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", plain.as_str()),
    };
    let (whole, decimals) = match unsigned.find('.') {
        Some(point) => unsigned.split_at(point),
        None => (unsigned, ""),
    };
    let mut printed = String::with_capacity(plain.len() + whole.len() / 3);
    printed.push_str(sign);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            printed.push(',');
        }
        printed.push(digit);
    }
    printed.push_str(decimals);
    printed
}

/// `value` rounded half up (四舍五入, away from zero) to `places` decimals, and padded with zeros to just
/// as many: 93.225 → 93.23, 2 → 2.00. A value too long to be padded keeps as many zeros as fit.
pub fn fixed(value: &Decimal, places: u32) -> Decimal {
    let mut rounded = value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    if rounded.is_zero() {
        rounded.set_sign_positive(true);
    }
    rounded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// `text` as read, printed plainly with its decimals.
    fn read(text: &str) -> String {
        parse(text).expect(text).to_string()
    }

    fn refused(text: &str) -> &'static str {
        parse(text).expect_err(text).code()
    }

    #[test]
    fn reads_what_people_type() {
        for (text, value) in [
            ("248.00", "248.00"),
            ("0", "0"),
            ("007", "7"),
            (".5", "0.5"),
            ("5.", "5"),
            ("-1,234.50", "-1234.50"),
            ("−3", "-3"),
            ("－３", "-3"),
            ("+3.10", "3.10"),
            ("＋ 3", "3"),
            ("-0.00", "0.00"),
            ("2,236,000", "2236000"),
            ("2，236，000", "2236000"),
            ("２２３６０００．５０", "2236000.50"),
            ("1,234", "1234"),
            ("\u{3000} 12.5\u{A0}\r\n", "12.5"),
            ("\u{FEFF}12\u{200B}.5", "12.5"),
            (
                "1234567890123456789012345678",
                "1234567890123456789012345678",
            ),
            (
                "0.1234567890123456789012345678",
                "0.1234567890123456789012345678",
            ),
            ("00000000000000000000000000000000001.5", "1.5"),
        ] {
            assert_eq!(read(text), value, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_figure() {
        for (text, code) in [
            ("", "figure-empty"),
            (" \u{3000}\t", "figure-empty"),
            ("NaN", "figure-not-a-number"),
            ("inf", "figure-not-a-number"),
            ("-", "figure-not-a-number"),
            (".", "figure-not-a-number"),
            (",", "figure-not-a-number"),
            ("--5", "figure-not-a-number"),
            ("约5", "figure-not-a-number"),
            ("五", "figure-not-a-number"),
            ("=1+1", "figure-not-a-number"),
            ("0x1F", "figure-unknown-unit"),
            ("1 234", "figure-not-a-number"),
            ("1e5", "figure-exponent"),
            ("１Ｅ５", "figure-exponent"),
            ("2.5E-3", "figure-exponent"),
            ("1.2×10⁴", "figure-exponent"),
            ("3 * 10^4", "figure-exponent"),
            ("1..2", "figure-two-points"),
            ("1.2.3", "figure-two-points"),
            ("12,34", "figure-thousands-marks"),
            ("1,5", "figure-thousands-marks"),
            ("1234,567", "figure-thousands-marks"),
            ("0,123", "figure-thousands-marks"),
            (",123", "figure-thousands-marks"),
            ("1,234,", "figure-thousands-marks"),
            ("1,,234", "figure-thousands-marks"),
            ("1.234,567", "figure-thousands-marks"),
            ("12345678901234567890123456789", "figure-too-many-digits"),
            ("0.12345678901234567890123456789", "figure-too-many-digits"),
            ("12万吨", "figure-unknown-unit"),
            ("12abc", "figure-unknown-unit"),
        ] {
            assert_eq!(refused(text), code, "{text}");
        }
    }

    #[test]
    fn errors_quote_at_most_twenty_characters() {
        let error = parse(&"长".repeat(500)).expect_err("words");
        assert_eq!(error.to_string().chars().filter(|c| *c == '长').count(), 20);
    }

    #[test]
    fn prints_groups_of_three() {
        for (plain, printed) in [
            ("2236000", "2,236,000"),
            ("248.00", "248.00"),
            ("-1234.50", "-1,234.50"),
            ("999", "999"),
            ("-999", "-999"),
            ("1000", "1,000"),
            ("0.0001", "0.0001"),
            ("100000.123456", "100,000.123456"),
        ] {
            assert_eq!(grouped(&Decimal::from_str(plain).expect(plain)), printed);
        }
    }

    #[test]
    fn rounds_half_up_and_pads() {
        for (plain, places, printed) in [
            ("93.225", 2, "93.23"),
            ("93.2249999", 2, "93.22"),
            ("-93.225", 2, "-93.23"),
            ("2", 2, "2.00"),
            ("2.50", 0, "3"),
            ("1.5", 0, "2"),
            ("0.5", 0, "1"),
            ("-0.001", 2, "0.00"),
            ("99.995", 2, "100.00"),
            ("0.51028806584362139917695473", 4, "0.5103"),
        ] {
            let value = fixed(&Decimal::from_str(plain).expect(plain), places);
            assert_eq!(value.to_string(), printed, "{plain}");
            assert_eq!(value.scale(), places, "{plain}");
        }
        let long = Decimal::from_str("1234567890123456789012345678").expect("28 digits");
        assert_eq!(fixed(&long, 2), long, "too long to be padded");
    }

    /// Every number a person may type: up to 28 digits, any scale.
    fn figures() -> impl Strategy<Value = Decimal> {
        let most = 10_i128.pow(28) - 1;
        (-most..=most, 0..=28_u32, 0..=27_u32).prop_map(|(mantissa, scale, shorter)| {
            Decimal::from_i128_with_scale(mantissa / 10_i128.pow(shorter), scale)
        })
    }

    proptest! {
        #[test]
        fn what_is_read_at_once_is_what_is_read_with_care(text in "[0-9]{1,14}(\\.[0-9]{1,13})?") {
            // A blank before it takes the long way.
            prop_assert_eq!(parse(&text), parse(&format!(" {text}")));
            prop_assert_eq!(parse(&text).map(|value| value.scale()), parse(&format!(" {text}")).map(|value| value.scale()));
        }

        #[test]
        fn reads_what_it_prints(value in figures()) {
            let figure = parse(&grouped(&value)).expect("own print");
            prop_assert_eq!(figure, value);
            prop_assert_eq!(figure.scale(), value.scale());
        }

        #[test]
        fn full_width_reads_the_same(value in figures()) {
            let wide: String = grouped(&value)
                .chars()
                .map(|c| char::from_u32(u32::from(c) + 0xFEE0).expect("full-width form"))
                .collect();
            prop_assert_eq!(parse(&wide), parse(&grouped(&value)));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = parse(&text);
        }

        #[test]
        fn anything_like_a_number_is_read_exactly_or_refused(text in "[-+]?[0-9,.]{1,40}") {
            if let Ok(figure) = parse(&text) {
                let plain = text.replace([',', '+'], "");
                let shown = figure.to_string();
                let (whole, decimals) = plain.split_once('.').unwrap_or((&plain, ""));
                let (shown_whole, shown_decimals) = shown.split_once('.').unwrap_or((&shown, ""));
                prop_assert_eq!(decimals, shown_decimals);
                prop_assert_eq!(
                    whole.trim_start_matches(['-', '0']),
                    shown_whole.trim_start_matches(['-', '0'])
                );
            }
        }

        #[test]
        fn rounding_moves_by_at_most_half_a_place(value in figures(), places in 0..6_u32) {
            let half = Decimal::new(5, places + 1);
            prop_assert!((fixed(&value, places) - value).abs() <= half);
        }
    }
}
