use crate::process::memory_bytes_max;
use crate::report::{milliseconds, require, sum_below, Order};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::{future::Future, pin::Pin, time::Instant};
use tokio::{spawn, sync::oneshot, task::yield_now};

pub async fn yield_(order: &Order<'_>) {
    async fn take_turns(turns: u64) -> u64 {
        let mut switches = 0;
        for _ in 0..turns {
            switches += 1;
            yield_now().await;
        }
        switches
    }
    let start = Instant::now();
    let (one, other) = (spawn(take_turns(order.count / 2)), spawn(take_turns(order.count / 2)));
    let switches = one.await.unwrap() + other.await.unwrap();
    let took = start.elapsed();
    require(switches == order.count, "each task had its turns");
    order.print_each(took);
}

pub async fn spawn_join(order: &Order<'_>) {
    const ALIVE: u64 = 1000;
    let mut ran = 0;
    let mut batch = Vec::with_capacity(ALIVE as usize);
    let start = Instant::now();
    for _ in 0..order.count / ALIVE {
        batch.extend((0..ALIVE).map(|_| spawn(async { 1 })));
        for each in batch.drain(..) {
            ran += each.await.unwrap();
        }
    }
    let took = start.elapsed();
    require(ran == order.count, "each task ran once");
    order.print_each(took);
}

/// A task's mailbox is a channel for one value, the cheapest there is.
pub async fn create(order: &Order<'_>) {
    const ALIVE: u64 = 1000;
    let mut sum = 0;
    let mut batch = Vec::with_capacity(ALIVE as usize);
    let start = Instant::now();
    for _ in 0..order.count / ALIVE {
        batch.extend((0..ALIVE).map(|_| {
            let (sender, mailbox) = oneshot::channel::<u64>();
            let task = spawn(async { mailbox.await.unwrap() });
            sender.send(1).unwrap();
            task
        }));
        for each in batch.drain(..) {
            sum += each.await.unwrap();
        }
    }
    let took = start.elapsed();
    require(sum == order.count, "each task took its message");
    order.print_each(took);
}

fn sum_of_leaves(first: u64, leaves: u64) -> Pin<Box<dyn Future<Output = u64> + Send>> {
    Box::pin(async move {
        if leaves <= 1 {
            return first;
        }
        let share = leaves / 10;
        let mut children = Vec::with_capacity(10);
        for i in 0..10 {
            children.push(spawn(sum_of_leaves(first + i * share, share)));
        }
        let mut sum = 0;
        for child in children {
            sum += child.await.unwrap();
        }
        sum
    })
}

pub async fn skynet(order: &Order<'_>) {
    let start = Instant::now();
    let sum = spawn(sum_of_leaves(0, order.count)).await.unwrap();
    let took = start.elapsed();
    require(sum == sum_below(order.count), "the sum of the leaves");
    order.print(milliseconds(took), "ms");
    order.print_part("memory", memory_bytes_max() / 1e6, "MB");
}

pub async fn live(order: &Order<'_>) {
    static WAITING: AtomicU64 = AtomicU64::new(0);
    let mut senders = Vec::with_capacity(order.count as usize);
    let mut tasks = Vec::with_capacity(order.count as usize);
    let creating = Instant::now();
    for _ in 0..order.count {
        let (sender, receiver) = oneshot::channel::<u64>();
        senders.push(sender);
        tasks.push(spawn(async move {
            WAITING.fetch_add(1, Relaxed);
            receiver.await.unwrap()
        }));
    }
    while WAITING.load(Relaxed) < order.count {
        yield_now().await;
    }
    let create = creating.elapsed();
    let bytes = memory_bytes_max();
    let waking = Instant::now();
    for sender in senders {
        sender.send(1).unwrap();
    }
    let mut woken = 0;
    for task in tasks {
        woken += task.await.unwrap();
    }
    let wake = waking.elapsed();
    require(woken == order.count, "each task was woken once");
    order.print_part("bytes", bytes / order.count as f64, "B");
    order.print_part("create", milliseconds(create), "ms");
    order.print_part("wake", milliseconds(wake), "ms");
}
