//! Industries, divisions, wastes: search by code, name, pinyin.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The code tables that come with the program.
#[derive(Debug)]
pub struct Catalog {
    industries: BTreeMap<String, Industry>,
}

/// One 中类 of GB/T 4754—2017.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// Three digits.
    pub code: String,
    /// Official name.
    pub name: String,
}

impl Industry {
    /// As the form wants it written: 312 炼钢.
    pub fn printed(&self) -> String {
        format!("{} {}", self.code, self.name)
    }
}

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog {
    industries: include_str!("../../assets/catalogs/industries.csv")
        .lines()
        .filter_map(|line| line.strip_prefix("中类,"))
        .filter_map(|line| {
            let mut cells = line.split(',');
            let (code, name) = (cells.next()?, cells.next()?);
            let industry = Industry {
                code: code.to_owned(),
                name: name.to_owned(),
            };
            Some((code.to_owned(), industry))
        })
        .collect(),
});

impl Catalog {
    /// The code tables, read once.
    pub fn load() -> &'static Catalog {
        &CATALOG
    }

    /// The 中类 of a code; `None` for any other code.
    pub fn industry(&self, code: &str) -> Option<&Industry> {
        self.industries.get(code)
    }
}
