// Runs web/calls.mjs in a page of Chromium and makes rows of what it measures.
import { quantile, sampleOf } from './samples.mjs';
import { inPage } from './web_page.mjs';

const callsPerRound = 500;
const inFlightCounts = [32, 1000];
const rateMilliseconds = 500;

export function measureWebCalls({ folders, roundCount, progress }) {
  return inPage('/calls.html', folders, {}, async (evaluate) => {
    const samples = new Samples();
    for (let round = 0; round <= roundCount; ++round) {
      progress.step('a page in Chromium', round + 1, roundCount + 1);
      samples.keep = round > 0;
      await measureRound(evaluate, samples);
    }
    return samples.rows();
  });
}

async function measureRound(evaluate, samples) {
  const latencies = await evaluate((count) => measureLatencies(count), callsPerRound);
  for (const [contender, values] of Object.entries(latencies)) {
    values.sort((a, b) => a - b);
    samples.add('one call, median', 'us', 'less', contender, quantile(values, 0.5));
    samples.add('one call, 10th percentile', 'us', 'less', contender, quantile(values, 0.1));
  }
  for (const inFlight of inFlightCounts) {
    for (const contender of ['weft', 'echo']) {
      const rate = await evaluate(
        (words) => measureRate(...words),
        [contender, inFlight, rateMilliseconds],
      );
      samples.add(
        `calls per second, ${inFlight.toLocaleString('en-US')} in flight`,
        '/s',
        'more',
        contender,
        rate,
      );
    }
  }
}

/** What the rounds gave, by row and contender. */
class Samples {
  keep = false;
  #rows = new Map();

  add(what, unit, better, contender, value) {
    if (!this.keep) return;
    if (!this.#rows.has(what))
      this.#rows.set(what, { what, unit, better, values: { weft: [], echo: [] } });
    this.#rows.get(what).values[contender].push(value);
  }

  rows() {
    return [...this.#rows.values()].map(({ what, unit, better, values }) => ({
      what,
      unit,
      better,
      weft: sampleOf(values.weft),
      peers: [{ name: 'bare postMessage echo', sample: sampleOf(values.echo) }],
      goals: what === 'one call, median' ? [{ cost: 1.5 }] : [],
    }));
  }
}
