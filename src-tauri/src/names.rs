// The commands of the page by name, once: `build.rs` makes a permission of each,
// `lib.rs` a handler, and `tests/bridge.rs` holds the capability and the page to the same list.

macro_rules! with_commands {
    ($then:ident) => {
        $then!(
            apply,
            attach_ready,
            backups,
            based_on,
            chart,
            check_size,
            checklist,
            choose_files,
            close,
            compare,
            confirm,
            create,
            deadlines,
            export_beside,
            export_to,
            forget_files,
            history,
            leave,
            name_version,
            open,
            open_asked,
            picture,
            prefer,
            propose_paste,
            preview,
            ready_bytes,
            ready_chosen,
            redo,
            restore_backup,
            restore_copy,
            return_to,
            reveal,
            sample,
            save_attachment,
            search,
            start,
            steps,
            thumbnail,
            typeface,
            undo
        )
    };
}
