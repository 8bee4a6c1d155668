//! The program's memory, which is the window's too. glibc keeps what was freed, for each thread
//! apart: what drawing a page takes for a moment would stay as often as there are threads that drew
//! one.

/// Lets all threads share two heaps; said before there is a second thread.
pub fn share() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes two numbers, and no thread is there yet to be in its way.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
}

/// Gives the system back what was freed.
pub fn give_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: it takes no pointer, and glibc locks what it walks through.
    unsafe {
        libc::malloc_trim(0);
    }
}
