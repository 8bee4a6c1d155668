//! How arguments and answers cross: as JSON, and as bytes where there are some, for which JSON would be
//! several times too large.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use ts_rs::TS;

use crate::failure::{Failure, Result};

/// Bytes among the arguments of a call.
#[derive(Debug, Clone, PartialEq, Eq, TS)]
#[ts(type = "Uint8Array")]
pub struct Bytes(pub Vec<u8>);

/// An answer of bytes, with what is to be said of them.
#[derive(Debug, Clone, PartialEq, Eq, TS)]
pub struct Parcel<Head> {
    /// What is said of them.
    pub head: Head,
    /// The bytes.
    #[ts(type = "Uint8Array<ArrayBuffer>")]
    pub bytes: Vec<u8>,
}

impl<T> Parcel<Option<T>> {
    /// What stands in for bytes that there are none of.
    pub fn nothing() -> Parcel<Option<T>> {
        Parcel {
            head: None,
            bytes: Vec::new(),
        }
    }
}

impl Parcel<()> {
    /// Bytes of which nothing is to be said.
    pub fn of(bytes: Vec<u8>) -> Parcel<()> {
        Parcel { head: (), bytes }
    }
}

/// What the page sent with a call: its arguments by name, and bytes.
#[derive(Debug, Clone)]
pub struct Sent<'a> {
    arguments: Cow<'a, Value>,
    bytes: &'a [u8],
}

impl<'a> Sent<'a> {
    /// Arguments as JSON.
    pub fn json(arguments: &'a Value) -> Sent<'a> {
        Sent {
            arguments: Cow::Borrowed(arguments),
            bytes: &[],
        }
    }

    /// Arguments with bytes behind them, packed as [`Packed::Bytes`] is.
    ///
    /// # Errors
    /// Where they are packed in another way.
    pub fn packed(sent: &'a [u8]) -> Result<Sent<'a>> {
        let (length, rest) = sent.split_first_chunk().ok_or_else(not_understood)?;
        let length = u32::from_le_bytes(*length) as usize;
        let (head, bytes) = rest.split_at_checked(length).ok_or_else(not_understood)?;
        let arguments = serde_json::from_slice(head).map_err(|_| not_understood())?;
        Ok(Sent {
            arguments: Cow::Owned(arguments),
            bytes,
        })
    }
}

/// An answer as it crosses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Packed {
    /// As JSON.
    Json(String),
    /// Four bytes with the length of a head in JSON, lowest first, the head, and the bytes.
    Bytes(Vec<u8>),
}

/// What can be among the arguments of a call.
pub trait Argument: Sized {
    /// Takes the argument of a name out of what was sent.
    ///
    /// # Errors
    /// Where it is not there, or something else.
    fn of(sent: &Sent<'_>, name: &str) -> Result<Self>;
}

impl<T: DeserializeOwned> Argument for T {
    fn of(sent: &Sent<'_>, name: &str) -> Result<T> {
        let given = sent.arguments.get(name).unwrap_or(&Value::Null);
        T::deserialize(given).map_err(|_| not_understood())
    }
}

impl Argument for Bytes {
    fn of(sent: &Sent<'_>, _: &str) -> Result<Bytes> {
        Ok(Bytes(sent.bytes.to_vec()))
    }
}

/// What a call can answer.
pub trait Answer {
    /// Packs it.
    ///
    /// # Errors
    /// Where it cannot be written as JSON, or is longer than the page could read.
    fn pack(self) -> Result<Packed>;
}

impl<T: Serialize> Answer for T {
    fn pack(self) -> Result<Packed> {
        let json = serde_json::to_string(&self).map_err(|_| not_packed())?;
        Ok(Packed::Json(json))
    }
}

impl<Head: Serialize> Answer for Parcel<Head> {
    fn pack(self) -> Result<Packed> {
        let head = serde_json::to_vec(&self.head).map_err(|_| not_packed())?;
        let length = u32::try_from(head.len()).map_err(|_| not_packed())?;
        let packed = [&length.to_le_bytes()[..], &head, &self.bytes].concat();
        Ok(Packed::Bytes(packed))
    }
}

/// What is said of a call that the program does not know, or whose arguments it does not understand.
pub(crate) fn not_understood() -> Failure {
    Failure {
        code: "call".into(),
        message: "程序没有听懂这一步，什么也没有改变。请关闭窗口，重新打开后再试。".into(),
    }
}

fn not_packed() -> Failure {
    Failure {
        code: "call".into(),
        message: "结果没有送到，已保存的内容都在。请关闭窗口，重新打开后再试。".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_packed_is_taken_out_again() {
        let parcel = Parcel {
            head: serde_json::json!({"name": "甲.pdf", "number": 3}),
            bytes: vec![0, 255, 7],
        };
        let Ok(Packed::Bytes(packed)) = parcel.pack() else {
            panic!("no bytes")
        };
        let sent = Sent::packed(&packed).unwrap();
        assert_eq!(String::of(&sent, "name").unwrap(), "甲.pdf");
        assert_eq!(usize::of(&sent, "number").unwrap(), 3);
        assert_eq!(Bytes::of(&sent, "bytes").unwrap().0, [0, 255, 7]);
    }

    #[test]
    fn what_is_not_there_is_none_and_what_is_something_else_is_refused() {
        let arguments = serde_json::json!({"path": 7});
        let sent = Sent::json(&arguments);
        assert_eq!(
            <Option<String> as Argument>::of(&sent, "name").unwrap(),
            None
        );
        assert_eq!(String::of(&sent, "name").unwrap_err().code, "call");
        assert_eq!(String::of(&sent, "path").unwrap_err().code, "call");
        for broken in [&b""[..], b"\x05\0\0", b"\x05\0\0\0{}", b"\x02\0\0\0[}"] {
            assert_eq!(Sent::packed(broken).unwrap_err().code, "call");
        }
    }
}
