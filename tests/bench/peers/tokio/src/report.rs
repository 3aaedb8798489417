use std::time::Duration;

/// What the command line asks for. The figures carry the name, too.
pub struct Order<'a> {
    pub name: &'a str,
    pub count: u64,
}

impl Order<'_> {
    pub fn print(&self, value: f64, unit: &str) {
        println!("{} {:.3} {}", self.name, value, unit);
    }

    pub fn print_part(&self, part: &str, value: f64, unit: &str) {
        println!("{}_{} {:.3} {}", self.name, part, value, unit);
    }

    /// Prints what one of `count` took when all of them took this long.
    pub fn print_each(&self, took: Duration) {
        self.print(took.as_nanos() as f64 / self.count as f64, "ns");
    }
}

pub fn milliseconds(took: Duration) -> f64 {
    took.as_nanos() as f64 / 1e6
}

pub fn sum_below(count: u64) -> u64 {
    count * (count - 1) / 2
}

pub fn require(holds: bool, what: &str) {
    if !holds {
        fail(3, &format!("wrong answer: {what}"));
    }
}

pub fn fail(code: i32, why: &str) -> ! {
    eprintln!("{why}");
    std::process::exit(code)
}
