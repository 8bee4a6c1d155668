//! Searching in the tables of codes, as the page offers what it finds.

use wufei::catalog::Catalog;

use crate::api_types::{Catalogue, Hit};

/// Entries a search answers at most: more than a person reads.
const HITS: usize = 50;

/// What a query finds, the best hits first.
pub fn search(catalogue: Catalogue, query: &str) -> Vec<Hit> {
    let catalog = Catalog::load();
    match catalogue {
        Catalogue::Industry => catalog
            .search_industries(query, HITS)
            .into_iter()
            .map(|industry| Hit {
                value: industry.code.clone(),
                label: industry.printed(),
                detail: format!("{} › {}", industry.section, industry.division),
            })
            .collect(),
        Catalogue::Division => catalog
            .search_divisions(query, HITS)
            .into_iter()
            .filter(|division| division.is_province())
            .map(|division| Hit {
                value: division.short.clone().unwrap_or_default(),
                label: division.short.clone().unwrap_or_default(),
                detail: division.name.clone(),
            })
            .collect(),
        Catalogue::Waste => catalog
            .search_wastes(query, HITS)
            .into_iter()
            .map(|waste| Hit {
                value: waste.name.clone(),
                label: waste.name.clone(),
                detail: waste
                    .group
                    .clone()
                    .or_else(|| waste.code.clone())
                    .unwrap_or_default(),
            })
            .collect(),
    }
}
