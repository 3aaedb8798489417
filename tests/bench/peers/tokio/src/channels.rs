use crate::report::{milliseconds, require, sum_below, Order};
use std::time::Instant;
use tokio::spawn;
use tokio::sync::mpsc::{channel, Receiver, Sender};

async fn send_below(to: &Sender<u64>, count: u64) {
    for i in 0..count {
        to.send(i).await.unwrap();
    }
}

/// Adds up all that comes until the last sender is gone.
async fn sum_of_received(mut from: Receiver<u64>) -> u64 {
    let mut sum = 0;
    while let Some(value) = from.recv().await {
        sum += value;
    }
    sum
}

pub async fn pingpong(order: &Order<'_>) {
    let round_trips = order.count / 2;
    let (there, mut at_pong) = channel::<u64>(1);
    let (back, mut at_ping) = channel::<u64>(1);
    let start = Instant::now();
    spawn(async move {
        while let Some(ball) = at_pong.recv().await {
            back.send(ball).await.unwrap();
        }
    });
    let ping = spawn(async move {
        let mut right = 0;
        for i in 0..round_trips {
            there.send(i).await.unwrap();
            right += u64::from(at_ping.recv().await == Some(i));
        }
        right
    });
    let right = ping.await.unwrap();
    let took = start.elapsed();
    require(right == round_trips, "each message came back");
    order.print_each(took);
}

pub async fn chan(order: &Order<'_>) {
    let count = order.count;
    let (sender, receiver) = channel(128);
    let start = Instant::now();
    spawn(async move { send_below(&sender, count).await });
    let sum = spawn(sum_of_received(receiver)).await.unwrap();
    let took = start.elapsed();
    require(sum == sum_below(count), "the sum of what was sent");
    order.print_each(took);
}

/// The message comes around to a place that has none to send to: all of them stop.
pub async fn threadring(order: &Order<'_>) {
    const PLACES: usize = 503;
    let (senders, receivers): (Vec<_>, Vec<_>) = (0..PLACES).map(|_| channel::<u64>(1)).unzip();
    let mut tasks = Vec::new();
    for (place, mut from) in receivers.into_iter().enumerate() {
        let to = senders[(place + 1) % PLACES].clone();
        tasks.push(spawn(async move {
            let mut hops = 0u64;
            while let Some(left) = from.recv().await {
                if left == 0 {
                    break;
                }
                hops += 1;
                to.send(left - 1).await.unwrap();
            }
            hops
        }));
    }
    let first = senders[0].clone();
    drop(senders);
    let start = Instant::now();
    first.send(order.count).await.unwrap();
    drop(first);
    let mut hops = 0;
    for task in tasks {
        hops += task.await.unwrap();
    }
    let took = start.elapsed();
    require(hops == order.count, "the message went around to its end");
    order.print_each(took);
}

pub async fn many_to_one(order: &Order<'_>) {
    const SENDERS: u64 = 100;
    let share = order.count / SENDERS;
    let (sender, receiver) = channel(1024);
    let start = Instant::now();
    for _ in 0..SENDERS {
        let own = sender.clone();
        spawn(async move { send_below(&own, share).await });
    }
    drop(sender);
    let sum = spawn(sum_of_received(receiver)).await.unwrap();
    let took = start.elapsed();
    require(sum == SENDERS * sum_below(share), "the sum of what was sent");
    order.print_each(took);
}

pub async fn forkjoin(order: &Order<'_>) {
    const RECEIVERS: u64 = 60;
    let share = order.count / RECEIVERS;
    let start = Instant::now();
    let (mut senders, mut sums) = (Vec::new(), Vec::new());
    for _ in 0..RECEIVERS {
        let (sender, receiver) = channel(1024);
        senders.push(sender);
        sums.push(spawn(sum_of_received(receiver)));
    }
    spawn(async move {
        for i in 0..share {
            for sender in &senders {
                sender.send(i).await.unwrap();
            }
        }
    });
    let mut sum = 0;
    for each in sums {
        sum += each.await.unwrap();
    }
    let took = start.elapsed();
    require(sum == RECEIVERS * sum_below(share), "the sum of what was sent");
    order.print(milliseconds(took), "ms");
}

pub async fn select(order: &Order<'_>, capacity: usize) {
    let share = order.count / 8;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = [(); 8].map(|()| {
        let (sender, receiver) = channel(capacity);
        spawn(async move { send_below(&sender, share).await });
        receiver
    });
    let start = Instant::now();
    let receiver = spawn(async move {
        let mut sum = 0;
        loop {
            sum += tokio::select! {
                Some(value) = a.recv() => value,
                Some(value) = b.recv() => value,
                Some(value) = c.recv() => value,
                Some(value) = d.recv() => value,
                Some(value) = e.recv() => value,
                Some(value) = f.recv() => value,
                Some(value) = g.recv() => value,
                Some(value) = h.recv() => value,
                else => break sum,
            }
        }
    });
    let sum = receiver.await.unwrap();
    let took = start.elapsed();
    require(sum == 8 * sum_below(share), "the sum of what was sent");
    order.print_each(took);
}
