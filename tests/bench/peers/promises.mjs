// JavaScript's own fibers: async functions that wait for promises.  node promises.mjs NAME COUNT
const [name, word] = process.argv.slice(2);
const count = Number(word);

/** Where a sender meets a receiver: both go on when the value has changed hands. */
class RendezvousChannel {
  #senders = [];
  #receivers = [];

  send(value) {
    const hand = this.#receivers.shift();
    if (!hand) return new Promise((received) => this.#senders.push({ value, received }));
    hand(value);
    return Promise.resolve();
  }

  receive() {
    const sender = this.#senders.shift();
    if (!sender) return new Promise((hand) => this.#receivers.push(hand));
    sender.received();
    return Promise.resolve(sender.value);
  }
}

async function takeTurns() {
  let switches = 0;
  const run = async () => {
    for (let turn = 0; turn < count / 2; ++turn) {
      ++switches;
      await undefined;
    }
  };
  const start = performance.now();
  await Promise.all([run(), run()]);
  const took = performance.now() - start;
  require(switches === count, 'each function had its turns');
  printEach(took);
}

async function spawnJoin() {
  const alive = 1000;
  let ran = 0;
  const run = async () => {
    ++ran;
  };
  const start = performance.now();
  for (let done = 0; done < count; done += alive) {
    const batch = [];
    for (let i = 0; i < alive; ++i) batch.push(run());
    await Promise.all(batch);
  }
  const took = performance.now() - start;
  require(ran === count, 'each function ran once');
  printEach(took);
}

async function sumOfLeaves(first, leaves) {
  if (leaves <= 1) return first;
  const share = leaves / 10;
  const children = [];
  for (let i = 0; i < 10; ++i) children.push(sumOfLeaves(first + i * share, share));
  let sum = 0;
  for (const child of children) sum += await child;
  return sum;
}

async function skynet() {
  const start = performance.now();
  const sum = await sumOfLeaves(0, count);
  const took = performance.now() - start;
  require(sum === (count * (count - 1)) / 2, 'the sum of the leaves');
  print(took, 'ms');
}

async function pingpong() {
  const there = new RendezvousChannel();
  const back = new RendezvousChannel();
  const roundTrips = count / 2;
  let right = 0;
  const pong = async () => {
    for (let i = 0; i < roundTrips; ++i) await back.send(await there.receive());
  };
  const ping = async () => {
    for (let i = 0; i < roundTrips; ++i) {
      await there.send(i);
      if ((await back.receive()) === i) ++right;
    }
  };
  const start = performance.now();
  await Promise.all([pong(), ping()]);
  const took = performance.now() - start;
  require(right === roundTrips, 'each message came back');
  printEach(took);
}

function print(value, unit) {
  console.log(`${name} ${value.toFixed(3)} ${unit}`);
}

/** Prints what one of `count` took when all of them took so many milliseconds. */
function printEach(milliseconds) {
  print((milliseconds * 1e6) / count, 'ns');
}

function require(holds, what) {
  if (holds) return;
  console.error(`wrong answer: ${what}`);
  process.exit(3);
}

const workloads = {
  yield: takeTurns,
  spawn_join: spawnJoin,
  skynet_1t: skynet,
  pingpong_1t: pingpong,
};
if (!Object.hasOwn(workloads, name) || !(count > 0)) {
  console.error(
    `usage: node promises.mjs NAME COUNT, where NAME is one of ${Object.keys(workloads)}`,
  );
  process.exit(2);
}
await workloads[name]();
