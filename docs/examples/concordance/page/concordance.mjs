// The index of a pool, as one page of several sees it; and the page as its feeder and splitter.
//
//   page: piece ----> any worker: index ----> page: tally ----> worker 0: merge

const pieceBytes = 1 << 20;
const piecesPerWorker = 2; // under way at a time: the bound of what is in memory twice
const filesAheadMax = 6; // as many as a browser fetches from one server at a time
const lineEnd = 0x0a;
const endsAll = new Set(['LoadError', 'PoolDeath', 'WorkerDeath']); // others are about one piece

/** The index does not have what was fed: the worker that keeps it died meanwhile. */
export class IndexLost extends Error {
  name = 'IndexLost';
}

export class Concordance {
  #pool;
  #workers;
  #any; // the module in whichever worker has least to do
  #merger; // the module in the worker that keeps the index
  #lastLook = { time: 0, counted: [] }; // bytes by worker

  constructor(pool, workers) {
    this.#pool = pool;
    this.#workers = workers;
    this.#any = pool.module('./wasm/concordance_module.mjs');
    this.#merger = this.#any.with({ worker: 0 });
  }

  /** { totals, top, skipped }: totals are { documents, words, distinct, bytes }. */
  async overview(topCount) {
    const [totals, top, skipped] = await Promise.all([
      this.#merger.totals(),
      this.#merger.top(topCount),
      this.#merger.skipped(),
    ]);
    return { totals, top, skipped };
  }

  /** { count, hits, next }: at most `limit` hits from where an earlier search stopped (`next`). */
  find(word, limit, from, signal) {
    return this.#merger.with({ signal }).find(word, limit, from);
  }

  /**
   * What each worker does: { document, counted, rate }, with the bytes that it has counted so far, and
   * how many per second since the last look; null for one that does not say.
   */
  async statuses() {
    const asked = Array.from({ length: this.#workers }, (_, worker) =>
      this.#any.with({ worker }).status(),
    );
    const answers = (await Promise.allSettled(asked)).map(({ value }) => value);
    const time = performance.now();
    const counted = answers.map((status) => status && countedBy(status));
    const before = this.#lastLook;
    this.#lastLook = { time, counted };
    const seconds = (time - before.time) / 1000;
    return answers.map((status, worker) => {
      if (!status) return null;
      const since = Math.max(counted[worker] - (before.counted[worker] ?? 0), 0);
      return { document: status.document, counted: counted[worker], rate: since / seconds };
    });
  }

  /**
   * Feeds the sources that the index does not have. One page of a pool feeds at a time, so that two
   * that open at once do not do the work twice; if it goes away, the next one goes on.
   *
   * @param events `turn()` when it is this page's turn, `started(bytes)` when it is known how much is
   *   missing, `merged(bytes)`, `unreadable(name, reason)`
   *
   * Resolves with the names that the index had before. Rejects with WorkerDeath, IndexLost or the signal's reason.
   */
  feed(sources, events, signal) {
    return exclusively(`${this.#pool.name}: feeding`, signal, async () => {
      events.turn();
      const missing = await this.#missing(sources);
      events.started(missing.reduce((sum, { bytes }) => sum + bytes, 0));
      const refused = new Set();
      const refuse = (name, reason) => {
        refused.add(name);
        events.unreadable(name, reason);
      };
      const pieces = piecesOf(missing, refuse);
      const lanes = Array.from({ length: this.#workers * piecesPerWorker }, () =>
        this.#passOn(pieces, { ...events, refuse }, signal),
      );
      await Promise.all(lanes);
      const lost = (await this.#missing(missing)).filter(({ name }) => !refused.has(name));
      if (lost.length > 0) throw new IndexLost(`${lost[0].name} did not reach the index`);
      return sources.filter((source) => !missing.includes(source)).map(({ name }) => name);
    });
  }

  /** Several lanes take from the same `pieces`; when one fails, the others find no more. */
  async #passOn(pieces, { merged, refuse }, signal) {
    for await (const piece of pieces) {
      try {
        const tally = await this.#index(piece, signal);
        await this.#merger.with({ signal }).merge(piece, tally);
        merged(piece.text.length);
      } catch (error) {
        if (signal.aborted || endsAll.has(error.name)) throw error;
        refuse(piece.document, error.message); // too large to be sent, for instance
      }
    }
  }

  /** A worker that dies is started anew by the next call: the piece gets a second chance. */
  async #index(piece, signal) {
    const workers = this.#any.with({ signal });
    try {
      return await workers.index(piece);
    } catch (error) {
      if (error.name !== 'WorkerDeath') throw error;
      return workers.index(piece);
    }
  }

  async #missing(sources) {
    const [documents, skipped] = await Promise.all([
      this.#merger.documents(),
      this.#merger.skipped(),
    ]);
    const known = new Set([...documents, ...skipped.map(({ document }) => document)]);
    return sources.filter(({ name }) => !known.has(name));
  }
}

/** The pieces of all sources that can be read, cut at line ends. */
async function* piecesOf(sources, refuse) {
  const feed = Date.now();
  for await (const { source, text } of textsOf(sources, refuse)) {
    let start = 0;
    for (let number = 0; number === 0 || start < text.length; number++) {
      const end = pieceEnd(text, start);
      const last = end === text.length;
      const { name: document, order } = source;
      yield { document, order, feed, number, last, text: text.subarray(start, end) };
      start = end;
    }
  }
}

/** What can be read, in order; a few small files are read at once, as each takes its time to come. */
async function* textsOf(sources, refuse) {
  const reading = []; // [{ source, text: Promise }]
  let bytesAhead = 0;
  for (let next = 0; next < sources.length || reading.length > 0;) {
    while (next < sources.length && reading.length < filesAheadMax && bytesAhead < pieceBytes) {
      const source = sources[next++];
      const text = source.read();
      text.catch(() => {}); // is seen below, when it is its turn
      reading.push({ source, text });
      bytesAhead += source.bytes;
    }
    const { source, text } = reading.shift();
    bytesAhead -= source.bytes;
    try {
      yield { source, text: await text };
    } catch (error) {
      refuse(source.name, error.message);
    }
  }
}

function pieceEnd(text, start) {
  const end = text.indexOf(lineEnd, start + pieceBytes - 1);
  return end < 0 ? text.length : end + 1;
}

/** Done with, and of the piece that it has in hand. */
function countedBy({ bytes_total, bytes_done, bytes }) {
  return bytes_total + (bytes_done < bytes ? bytes_done : 0);
}

/** Runs `work` while no other page of the origin runs work under this name. */
function exclusively(name, signal, work) {
  // Without Web Locks the pool is dedicated: there is no other page.
  return navigator.locks ? navigator.locks.request(name, { signal }, work) : work();
}
