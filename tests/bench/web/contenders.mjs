// The contenders of a page whose calls are measured. Each is there from when it is first asked for.
import { askShared } from './posts.mjs';
import { rateOf } from './rate.mjs';

/** They give the sum of `a` and `b`, sooner or later. */
const peers = {
  async echo() {
    const echo = askShared(new SharedWorker('/echo_worker.js'));
    return async (a, b) => {
      const [x, y] = await echo([a, b]);
      return x + y;
    };
  },
  async comlink() {
    const { wrap } = await import('/comlink/comlink.mjs');
    const remote = wrap(new SharedWorker('/comlink_worker.js', { type: 'module' }).port);
    return (a, b) => remote.add(a, b);
  },
};

/**
 * What the page's `measureRate` measures: `own`, by name, and their peers. Gives a function that gives, sooner or
 * later, the contender of a name.
 */
export function takePart(own) {
  const calls = new Map(Object.entries(own));
  const callOf = async (name) => {
    if (!calls.has(name)) calls.set(name, await peers[name]());
    return calls.get(name);
  };
  /** Calls per second of one contender with `inFlight` calls under way all the time. */
  globalThis.measureRate = async (name, inFlight, milliseconds) =>
    rateOf(await callOf(name), inFlight, milliseconds);
  return callOf;
}
