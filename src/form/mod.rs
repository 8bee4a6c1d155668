//! What is asked: the definition, its loader, the rules as data.
