//! Form + draft → the documents as blocks.
