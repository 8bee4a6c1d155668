//! Formats of single lines as predicates: telephone numbers, e-mail and web addresses, dates.
//! Generous in how people write, strict in what it is.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

use super::clean;

/// A pattern over the whole line; the patterns are constants of this file and tested here. Their digits
/// are `[0-9]`: the digits of all scripts are a thousand times the automaton, and nobody dials them.
macro_rules! whole_line {
    ($($part:expr),+) => {
        LazyLock::new(|| Regex::new(concat!(r"^(?:", $($part),+, r")$")).expect("a constant pattern"))
    };
}

/// `text` for matching: half-width, the dashes people type made one, blanks at the ends gone.
fn tidy(text: &str) -> String {
    clean::narrow(text)
        .trim()
        .chars()
        .map(|c| match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' => '-',
            _ => c,
        })
        .collect()
}

/// A telephone number in China: a landline with its area code (`020-83133337`, `(0769) 2283 1234-801`,
/// `0769-22831234转801`), a 400 or 800 number, or a [`mobile`] number; with or without the country code.
/// Several numbers may stand in one line, separated by “、”, “/”, “;” or “,”.
pub fn phone(text: &str) -> bool {
    static LANDLINE: LazyLock<Regex> = whole_line!(
        r"(?:(?:\+|00)?86[ -]?(?:\(0?[1-9][0-9]{1,2}\)|0?[1-9][0-9]{1,2})|\(0[1-9][0-9]{1,2}\)|0[1-9][0-9]{1,2})[ -]?",
        r"(?:[0-9]{7,8}|[0-9]{3,4}[ -][0-9]{4})",
        r"(?: ?(?:-|转|分机|ext\.?|x) ?[0-9]{1,6}| ?\((?:转|分机)? ?[0-9]{1,6}\))?"
    );
    static SERVICE: LazyLock<Regex> = whole_line!(
        r"[48]00(?:[0-9]{7}|[ -][0-9]{3}[ -]?[0-9]{4}|[ -][0-9]{4}[ -]?[0-9]{3}|[ -][0-9]{2}[ -][0-9]{5}|[ -][0-9][ -][0-9]{3}[ -][0-9]{3})",
        r"(?: ?(?:-|转|分机|ext\.?|x) ?[0-9]{1,6})?"
    );
    let text = tidy(text);
    text.split(['、', '/', ';', ',']).all(|one| {
        let one = one.trim();
        LANDLINE.is_match(one) || SERVICE.is_match(one) || mobile(one)
    })
}

/// A mobile number in China: eleven digits beginning with 13 to 19, in one piece or cut 3-4-4, with or
/// without the country code.
pub fn mobile(text: &str) -> bool {
    static MOBILE: LazyLock<Regex> =
        whole_line!(r"(?:(?:\+|00)?86[ -]?)?1[3-9][0-9](?:[0-9]{8}|[ -][0-9]{4}[ -][0-9]{4})");
    MOBILE.is_match(&tidy(text))
}

/// An e-mail address: a local part in ASCII (RFC 5321 dot-atom, at most 64 characters), `@`, and a domain
/// of two or more labels, Chinese ones allowed.
pub fn email(text: &str) -> bool {
    static LOCAL: LazyLock<Regex> =
        whole_line!(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");
    text.trim().split_once('@').is_some_and(|(local, domain)| {
        local.len() <= 64 && LOCAL.is_match(local) && named_host(domain)
    })
}

/// A date of the calendar, written `yyyy-mm-dd`, from the year 1800 on. [`normalise_date`] makes it so.
pub fn date(text: &str) -> bool {
    normalise_date(text).is_some_and(|normal| normal == text)
}

/// The date in `text` as `yyyy-mm-dd`, if there is a real one: `2026年3月18日`, `2026-3-18`, `2026/3/18`,
/// `2026.3.18`, `20260318`, full-width or with blanks between.
pub fn normalise_date(text: &str) -> Option<String> {
    static DATE: LazyLock<Regex> = whole_line!(
        r"(?P<y>[0-9]{4}) ?(?:",
        r"年 ?(?P<m1>[0-9]{1,2}) ?月 ?(?P<d1>[0-9]{1,2}) ?[日号]?",
        r"|- ?(?P<m2>[0-9]{1,2}) ?- ?(?P<d2>[0-9]{1,2})",
        r"|/ ?(?P<m3>[0-9]{1,2}) ?/ ?(?P<d3>[0-9]{1,2})",
        r"|\. ?(?P<m4>[0-9]{1,2}) ?\. ?(?P<d4>[0-9]{1,2})",
        r")|(?P<y5>[0-9]{4})(?P<m5>[0-9]{2})(?P<d5>[0-9]{2})"
    );
    let text = tidy(text);
    let found = DATE.captures(&text)?;
    let part = |names: &[&str]| {
        names
            .iter()
            .find_map(|name| found.name(name))?
            .as_str()
            .parse()
            .ok()
    };
    let year: i16 = part(&["y", "y5"])?;
    let month = part(&["m1", "m2", "m3", "m4", "m5"])?;
    let day = part(&["d1", "d2", "d3", "d4", "d5"])?;
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    (date.year() >= 1800).then(|| date.to_string())
}

/// A web address with or without `http(s)://`: a host of two or more labels (Chinese ones allowed) or an
/// IPv4 address, with or without port, path, query and fragment; no blanks.
pub fn web_address(text: &str) -> bool {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme, rest),
        None => ("http", text),
    };
    if !["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
        return false;
    }
    if rest
        .chars()
        .any(|c| c.is_whitespace() || c.is_control() || "<>\"\\^`{|}，。；、“”《》".contains(c))
    {
        return false;
    }
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (authority, None),
    };
    let good_port = port.is_none_or(|port| {
        port.bytes().all(|b| b.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0)
    });
    good_port && (host.parse::<std::net::Ipv4Addr>().is_ok() || named_host(host))
}

/// A host name: two or more labels of letters (of any script), digits and inner hyphens, at most 63
/// characters each and 253 in all (RFC 1035 §2.3.4), the last of them letters or punycode.
fn named_host(host: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.chars().count())
            && label
                .chars()
                .all(|c| c.is_alphanumeric() && !wide(c) || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let Some((rest, top)) = host.rsplit_once('.') else {
        return false;
    };
    let good_top = top.starts_with("xn--")
        || (top.chars().count() >= 2 && top.chars().all(char::is_alphabetic));
    host.chars().count() <= 253 && good_top && label(top) && rest.split('.').all(label)
}

/// Whether `c` is a full-width form: no part of a host, and a sign of an input method left on.
fn wide(c: char) -> bool {
    clean::narrow_char(c) != c
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn all(predicate: fn(&str) -> bool, good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(predicate(text), "should pass: {text:?}");
        }
        for text in bad {
            assert!(!predicate(text), "should not pass: {text:?}");
        }
    }

    #[test]
    fn phones() {
        all(
            phone,
            &[
                "010-68205338",
                "010—68205338",
                "020-83133337",
                "02083133337",
                "0769 2283 1234",
                "0769-2283-1234",
                "(0769)22831234",
                "（0769）22831234",
                "（0769）-22831234",
                "0314-7654321",
                "０７６９－２２８３１２３４",
                "0769-22831234-801",
                "0769-22831234转801",
                "0769-22831234 转 801",
                "0769-22831234（转801）",
                "0769-22831234 ext. 801",
                "+86-769-22831234",
                "+86-0769-22831234",
                "+86 010 68205338",
                "400-123-4567",
                "400-1234-567",
                "400 123 4567",
                "4001234567",
                "800-810-1234",
                "13812345678",
                "138 1234 5678",
                "+8613812345678",
                " 13812345678 ",
                "020-83133337、13812345678",
                "020-83133337/020-83629747",
            ],
            &[
                "",
                "83133337",
                "12345",
                "电话",
                "010-682053",
                "010-682053381234",
                "000-68205338",
                "020-8313333a",
                "020-83133337 王工",
                "138****5678",
                "12812345678",
                "138123456789",
                "500-123-4567",
                "400-12-4567",
                "020--83133337",
                "020-83133337、",
                "www.example.cn",
            ],
        );
    }

    #[test]
    fn mobiles() {
        all(
            mobile,
            &[
                "13812345678",
                "19900000000",
                "138-1234-5678",
                "138 1234 5678",
                "１３８１２３４５６７８",
                "+86 13812345678",
                "008613812345678",
            ],
            &[
                "",
                "12345678901",
                "1381234567",
                "138123456789",
                "020-83133337",
                "23812345678",
                "138 12345678 9",
                "1381234567x",
                "13812345678、13912345678",
            ],
        );
    }

    #[test]
    fn emails() {
        all(
            email,
            &[
                "zyzhly@miit.gov.cn",
                "a@b.cn",
                "first.last+tag@sub.example.com",
                "123456@qq.com",
                "lian_xi-ren@公司.中国",
                "a@xn--fiq228c.xn--fiqs8s",
                " a@b.cn ",
            ],
            &[
                "",
                "a",
                "a@b",
                "@b.cn",
                "a@",
                "a@b.",
                "a@.cn",
                "a@b..cn",
                "a b@c.cn",
                "a@b c.cn",
                "a@@b.cn",
                "a@b.cn,c@d.cn",
                ".a@b.cn",
                "a.@b.cn",
                "a..b@c.cn",
                "a@-b.cn",
                "a@b.c1",
                "a＠b.cn",
                "a@ｂ.cn",
                "a@b。cn",
                "联系人@b.cn",
            ],
        );
        assert!(!email(&format!("{}@b.cn", "a".repeat(65))));
        assert!(!email(&format!("a@{}.cn", "b".repeat(64))));
    }

    #[test]
    fn dates() {
        all(
            date,
            &["2026-03-18", "2024-02-29", "2000-02-29", "1953-12-31"],
            &[
                "",
                "2026-3-18",
                "2026-02-29",
                "1900-02-29",
                "2026-13-01",
                "2026-00-10",
                "2026-04-31",
                "2026-03-00",
                "26-03-18",
                "2026-03-18 ",
                "2026/03/18",
                "２０２６-03-18",
                "0026-03-18",
                "2026-03-18T00:00",
            ],
        );
    }

    #[test]
    fn dates_as_people_write_them() {
        for text in [
            "2026年3月18日",
            "2026年03月18日",
            "2026 年 3 月 18 日",
            "2026年3月18号",
            "2026年3月18",
            "2026-3-18",
            "2026-03-18",
            "2026/3/18",
            "2026.3.18",
            "20260318",
            "２０２６年３月１８日",
            "２０２６．３．１８",
            "2026—03—18",
            " 2026-03-18\u{3000}",
        ] {
            assert_eq!(
                normalise_date(text).as_deref(),
                Some("2026-03-18"),
                "{text}"
            );
        }
        for text in [
            "",
            "2026",
            "2026年3月",
            "3月18日",
            "2026年2月30日",
            "2026-3/18",
            "2026.3-18",
            "18/3/2026",
            "2026年13月1日",
            "202603180",
            "2026-03-18-01",
            "今天",
        ] {
            assert_eq!(normalise_date(text), None, "{text}");
        }
    }

    #[test]
    fn web_addresses() {
        all(
            web_address,
            &[
                "www.miit.gov.cn",
                "http://www.miit.gov.cn",
                "HTTPS://WWW.MIIT.GOV.CN/",
                "https://example.com/a/b.html?x=1&y=2#z",
                "example.com:8080/路径",
                "http://公司.中国",
                "甲钢铁.com.cn",
                "http://192.168.1.10:8080/index",
                "xn--fiq228c.xn--fiqs8s",
                " www.example.cn ",
                "a-b.example.cn",
            ],
            &[
                "",
                "无",
                "localhost",
                "公司官网",
                "www.例-",
                "www..cn",
                ".cn",
                "http://",
                "ftp://example.cn",
                "javascript://example.cn",
                "www.example.cn 官网",
                "www.example.cn，见首页",
                "www。example。cn",
                "ｗｗｗ.example.cn",
                "example.cn:0",
                "example.cn:99999",
                "example.cn:",
                "300.1.1.1",
                "1.5",
                "-a.cn",
                "a@b.cn",
                "http://a b.cn",
                "<a>.cn",
            ],
        );
    }

    proptest! {
        #[test]
        fn a_real_day_is_found_in_every_way_of_writing(days in 0..200_000_i32) {
            let day = Date::new(1800, 1, 1).expect("a day").saturating_add(jiff::Span::new().days(days));
            let (y, m, d) = (day.year(), day.month(), day.day());
            for text in [format!("{y}年{m}月{d}日"), format!("{y}-{m}-{d}"), format!("{y}/{m:02}/{d:02}"), format!("{y}{m:02}{d:02}")] {
                prop_assert_eq!(normalise_date(&text), Some(day.to_string()));
            }
            prop_assert!(date(&day.to_string()));
        }

        #[test]
        fn never_panics(text in any::<String>()) {
            let _ = (phone(&text), mobile(&text), email(&text), date(&text), web_address(&text), normalise_date(&text));
        }
    }
}
