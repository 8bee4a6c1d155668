//! Attachments' bytes for threads that do not have the draft's file.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io;
use std::sync::mpsc;

use crate::compose::Composition;
use crate::draft::AttachmentBytes;

/// An attachment's id, and where its bytes are awaited.
pub(super) type AttachmentRequest = (String, mpsc::Sender<io::Result<Vec<u8>>>);

/// The attachments' bytes, asked of the thread that reads the draft's file.
pub(super) struct AttachmentRequests {
    sender: mpsc::Sender<AttachmentRequest>,
    /// What was asked for before it is needed.
    ahead: RefCell<BTreeMap<String, mpsc::Receiver<io::Result<Vec<u8>>>>>,
}

impl AttachmentRequests {
    /// Asks when bytes are needed.
    pub fn of(sender: mpsc::Sender<AttachmentRequest>) -> Self {
        AttachmentRequests {
            sender,
            ahead: RefCell::default(),
        }
    }

    /// Asks for all pictures of a paper, each of which may be read once.
    pub fn ahead(sender: mpsc::Sender<AttachmentRequest>, composition: &Composition) -> Self {
        let requests = AttachmentRequests::of(sender);
        for picture in composition.pictures() {
            let id = &picture.attachment;
            let mut ahead = requests.ahead.borrow_mut();
            ahead.entry(id.clone()).or_insert_with(|| requests.ask(id));
        }
        requests
    }

    fn ask(&self, id: &str) -> mpsc::Receiver<io::Result<Vec<u8>>> {
        let (answer, answers) = mpsc::channel();
        // Where nobody reads any more, there is no answer either.
        let _ = self.sender.send((id.to_owned(), answer));
        answers
    }
}

impl AttachmentBytes for AttachmentRequests {
    fn read(&self, id: &str) -> io::Result<Cow<'_, [u8]>> {
        let asked = self.ahead.borrow_mut().remove(id);
        let answers = asked.unwrap_or_else(|| self.ask(id));
        let bytes = answers.recv().map_err(io::Error::other)??;
        Ok(bytes.into())
    }
}
