import { load } from 'weft';

const runtime = await load();
const numbers = runtime.defaultPool.module(new URL('./numbers.mjs', import.meta.url));

// Three calls on as many workers, which all tabs of this site share.
const counts = await Promise.all([10_000, 20_000, 30_000].map((n) => numbers.primesBelow(n)));
document.body.textContent = `primes: ${counts.join(', ')}`;
