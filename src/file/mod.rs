//! The .wufei file: SQLite, history, attachments, integrity.
