//! Names of bookmarks: how an answer is found again in an edited document.
//!
//! Word allows 40 characters, letters, digits and underscores, and does not tell upper from lower
//! case. `f_` marks ours; paths are lower case, so upper-case letters are free to stand for what a
//! name may not contain: `X` for the point, `I` for the opening bracket of a row (the closing one
//! follows from it), `N` before the number of a repeated occurrence:
//! `waste.generated_by[r3].2023`, second time: `f_wasteXgenerated_byIr3X2023N2`.
//! A path that does not fit becomes `f_H` and a part of its SHA-256; its spelling then stands in the
//! document's custom XML part.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::xml::clean;

/// Longest name that Word accepts.
const LONGEST: usize = 40;

/// Gives names to anchors, each name once.
#[derive(Debug, Default)]
pub(super) struct Bookmarks {
    taken: BTreeSet<String>,
    times: BTreeMap<String, usize>,
    /// Names whose anchors cannot be read from them, with the anchor.
    pub spelled: BTreeMap<String, String>,
}

impl Bookmarks {
    /// The name of the next occurrence of an anchor.
    pub fn name(&mut self, anchor: &str) -> String {
        let anchor = &clean(anchor);
        let times = self.times.entry(anchor.to_owned()).or_default();
        *times += 1;
        let time = *times;
        let plain = encode(anchor, time);
        if let Some(name) = plain
            && self.taken.insert(name.to_ascii_lowercase())
        {
            return name;
        }
        let mut salt = 0u32;
        loop {
            let mut hash = Sha256::new();
            hash.update(anchor.as_bytes());
            hash.update([0xFF]);
            hash.update(time.to_be_bytes());
            hash.update(salt.to_be_bytes());
            let digest: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
            let mut name = format!("f_H{digest}");
            name.truncate(LONGEST);
            if self.taken.insert(name.to_ascii_lowercase()) {
                self.spelled.insert(name.clone(), anchor.to_owned());
                return name;
            }
            salt += 1;
        }
    }
}

/// The readable name of an anchor's n-th occurrence, where it has one.
fn encode(anchor: &str, time: usize) -> Option<String> {
    let mut name = String::from("f_");
    let mut row = false;
    for c in anchor.chars() {
        match c {
            'a'..='z' | '0'..='9' | '_' => name.push(c),
            '.' => name.push('X'),
            '[' => {
                name.push('I');
                row = true;
            }
            ']' if row => row = false,
            _ => return None,
        }
    }
    if time > 1 {
        name.push_str(&format!("N{time}"));
    }
    (name.len() <= LONGEST && decode(&name).as_deref() == Some(anchor)).then_some(name)
}

/// The anchor that a readable name stands for; `None` for names that are not ours or not readable.
pub(super) fn decode(name: &str) -> Option<String> {
    let name = name.strip_prefix("f_")?;
    let name = match name.split_once('N') {
        Some((name, time)) if time.bytes().all(|b| b.is_ascii_digit()) => name,
        Some(_) => return None,
        None => name,
    };
    let mut anchor = String::new();
    let mut row = false;
    for c in name.chars() {
        match c {
            '0'..='9' => anchor.push(c),
            'r' if row && anchor.ends_with('[') => anchor.push(c),
            _ if row && c != 'X' => return None,
            'a'..='z' | '_' => anchor.push(c),
            'X' => {
                if std::mem::take(&mut row) {
                    anchor.push(']');
                }
                anchor.push('.');
            }
            'I' => {
                row = true;
                anchor.push('[');
            }
            _ => return None,
        }
    }
    if row {
        anchor.push(']');
    }
    Some(anchor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn paths_can_be_read_from_names() {
        for (anchor, name) in [
            ("cover.name", "f_coverXname"),
            ("case.plan", "f_caseXplan"),
            (
                "waste.generated_by[r3].2023",
                "f_wasteXgenerated_byIr3X2023",
            ),
            ("waste.generated_by[0].2023", "f_wasteXgenerated_byI0X2023"),
            ("top_enterprises[r12]", "f_top_enterprisesIr12"),
            (
                "production.by_industry[r10].2025",
                "f_productionXby_industryIr10X2025",
            ),
        ] {
            assert_eq!(Bookmarks::default().name(anchor), name);
            assert_eq!(decode(name).as_deref(), Some(anchor));
        }
    }

    #[test]
    fn repeated_anchors_get_names_of_their_own() {
        let mut names = Bookmarks::default();
        assert_eq!(names.name("cover.name"), "f_coverXname");
        assert_eq!(names.name("cover.name"), "f_coverXnameN2");
        assert_eq!(decode("f_coverXnameN2").as_deref(), Some("cover.name"));
        assert!(names.spelled.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_spelled_elsewhere() {
        let mut names = Bookmarks::default();
        let long = "production.by_a_very_long_name_of_a_field[10].values.2025";
        let name = names.name(long);
        assert_eq!(name.len(), 40);
        assert_eq!(names.spelled.get(&name).map(String::as_str), Some(long));
        assert_eq!(decode(&name), None);
    }

    proptest! {
        #[test]
        fn every_name_is_valid_and_unique(anchors in proptest::collection::vec("[a-z\\[\\].0-9_XN甲]{0,50}", 0..40)) {
            let mut names = Bookmarks::default();
            let mut seen = BTreeSet::new();
            for anchor in &anchors {
                let name = names.name(anchor);
                prop_assert!(name.len() <= LONGEST);
                prop_assert!(name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_'));
                prop_assert!(seen.insert(name.to_ascii_lowercase()));
                let back = decode(&name).or_else(|| names.spelled.get(&name).cloned());
                prop_assert_eq!(back.as_ref(), Some(anchor));
            }
        }

        #[test]
        fn reading_names_never_panics(name in any::<String>()) {
            let _ = decode(&name);
            let _ = decode(&format!("f_{name}"));
        }
    }
}
