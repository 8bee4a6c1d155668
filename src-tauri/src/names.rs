// The commands of the page by name, once: `build.rs` makes a permission of each,
// `lib.rs` a handler, and `tests/bridge.rs` holds the capability and the page to the same list.

macro_rules! with_commands {
    ($then:ident) => {
        $then!(
            apply,
            attach,
            attach_bytes,
            close,
            create,
            export_to,
            leave,
            open,
            picture,
            redo,
            reveal,
            sample,
            save_attachment,
            search,
            start,
            typeface,
            undo
        )
    };
}
