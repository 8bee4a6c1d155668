//! Time and memory of a process.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::place;
use crate::process::{Failure, Outcome};

/// What a process cost.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cost {
    /// From its start to its end.
    pub time: Duration,
    /// Its largest memory in KiB, or that of the largest of its children.
    pub memory: u64,
}

/// Runs it alone and measures. What it prints is not shown.
///
/// # Errors
/// When it cannot be started, does not succeed or cannot be measured.
pub fn cost(command: &mut Command) -> Outcome<Cost> {
    let noted = place::target().join("bench/memory.txt");
    // GNU time knows the memory of what it ran; the clock is ours, since it counts hundredths.
    let mut timed = Command::new("/usr/bin/time");
    timed
        .args(["--format", "%M", "--output"])
        .arg(&noted)
        .arg(command.get_program())
        .args(command.get_args())
        .envs(
            command
                .get_envs()
                .filter_map(|(name, value)| Some((name, value?))),
        )
        .current_dir(place::root())
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    let start = Instant::now();
    let output = timed.output();
    let time = start.elapsed();
    let output =
        output.map_err(|error| Failure::new(format!("不能运行 /usr/bin/time：{error}。")))?;
    if !output.status.success() {
        return Err(Failure::new(format!(
            "{:?} 没有成功：{}",
            command.get_program(),
            String::from_utf8_lossy(&output.stderr).trim()
        )));
    }
    let memory = std::fs::read_to_string(&noted)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .ok_or_else(|| Failure::new("/usr/bin/time 没有说出用了多少内存。"))?;
    Ok(Cost { time, memory })
}

/// The middle time and the middle memory.
pub fn median(costs: Vec<Cost>) -> Cost {
    let mut times: Vec<Duration> = costs.iter().map(|cost| cost.time).collect();
    let mut memories: Vec<u64> = costs.iter().map(|cost| cost.memory).collect();
    times.sort_unstable();
    memories.sort_unstable();
    Cost {
        time: times.get(times.len() / 2).copied().unwrap_or_default(),
        memory: memories
            .get(memories.len() / 2)
            .copied()
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_moment_does_not_count() {
        let costs = [(3, 30), (1, 10), (900, 20)].map(|(time, memory)| Cost {
            time: Duration::from_millis(time),
            memory,
        });
        let middle = median(costs.to_vec());
        assert_eq!((middle.time.as_millis(), middle.memory), (3, 20));
    }
}
