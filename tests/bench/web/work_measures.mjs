// What is measured of one worker besides the calls that it answers in a second: the same in a page and in Node.
import { fineClock, fineClockCost } from './fine_clock.mjs';
import { checkedCall } from './rate.mjs';
import { records } from './records.mjs';

const bufferBytes = 16 << 20;
const recordCount = 15_000; // 1 MB, as JSON and as a structured clone
const abortCount = 100;
const turnMilliseconds = 300;

/**
 * By what is measured and by contender. `module` is work_module.mjs in a pool; `startBare()` starts a worker
 * without weft, and gives { ask, end }.
 */
export function measuresOf({ transfer }, module, startBare) {
  const { ask } = startBare();
  const move = {
    weft: (buffer) => module.countUp(transfer(buffer, [buffer])),
    bare: (buffer) => ask(buffer, [buffer]),
  };
  return {
    buffer: {
      weft: () => millisecondsOf(movingBuffer(move.weft)),
      bare: () => millisecondsOf(movingBuffer(move.bare)),
    },
    object: {
      weft: () => millisecondsOf(copyingObject((value) => module.echo(value))),
      bare: () => millisecondsOf(copyingObject(ask)),
    },
    abort: { weft: () => abortMicroseconds(module) },
    crash: {
      weft: () => millisecondsOf(() => crashAndCall(module)),
      start: () => millisecondsOf(() => startAndAsk(startBare)),
    },
  };
}

/** How long `act` takes: the mean of as many times as there is time for. */
async function millisecondsOf(act) {
  const start = performance.now();
  let count = 0;
  let passed;
  do {
    await act();
    count++;
    passed = performance.now() - start;
  } while (passed < turnMilliseconds);
  return passed / count;
}

/** Moves one buffer to the worker, which counts up its first byte, and back. */
function movingBuffer(move) {
  let buffer = new ArrayBuffer(bufferBytes);
  let count = 0;
  return async () => {
    const sent = buffer;
    buffer = await move(sent);
    check(sent.byteLength === 0, 'the buffer has left');
    check(buffer.byteLength === bufferBytes, 'the buffer has come back');
    check(new Uint8Array(buffer)[0] === (++count & 255), 'the worker had the buffer');
  };
}

function copyingObject(copy) {
  const object = records(recordCount);
  return async () => {
    const back = await copy(object);
    check(back !== object && back.length === recordCount, 'all records have come back');
    check(back.at(-1).name === object.at(-1).name, 'the last one is the last one');
  };
}

/** From `abort()` of a running call until its promise is settled: the median. */
async function abortMicroseconds(module) {
  const clockCost = fineClockCost();
  const times = [];
  for (let i = 0; i < abortCount; i++) {
    const controller = new AbortController();
    const call = module.with({ signal: controller.signal }).never();
    const settled = call.catch((error) => error);
    await checkedCall(module.add, i); // came after the other one, which runs by now
    const start = fineClock();
    controller.abort();
    const error = await settled;
    times.push(fineClock() - start - clockCost);
    check(error === controller.signal.reason, 'the call rejects with the reason of its signal');
  }
  return times.sort((a, b) => a - b)[abortCount >> 1];
}

/** The next call is made as soon as the death of the worker is known. */
async function crashAndCall(module) {
  const death = await module.crash().catch((error) => error);
  check(death?.name === 'WorkerDeath', `the worker dies: ${death}`);
  await checkedCall(module.add, 1);
}

async function startAndAsk(startBare) {
  const { ask, end } = startBare();
  check((await ask(1)) === 1, 'a new worker answers');
  end();
}

function check(isSo, claim) {
  if (!isSo) throw new Error(`not so: ${claim}`);
}
