//! Until when the papers are to be handed in, seen from a day.

use jiff::civil::Date;
use serde::Serialize;
use ts_rs::TS;

use crate::draft::Draft;
use crate::form::Scope;

/// A day until which something is to be handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Due {
    /// Whose day it is, in words.
    pub label: String,
    /// The day, `2026-04-02`.
    pub day: String,
    /// How far it is, in words: 还有 5 天.
    pub words: String,
    /// Whole days from today; negative once it is over.
    pub days: i32,
    /// Where it stands; empty where the applicant noted it.
    pub clause: String,
    /// Whether the applicant noted it.
    pub own: bool,
}

/// The days that are known for this draft: the applicant's own first, then those that official
/// letters name for its region. A day that nobody noted is not guessed.
pub fn deadlines(scope: &Scope, draft: &Draft, today: Date) -> Vec<Due> {
    let Some(profile) = &scope.form.profile else {
        return Vec::new();
    };
    let own = draft.text(scope, &profile.day).and_then(|day| {
        let label = scope.field(&profile.day)?.short.clone();
        due(label, day.trim(), String::new(), true, today)
    });
    let region = draft.text(scope, &profile.region).unwrap_or_default();
    let known = profile.known_in(region).filter_map(|known| {
        due(
            known.label.clone(),
            &known.day,
            known.clause.clone(),
            false,
            today,
        )
    });
    own.into_iter().chain(known).collect()
}

fn due(label: String, day: &str, clause: String, own: bool, today: Date) -> Option<Due> {
    let date: Date = day.parse().ok()?;
    let days = today.until(date).ok()?.get_days();
    let words = match days {
        0 => "就是今天".to_owned(),
        1.. => format!("还有 {days} 天"),
        _ => format!("已过 {} 天", days.unsigned_abs()),
    };
    Some(Due {
        label,
        day: date.to_string(),
        words,
        days,
        clause,
        own,
    })
}
