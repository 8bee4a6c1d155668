//! Attachments: what is known of a file without keeping its bytes at hand.

/// Where attachments' bytes are read from: the draft file, or a test.
pub trait AttachmentBytes {
    /// The bytes of the attachment with this id.
    ///
    /// # Errors
    /// Where there is no such attachment or it cannot be read.
    fn read(&self, id: &str) -> std::io::Result<Vec<u8>>;
}

/// No attachments at all.
impl AttachmentBytes for () {
    fn read(&self, id: &str) -> std::io::Result<Vec<u8>> {
        Err(std::io::Error::new(
            std::io::ErrorKind::NotFound,
            format!("没有附件 {id}"),
        ))
    }
}

impl AttachmentBytes for std::collections::BTreeMap<String, Vec<u8>> {
    fn read(&self, id: &str) -> std::io::Result<Vec<u8>> {
        self.get(id).cloned().ok_or_else(|| {
            std::io::Error::new(std::io::ErrorKind::NotFound, format!("没有附件 {id}"))
        })
    }
}
