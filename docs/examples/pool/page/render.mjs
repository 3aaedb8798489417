// What the page asks of the pool: a picture's tiles, and the end of a worker.
// @ts-check

/**
 * The functions in C++, as the module's build declares them.
 * @typedef {typeof import('./wasm/gallery.mjs')} Gallery
 * @typedef {import('./wasm/gallery.mjs').tile} Tile
 * @typedef {import('weft').Pool} Pool
 */

const module = new URL('./wasm/gallery.mjs', import.meta.url);
const tileSize = 64;

/**
 * The priority decides when a call starts. How many tiles a worker may be ahead of the page is then the
 * picture's share of the worker: pictures that are under way there take turns until all are that far ahead.
 */
const priorities = /** @type {const} */ ({
  urgent: { priority: 'user-blocking', prefetch: 16 },
  normal: { priority: 'user-visible', prefetch: 4 },
  background: { priority: 'background', prefetch: 1 },
});

/**
 * Renders a picture, tile by tile.
 *
 * @param {Pool} pool
 * @param {ImageData} image
 * @param {{ filter: string, strength: number }} effect
 * @param {{ priority: keyof typeof priorities, retry: number, signal: AbortSignal }} options `retry`: how
 *   often the picture is begun anew when its worker dies
 * @param {{ begin(task: import('weft').Task): void, tile(tile: Tile): void }} shown `begin` when the call is
 *   made, then `tile` for each tile; both again when it is begun anew
 *
 * Rejects with what the filter throws, WorkerDeath, or the signal's reason.
 */
export async function render(pool, image, effect, options, shown) {
  const { width, height, data: pixels } = image;
  const { priority, prefetch } = priorities[options.priority];
  for (let again = options.retry; ; again--) {
    const { signal, retry } = options;
    // To the pool a stream leaves its worker to others: it would give many pictures that come at once to the
    // worker that is the first to begin.
    const worker = leastBusy(pool);
    const filters = gallery(pool).with({ signal, retry, priority, worker, prefetch });
    try {
      const task = filters.render(
        { width, height, pixels },
        effect.filter,
        effect.strength,
        tileSize,
      );
      shown.begin(task);
      for await (const tile of task) shown.tile(tile);
      return;
    } catch (/** @type {any} */ error) {
      if (error.name !== 'WorkerDeath' || again === 0) throw error;
    }
  }
}

/**
 * Ends a worker from inside, and with it the call that does so.
 *
 * @param {Pool} pool
 * @param {number} worker
 */
export async function kill(pool, worker) {
  await gallery(pool)
    .with({ worker, priority: 100 })
    .die()
    .catch(() => {});
}

/**
 * @param {Pool} pool
 * @returns {import('weft').Remote<Gallery>}
 */
const gallery = (pool) => pool.module(module);

/**
 * The worker with the fewest pictures.
 *
 * @param {Pool} pool
 */
function leastBusy(pool) {
  const { workers } = pool.stats();
  return workers.reduce((best, other) => (other.inFlight < best.inFlight ? other : best)).worker;
}
