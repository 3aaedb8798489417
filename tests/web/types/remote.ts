// What a page gets for the functions of a module, by their types. Only compiled, by `npm run check`.

import {
  observable,
  type Pool,
  type RemoteIterator,
  type RemoteObservable,
  type Task,
} from '../../../web/src/index.js';

declare const pool: Pool;

const numbers = () => observable<number>((observer) => observer.next(1));

interface Module {
  add(a: number, b: number): number;
  later(text: string): Promise<string[]>;
  generate(): Generator<number, string>;
  generateLater(): AsyncGenerator<Promise<number>, void>;
  iterate(): Promise<IterableIterator<string>>;
  list(): number[];
  numbers: typeof numbers;
  anything(): any;
  unknown(): unknown;
  nothing(): void;
  constant: 3;
}

const module = pool.module<Module>('./module.mjs');

export const results: [
  Task<number>,
  Task<string[]>,
  Task<RemoteIterator<number, string>>,
  Task<RemoteIterator<number, void>>,
  Task<RemoteIterator<string>>,
  Task<number[]>,
  Task<RemoteObservable<number>>,
  Task<any>,
  Task<unknown>,
  Task<void>,
] = [
  module.add(1, 2),
  module.later('text'),
  module.generate(),
  module.generateLater(),
  module.iterate(),
  module.list(),
  module.numbers(),
  module.anything(),
  module.unknown(),
  module.nothing(),
];

export async function iterations(): Promise<number[]> {
  const items: number[] = [];
  for await (const item of module.generate()) items.push(item);
  for await (const item of module.list()) items.push(item);
  for await (const item of module.numbers()) items.push(item);
  const observed = await module.numbers();
  for await (const item of observed) items.push(item);
  observed.subscribe({ next: (item) => items.push(item) }, { signal: AbortSignal.timeout(1) });
  for await (const item of module.with({ prefetch: 0, transfer: [] }).generate()) items.push(item);
  return items;
}

export function mistakes(): unknown[] {
  return [
    // @ts-expect-error: it is no function
    () => module.constant(),
    // @ts-expect-error: the first argument is a number
    () => module.add('1', 2),
    // @ts-expect-error: the items are numbers
    (): Task<RemoteIterator<string>> => module.generate(),
  ];
}
