/// Bytes that were resident at most so far.
pub fn memory_bytes_max() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("what the system says of us");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a maximum");
    let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse().expect("a number");
    kilobytes * 1024.0
}

/// Processor time so far.
pub fn cpu_milliseconds() -> f64 {
    // SAFETY: all zeros are a valid rusage, and getrusage fills in the one it is given.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &mut usage);
        usage
    };
    let milliseconds = |time: libc::timeval| time.tv_sec as f64 * 1e3 + time.tv_usec as f64 / 1e3;
    milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime)
}
