//! Units as reports write them, and how many decimal places lie between two of one kind. Only powers
//! of ten are known, so that a converted figure is exact.

use rust_decimal::Decimal;

use super::clean;

/// Words that multiply the unit after them, the longer first, with their power of ten.
const MULTIPLES: &[(&str, i32)] = &[
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("亿", 8),
    ("万", 4),
    ("千", 3),
];

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

    proptest! {
        #[test]
        fn there_and_back_is_the_same_figure(mantissa in -10_i64.pow(15)..10_i64.pow(15), scale in 0..10_u32, power in -8..8_i32) {
            let value = Decimal::new(mantissa, scale);
            let there = shifted(&value, power).expect("in reach");
            prop_assert_eq!(shifted(&there, -power).expect("in reach"), value);
        }

        #[test]
        fn never_panics(from in any::<String>(), to in any::<String>()) {
            let _ = between(&from, &to);
        }
    }
}
