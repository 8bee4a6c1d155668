//! Times as people read them, in the zone of now.

use std::collections::HashMap;

use jiff::{Timestamp, Zoned};

/// When each of a list was: to the minute, or to the second where another with the same words is of
/// that minute.
pub fn each_of<T>(list: &[T], now: &Zoned, told: impl Fn(&T) -> (Timestamp, &str)) -> Vec<String> {
    let of_minute = |one: &T| {
        let (at, words) = told(one);
        (to_minute(at, now), words.to_owned())
    };
    let mut alike: HashMap<(String, String), usize> = HashMap::new();
    for one in list {
        *alike.entry(of_minute(one)).or_default() += 1;
    }
    list.iter()
        .map(|one| match alike.get(&of_minute(one)) {
            Some(2..) => written(told(one).0, now, "%Y-%m-%d %H:%M:%S"),
            _ => to_minute(told(one).0, now),
        })
        .collect()
}

/// A time to the minute: `2026-03-18 14:03`.
pub fn to_minute(at: Timestamp, now: &Zoned) -> String {
    written(at, now, "%Y-%m-%d %H:%M")
}

fn written(at: Timestamp, now: &Zoned, pattern: &str) -> String {
    at.to_zoned(now.time_zone().clone())
        .strftime(pattern)
        .to_string()
}
