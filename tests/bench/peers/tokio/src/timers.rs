use crate::process::cpu_milliseconds;
use crate::report::{require, Order};
use std::time::{Duration, Instant};
use std::{future::Future, pin::Pin, task::Context, task::Poll};
use tokio::{spawn, time};

/// Numbers below `bound` that look random; the same in each run.
fn numbers(bound: u64) -> impl Iterator<Item = u64> {
    let mut state = 1u64;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % bound
    })
}

pub async fn sleep(order: &Order<'_>) {
    let mut waits = numbers(1_000_000).map(Duration::from_micros);
    let mut sleepers = Vec::with_capacity(order.count as usize);
    for _ in 0..order.count {
        let wait = waits.next().unwrap();
        sleepers.push(spawn(async move {
            let due = Instant::now() + wait;
            time::sleep_until(due.into()).await;
            due.elapsed().as_nanos() as f64 / 1e3
        }));
    }
    let mut late = Vec::with_capacity(sleepers.len());
    for sleeper in sleepers {
        late.push(sleeper.await.unwrap());
    }
    late.sort_by(f64::total_cmp);
    require(late[0] >= 0.0, "none woke early");
    order.print_part("p50", late[late.len() / 2], "us");
    order.print_part("p99", late[late.len() / 100 * 99], "us");
    order.print_part("cpu", cpu_milliseconds(), "ms");
}

/// Polls a timer once: that arms it. It is called off when it is dropped.
struct Arm<'a>(Pin<&'a mut time::Sleep>);

impl Future for Arm<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        require(self.0.as_mut().poll(context).is_pending(), "no timer was due");
        Poll::Ready(())
    }
}

pub async fn timer(order: &Order<'_>) {
    const MINUTE: Duration = Duration::from_secs(60);
    let print = |part, start: Instant| {
        order.print_part(part, start.elapsed().as_nanos() as f64 / order.count as f64, "ns")
    };
    let start = Instant::now();
    for _ in 0..order.count {
        let timer = time::sleep(MINUTE);
        tokio::pin!(timer);
        Arm(timer.as_mut()).await;
    }
    print("arm_cancel", start);

    let mut more = numbers(1_000_000_000).map(Duration::from_nanos);
    let mut timers = Vec::with_capacity(order.count as usize);
    let start = Instant::now();
    for _ in 0..order.count {
        let mut timer = Box::pin(time::sleep(MINUTE + more.next().unwrap()));
        Arm(timer.as_mut()).await;
        timers.push(timer);
    }
    drop(timers);
    print("at_once", start);
}
