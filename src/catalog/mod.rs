//! Industries, divisions, wastes: search by code, name, pinyin.
//!
//! The tables are `assets/catalogs/*.csv`; their README says where each comes from and how far it was
//! checked.

mod division;
mod find;
mod industry;
mod spelling;
mod waste;

use std::sync::LazyLock;

use thiserror::Error;

pub use division::Division;
pub use industry::Industry;
pub use waste::{Waste, WasteKind};

use find::Keys;

/// Why a code table could not be read.
#[derive(Debug, Error)]
pub enum CatalogError {
    /// The file is no CSV with the expected columns.
    #[error("代码表 {table} 无法读取，请重新安装本程序。")]
    Unreadable {
        /// Name of the table's file.
        table: &'static str,
        /// What the reader of CSV said.
        source: csv::Error,
    },
    /// A row names a parent that does not stand before it, or a level that is not known.
    #[error("代码表 {table} 中“{row}”一行不完整，请重新安装本程序。")]
    Broken {
        /// Name of the table's file.
        table: &'static str,
        /// The name in the row.
        row: String,
    },
}

impl CatalogError {
    /// A stable name of the kind of error, for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "catalog-unreadable",
            Self::Broken { .. } => "catalog-broken",
        }
    }
}

/// All code tables, ready for searching.
#[derive(Debug)]
pub struct Catalog {
    industries: CatalogTable<Industry>,
    divisions: CatalogTable<Division>,
    /// How many of the divisions, from the first on, stand on the level of a province.
    provinces: usize,
    wastes: CatalogTable<Waste>,
}

/// Entries with what they can be found by.
#[derive(Debug)]
struct CatalogTable<T> {
    entries: Vec<T>,
    keys: Vec<Keys>,
}

impl<T> CatalogTable<T> {
    fn new(entries: impl IntoIterator<Item = (T, Keys)>) -> Self {
        let (entries, keys) = entries.into_iter().unzip();
        Self { entries, keys }
    }

    fn search(&self, query: &str, limit: usize) -> Vec<&T> {
        find::find(&self.keys, query, limit)
            .into_iter()
            .filter_map(|index| self.entries.get(index))
            .collect()
    }
}

impl Catalog {
    /// The built-in catalog, read once.
    pub fn load() -> &'static Self {
        static CATALOG: LazyLock<Catalog> = LazyLock::new(|| {
            Catalog::read().expect("the built-in code tables are read by the tests")
        });
        &CATALOG
    }

    fn read() -> Result<Self, CatalogError> {
        let divisions = CatalogTable::new(division::read(include_str!(
            "../../assets/catalogs/divisions.csv"
        ))?);
        Ok(Self {
            industries: CatalogTable::new(industry::read(include_str!(
                "../../assets/catalogs/industries.csv"
            ))?),
            provinces: divisions
                .entries
                .iter()
                .take_while(|division: &&Division| division.is_province())
                .count(),
            divisions,
            wastes: CatalogTable::new(waste::read(
                include_str!("../../assets/catalogs/waste-names.csv"),
                include_str!("../../assets/catalogs/hazardous-waste-categories.csv"),
            )?),
        })
    }

    /// The 中类 with exactly this three-digit code.
    pub fn industry(&self, code: &str) -> Option<&Industry> {
        let industries = &self.industries.entries;
        let index = industries
            .binary_search_by(|industry| industry.code.as_str().cmp(code))
            .ok()?;
        industries.get(index)
    }

    /// All 中类 in the order of their codes.
    pub fn industries(&self) -> &[Industry] {
        &self.industries.entries
    }

    /// At most `limit` 中类 that agree with `query`, best first: a code or its beginning (that of a 小类
    /// leads to its 中类, a section letter before it is passed over), a part of the name, of a 小类's
    /// name, of the 大类's name, or pinyin in full, in initials or mixed. Several words must all agree.
    pub fn search_industries(&self, query: &str, limit: usize) -> Vec<&Industry> {
        self.industries.search(query, limit)
    }

    /// The 34 divisions on the level of a province in the order of their codes, and 新疆生产建设兵团.
    pub fn provinces(&self) -> &[Division] {
        self.divisions
            .entries
            .get(..self.provinces)
            .unwrap_or_default()
    }

    /// The province with this full or short name.
    pub fn province(&self, name: &str) -> Option<&Division> {
        self.provinces()
            .iter()
            .find(|division| division.name == name || division.short.as_deref() == Some(name))
    }

    /// At most `limit` provinces and prefectures that agree with `query`, by code, name or pinyin.
    pub fn search_divisions(&self, query: &str, limit: usize) -> Vec<&Division> {
        self.divisions.search(query, limit)
    }

    /// At most `limit` names of wastes that agree with `query`, by name, group, category code or pinyin.
    /// Suggestions only: any other name is as good.
    pub fn search_wastes(&self, query: &str, limit: usize) -> Vec<&Waste> {
        self.wastes.search(query, limit)
    }
}

/// The rows of a CSV table.
fn rows<T: serde::de::DeserializeOwned>(
    table: &'static str,
    csv: &str,
) -> Result<Vec<T>, CatalogError> {
    csv::Reader::from_reader(csv.as_bytes())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .map_err(|source| CatalogError::Unreadable { table, source })
}

#[cfg(test)]
mod tests;
