//! Industries, divisions, wastes: search by code, name, pinyin.
