//! Names of wastes, as suggestions.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::find::Keys;
use super::{CatalogError, rows};

/// A name of a waste.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Waste {
    /// Which table it comes from.
    pub kind: WasteKind,
    /// 高炉渣.
    pub name: String,
    /// Its group, for wastes of industry: 冶炼/钢铁.
    pub group: Option<String>,
    /// The category code, for hazardous wastes: `HW08`.
    pub code: Option<String>,
}

/// Which table a waste comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "kebab-case")]
pub enum WasteKind {
    /// General industrial solid waste.
    Industrial,
    /// A category of hazardous waste.
    Hazardous,
}

#[derive(Deserialize)]
struct Named {
    group: String,
    name: String,
}

#[derive(Deserialize)]
struct Category {
    category_code: String,
    category_name: String,
}

/// General wastes, each name once under its first group, then the categories of hazardous wastes.
pub(super) fn read(names: &str, categories: &str) -> Result<Vec<(Waste, Keys)>, CatalogError> {
    let mut wastes = Vec::new();
    let mut seen = BTreeSet::new();
    for Named { group, name } in rows("waste-names.csv", names)? {
        if seen.insert(name.clone()) {
            let mut keys = Keys::new("", &name);
            keys.add_context(&group);
            let kind = WasteKind::Industrial;
            wastes.push((
                Waste {
                    kind,
                    name,
                    group: Some(group),
                    code: None,
                },
                keys,
            ));
        }
    }
    for Category {
        category_code,
        category_name,
    } in rows("hazardous-waste-categories.csv", categories)?
    {
        let keys = Keys::new(&category_code, &category_name);
        let kind = WasteKind::Hazardous;
        wastes.push((
            Waste {
                kind,
                name: category_name,
                group: None,
                code: Some(category_code),
            },
            keys,
        ));
    }
    Ok(wastes)
}
