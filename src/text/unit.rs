//! Units as reports write them, and how many decimal places lie between two of one kind. Only powers
//! of ten are known, so that a converted figure is exact.

use rust_decimal::Decimal;

use super::{TextError, clean, figure};

/// Words that multiply the unit after them, the longer first, with their power of ten.
const MULTIPLES: &[(&str, i32)] = &[
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
];

/// Whether a text is nothing but a word that multiplies the unit after it: 万.
pub fn is_multiple(text: &str) -> bool {
    MULTIPLES.iter().any(|(word, _)| *word == text)
}

/// Other spellings of a unit, as the unit they mean and the power of ten between them.
const SPELLINGS: &[(&str, &str, i32)] = &[
    ("t", "吨", 0),
    ("公吨", "吨", 0),
    ("kt", "吨", 3),
    ("mt", "吨", 6),
    ("kg", "吨", -3),
    ("千克", "吨", -3),
    ("公斤", "吨", -3),
    ("人民币", "元", 0),
    ("元人民币", "元", 0),
    ("rmb", "元", 0),
    ("¥", "元", 0),
    ("㎡", "平方米", 0),
    ("m2", "平方米", 0),
    ("m²", "平方米", 0),
    ("平米", "平方米", 0),
    ("公顷", "平方米", 4),
    ("hm2", "平方米", 4),
    ("hm²", "平方米", 4),
    ("ha", "平方米", 4),
    ("平方公里", "平方米", 6),
    ("平方千米", "平方米", 6),
    ("km2", "平方米", 6),
    ("km²", "平方米", 6),
    ("m3", "立方米", 0),
    ("m³", "立方米", 0),
    ("方", "立方米", 0),
    ("名", "人", 0),
    ("度", "千瓦时", 0),
    ("kwh", "千瓦时", 0),
    ("百分比", "%", 0),
];

/// Units that stand for themselves.
const UNITS: &[&str] = &[
    "吨",
    "元",
    "平方米",
    "立方米",
    "人",
    "家",
    "户",
    "个",
    "件",
    "台",
    "套",
    "辆",
    "只",
    "条",
    "块",
    "片",
    "支",
    "瓶",
    "箱",
    "亩",
    "千瓦时",
    "吨标准煤",
    "吨标煤",
    "%",
];

/// What stands under the stroke of a unit only: 万吨/年.
const SPANS: &[&str] = &["年", "a", "月", "天", "日"];

/// A unit taken apart: what it measures in, and the power of ten before it.
fn taken_apart(unit: &str) -> Option<(String, i32)> {
    let plain: String = clean::narrow(unit)
        .chars()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect();
    if let Some(own) = known(&plain) {
        return Some(own);
    }
    if let Some((over, under)) = plain.split_once('/') {
        let (over, more) = taken_apart(over)?;
        let (under, less) = match SPANS.contains(&under) {
            true => (under.to_owned(), 0),
            false => taken_apart(under)?,
        };
        return Some((format!("{over}/{under}"), more - less));
    }
    MULTIPLES.iter().find_map(|(word, power)| {
        let (base, own) = known(plain.strip_prefix(word)?)?;
        Some((base, own + power))
    })
}

fn known(unit: &str) -> Option<(String, i32)> {
    if UNITS.contains(&unit) {
        return Some((unit.to_owned(), 0));
    }
    SPELLINGS
        .iter()
        .find(|(spelling, _, _)| *spelling == unit)
        .map(|(_, base, power)| ((*base).to_owned(), *power))
}

/// Whether a text is a unit that is known here.
pub fn is_unit(text: &str) -> bool {
    taken_apart(text).is_some()
}

/// The power of ten that turns a figure of one unit into a figure of another; `None` where the two
/// measure different things or are not known.
///
/// ```
/// use wufei::text::unit::between;
/// assert_eq!(between("吨", "万吨"), Some(-4));
/// assert_eq!(between("亿元", "万元"), Some(4));
/// assert_eq!(between("亩", "平方米"), None);
/// ```
pub fn between(from: &str, to: &str) -> Option<i32> {
    let plain = |unit: &str| clean::narrow(unit).trim().to_owned();
    if plain(from) == plain(to) {
        return Some(0);
    }
    let (from, to) = (taken_apart(from)?, taken_apart(to)?);
    (from.0 == to.0).then_some(from.1 - to.1)
}

/// The unit of figures of `over` divided by figures of `under`, without the power of ten that both have:
/// 万吨 by 万吨 is 吨/吨, 万吨 by 万台 is 吨/台, 万吨 by 台 is 万吨/台. `None` where one has no unit.
///
/// ```
/// use wufei::text::unit::quotient;
/// assert_eq!(quotient("万吨", "万台").as_deref(), Some("吨/台"));
/// ```
pub fn quotient(over: &str, under: &str) -> Option<String> {
    let plain = |unit: &str| clean::narrow(unit).trim().to_owned();
    let (over, under) = (plain(over), plain(under));
    if over.is_empty() || under.is_empty() || over.contains('/') || under.contains('/') {
        return None;
    }
    let bare = MULTIPLES.iter().find_map(|(word, _)| {
        let (over, under) = (over.strip_prefix(word)?, under.strip_prefix(word)?);
        (!over.is_empty() && !under.is_empty()).then(|| format!("{over}/{under}"))
    });
    Some(bare.unwrap_or_else(|| format!("{over}/{under}")))
}

/// A figure typed where figures of some unit are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// The figure, without a unit or with the one that is asked for.
    Own(Decimal),
    /// A figure of another unit that measures the same; nothing is converted by itself.
    Other {
        /// The unit typed along.
        unit: String,
        /// The figure in the unit that is asked for; `None` where it would have too many digits.
        here: Option<Decimal>,
    },
    /// A figure of a unit that measures something else, or where none is asked for.
    Foreign {
        /// The unit typed along.
        unit: String,
    },
}

/// Reads a figure typed with or without its unit where `asked` is the unit asked for, empty for none.
///
/// # Errors
/// As [`figure::parse`], where what is typed is no figure with a unit known here either.
///
/// ```
/// use wufei::text::unit::{Reading, read};
/// assert_eq!(read("２４２．８０ 万吨", "万吨"), Ok(Reading::Own("242.80".parse().unwrap())));
/// ```
pub fn read(text: &str, asked: &str) -> Result<Reading, TextError> {
    let error = match figure::parse(text) {
        Ok(value) => return Ok(Reading::Own(value)),
        Err(error) => error,
    };
    let line = clean::line(text);
    let Some((number, unit)) = parted(&line) else {
        return Err(error);
    };
    let value = match figure::parse(&number) {
        Ok(value) => value,
        // What is wrong with the number itself is worth more than a word about its unit.
        Err(wrong) => return Err(if is_unit(&unit) { wrong } else { error }),
    };
    match between(&unit, asked) {
        Some(0) => Ok(Reading::Own(value)),
        Some(power) => Ok(Reading::Other {
            unit,
            here: shifted(&value, power),
        }),
        None if is_unit(&unit) => Ok(Reading::Foreign { unit }),
        None => Err(error),
    }
}

/// The figure of a text as it was written, and the unit written along: 248.00 and 万吨.
pub fn measured(text: &str) -> Option<(String, Option<String>)> {
    if figure::parse(text).is_ok() {
        return Some((text.to_owned(), None));
    }
    let (number, unit) = parted(text)?;
    (figure::parse(&number).is_ok() && is_unit(&unit)).then_some((number, Some(unit)))
}

/// What stands before a unit and the unit, whatever they are; a currency sign may stand in front.
fn parted(text: &str) -> Option<(String, String)> {
    let narrow = clean::narrow(text);
    let plain = narrow.trim();
    if let Some(rest) = plain.strip_prefix(['¥', '￥']) {
        return Some((rest.trim().to_owned(), "元".to_owned()));
    }
    // A unit may hold digits itself (m2): the number ends before its first letter.
    let (end, _) = plain.char_indices().find(|(at, c)| {
        let sign = *at == 0 && *c == '\u{2212}';
        !sign && !c.is_ascii_digit() && !matches!(c, '.' | ',' | ' ' | '+' | '-')
    })?;
    let (number, unit) = (plain.get(..end)?.trim(), plain.get(end..)?.trim());
    let bare = unit
        .strip_prefix('(')
        .and_then(|unit| unit.strip_suffix(')'));
    let unit = bare.unwrap_or(unit).trim();
    (!number.is_empty() && !unit.is_empty()).then(|| (number.to_owned(), unit.to_owned()))
}

/// A figure times a power of ten, exactly; `None` where it has too many digits then. Zeros that only
/// come of the division are left out.
pub fn shifted(value: &Decimal, power: i32) -> Option<Decimal> {
    const FINEST: i32 = 28;
    let mut scale = i32::try_from(value.scale()).ok()? - power;
    let mut mantissa = value.mantissa();
    while scale < 0 {
        mantissa = mantissa.checked_mul(10)?;
        scale += 1;
    }
    while power < 0 && scale > 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    if scale > FINEST {
        return None;
    }
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(scale).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn units_of_one_kind_lie_powers_of_ten_apart() {
        for (from, to, power) in [
            ("万吨", "万吨", Some(0)),
            ("吨", "万吨", Some(-4)),
            ("公斤", "万吨", Some(-7)),
            ("亿元", "万元", Some(4)),
            ("元", "万元", Some(-4)),
            ("千元", "万元", Some(-1)),
            ("公顷", "平方米", Some(4)),
            ("吨／万元", "吨/万元", Some(0)),
            ("吨/亿元", "吨/万元", Some(-4)),
            ("千克/万元", "吨/万元", Some(-3)),
            ("％", "%", Some(0)),
            (" 万 吨 ", "万吨", Some(0)),
            ("万台", "台", Some(4)),
            ("吨", "万元", None),
            ("亩", "平方米", None),
            ("", "万吨", None),
            ("万", "万元", None),
            ("罐", "罐", Some(0)),
            ("吨/年", "万吨/年", Some(-4)),
            ("万吨/年", "万吨", None),
        ] {
            assert_eq!(between(from, to), power, "{from} → {to}");
        }
    }

    #[test]
    fn figures_are_shifted_exactly() {
        for (value, power, shown) in [
            ("2480000", -4, "248"),
            ("2480500.00", -4, "248.05"),
            ("248.05", 4, "2480500"),
            ("1.234567", 4, "12345.67"),
            ("0", -4, "0"),
            ("-3", -1, "-0.3"),
        ] {
            let value: Decimal = value.parse().expect("a figure");
            assert_eq!(shifted(&value, power).expect("in reach").to_string(), shown);
        }
        let long: Decimal = "1234567890123456789012345678".parse().expect("28 digits");
        assert_eq!(shifted(&long, 4), None);
    }

    #[test]
    fn figures_are_taken_apart_from_their_units() {
        for (cell, number, unit) in [
            ("248.00万吨", "248.00", Some("万吨")),
            ("２４８．００ 万吨", "248.00", Some("万吨")),
            ("¥1,234.50", "1,234.50", Some("元")),
            ("1,234", "1,234", None),
            ("93.23%", "93.23", Some("%")),
            ("120 m2", "120", Some("m2")),
            ("12 亩", "12", Some("亩")),
        ] {
            let found = measured(cell).expect(cell);
            assert_eq!(
                (found.0.as_str(), found.1.as_deref()),
                (number, unit),
                "{cell}"
            );
        }
        for cell in [
            "",
            "约5",
            "高炉渣",
            "1E+06",
            "1.2×10^4",
            "1号高炉",
            "3#线",
            "2022年",
        ] {
            assert_eq!(measured(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_figure_may_be_typed_with_its_unit() {
        let own = |text: &str| Reading::Own(text.parse().expect("a figure"));
        let other = |unit: &str, here: &str| Reading::Other {
            unit: unit.to_owned(),
            here: Some(here.parse().expect("a figure")),
        };
        let foreign = |unit: &str| Reading::Foreign {
            unit: unit.to_owned(),
        };
        for (text, asked, read_as) in [
            ("242.80", "万吨", own("242.80")),
            ("242.80", "", own("242.80")),
            ("242.80万吨", "万吨", own("242.80")),
            ("２４２．８０ 万吨 ", "万吨", own("242.80")),
            ("242.80（万吨）", "万吨", own("242.80")),
            ("12，345．6 万 元", "万元", own("12345.6")),
            ("95.3％", "%", own("95.3")),
            ("5百分比", "%", own("5")),
            ("−3万吨", "万吨", own("-3")),
            ("7t", "吨", own("7")),
            ("0.5吨／万元", "吨/万元", own("0.5")),
            ("30罐", "罐", own("30")),
            ("2428000吨", "万吨", other("吨", "242.8")),
            ("5 千克", "吨", other("千克", "0.005")),
            ("2.5亿元", "万元", other("亿元", "25000")),
            ("￥1,200", "万元", other("元", "0.12")),
            ("1200 m2", "平方米", own("1200")),
            ("3公顷", "平方米", other("公顷", "30000")),
            ("12吨", "万元", foreign("吨")),
            ("12吨", "", foreign("吨")),
            ("12%", "万吨", foreign("%")),
        ] {
            assert_eq!(read(text, asked), Ok(read_as), "{text} → {asked}");
        }
        for (text, asked, code) in [
            ("", "万吨", "figure-empty"),
            ("万吨", "万吨", "figure-not-a-number"),
            ("约12万吨", "万吨", "figure-not-a-number"),
            ("12万", "万吨", "figure-unknown-unit"),
            ("12万吨左右", "万吨", "figure-unknown-unit"),
            ("12罐", "万吨", "figure-unknown-unit"),
            ("12,34万吨", "万吨", "figure-thousands-marks"),
            ("1.2.3万吨", "万吨", "figure-two-points"),
            ("12 34吨", "吨", "figure-not-a-number"),
            ("1e5吨", "吨", "figure-exponent"),
            ("1.2×10⁴吨", "吨", "figure-exponent"),
        ] {
            assert_eq!(read(text, asked).expect_err(text).code(), code, "{text}");
        }
        let long = format!("{}亿吨", "9".repeat(28));
        assert!(matches!(
            read(&long, "吨"),
            Ok(Reading::Other { here: None, .. })
        ));
    }

    proptest! {
        #[test]
        fn what_is_read_is_the_number_or_a_power_of_ten_beside_it(mantissa in 0..10_i64.pow(15), scale in 0..6_u32) {
            let value = Decimal::new(mantissa, scale);
            for unit in ["万吨", "吨", "千克", "亿元", "%"] {
                let text = format!("{}{unit}", figure::grouped(&value));
                match read(&text, "万吨").expect("a figure with its unit") {
                    Reading::Own(own) => prop_assert_eq!((own, unit), (value, "万吨")),
                    Reading::Other { here, .. } => {
                        let power = between("万吨", unit).expect("of one kind");
                        prop_assert_eq!(shifted(&here.expect("in reach"), power), Some(value));
                    }
                    Reading::Foreign { unit: typed } => prop_assert_eq!(typed, unit),
                }
            }
        }

        #[test]
        fn there_and_back_is_the_same_figure(mantissa in -10_i64.pow(15)..10_i64.pow(15), scale in 0..10_u32, power in -8..8_i32) {
            let value = Decimal::new(mantissa, scale);
            let there = shifted(&value, power).expect("in reach");
            prop_assert_eq!(shifted(&there, -power).expect("in reach"), value);
        }

        #[test]
        fn never_panics(from in any::<String>(), to in any::<String>()) {
            let _ = between(&from, &to);
            let _ = (read(&from, &to), measured(&from));
        }
    }

    #[test]
    fn a_quotient_has_the_units_of_both_without_what_they_share() {
        for (over, under, unit) in [
            ("万吨", "万吨", Some("吨/吨")),
            ("万吨", "万台", Some("吨/台")),
            ("万吨", "台", Some("万吨/台")),
            ("万吨", "亿件", Some("万吨/亿件")),
            ("亿元", "亿千瓦时", Some("元/千瓦时")),
            ("吨", "万", Some("吨/万")),
            ("万", "万", Some("万/万")),
            (" 万吨", "万 吨", Some("吨/ 吨")),
            ("万吨", "", None),
            ("万吨/年", "万台", None),
        ] {
            assert_eq!(quotient(over, under).as_deref(), unit, "{over} / {under}");
        }
    }
}
