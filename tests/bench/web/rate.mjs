// How many calls a second there are: in pages, and in Node.

export async function checkedCall(call, a) {
  const sum = await call(a, 1);
  if (sum !== a + 1) throw new Error(`wrong answer: ${a} + 1 gave ${sum}`);
}

/** Calls per second with `inFlight` calls under way all the time; `call` adds up two numbers, far away. */
export async function rateOf(call, inFlight, milliseconds) {
  const start = performance.now();
  const end = start + milliseconds;
  let done = 0;
  const callAgainAndAgain = async () => {
    while (performance.now() < end) {
      await checkedCall(call, done);
      ++done;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, callAgainAndAgain));
  return (done / (performance.now() - start)) * 1000;
}
