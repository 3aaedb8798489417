//! peer_tokio NAME COUNT: Tokio. One thread is the current-thread runtime; a name that ends in _2t runs on the
//! multi-threaded one with two workers.
mod channels;
mod process;
mod report;
mod tasks;
mod timers;

use report::{fail, Order};
use tokio::runtime::Builder;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let (name, count) = match &arguments[..] {
        [_, name, count] => (name, count.parse()),
        _ => fail(2, "usage: peer_tokio NAME COUNT"),
    };
    let count = count.unwrap_or_else(|_| fail(2, "the count is no number"));
    let mut builder = match name.ends_with("_2t") {
        true => Builder::new_multi_thread(),
        false => Builder::new_current_thread(),
    };
    let runtime = builder.worker_threads(2).enable_time().build().expect("a runtime");
    runtime.block_on(run(&Order { name, count }));
    // A runtime that is dropped looks at every timer and task there has been; that is no part of a figure.
    std::process::exit(0)
}

async fn run(order: &Order<'_>) {
    match order.name.trim_end_matches("_1t").trim_end_matches("_2t") {
        "yield" => tasks::yield_(order).await,
        "spawn_join" => tasks::spawn_join(order).await,
        "actor_create" => tasks::create(order).await,
        "skynet" => tasks::skynet(order).await,
        "live_1m" => tasks::live(order).await,
        "sleep" => timers::sleep(order).await,
        "timer" => timers::timer(order).await,
        "pingpong" => channels::pingpong(order).await,
        "chan" => channels::chan(order).await,
        "threadring" => channels::threadring(order).await,
        "many_to_one" => channels::many_to_one(order).await,
        "forkjoin" => channels::forkjoin(order).await,
        // There is no channel without room: the smallest has room for one.
        "select" => channels::select(order, 1).await,
        "select_buf128" => channels::select(order, 128).await,
        _ => fail(2, "there is no such workload"),
    }
}
