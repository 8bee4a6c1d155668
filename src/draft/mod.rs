//! What was answered: values, blocks, edits; the answers JSON.
