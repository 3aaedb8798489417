// What the declarations of types_module let a program say, and what not. Only compiled, by declarations.test.mjs.
import type { ActorRef, Pool, RemoteIterator, RemoteObservable, Runtime, Task } from 'weft';
import type { Actors, order, order_init } from './types_module.mjs';

declare const pool: Pool;
declare const runtime: Runtime;
declare const ref: ActorRef;
const bytes = new Uint8Array(1);
const types = pool.module<typeof import('./types_module.mjs')>('./types_module.mjs');

/** Fails to compile unless the task's result is a `T`, neither more nor less. */
function exactly<T>() {
  return <U>(
    _: Task<U> &
      ((<X>() => X extends T ? 1 : 2) extends <X>() => X extends U ? 1 : 2 ? unknown : never),
  ): void => {};
}
const tea: order_init = { name: 'tea', price: 1.5 };

export function results(): void {
  exactly<boolean>()(types.boolean(true));
  exactly<number>()(types.narrow(1));
  exactly<number | bigint>()(types.wide(1n));
  exactly<number | bigint>()(types.wideUnsigned(1));
  exactly<number>()(types.enumerated(1));
  exactly<number>()(types.floating(1));
  exactly<string>()(types.text('text'));
  exactly<string>()(types.textView());
  exactly<string>()(types.textLiteral());
  exactly<ArrayBuffer>()(types.buffer(bytes));
  exactly<ArrayBuffer>()(types.buffer(bytes.buffer));
  exactly<unknown>()(types.anything(1));
  exactly<void>()(types.nothing());
  exactly<null>()(types.null(null));
  exactly<undefined>()(types.monostate(null));
  exactly<string | undefined>()(types.optional(null));
  exactly<number | bigint | boolean | string>()(types.variant('text'));
  exactly<number>()(types.numbers(1));
  exactly<(number | undefined)[]>()(types.vector([1, undefined, null]));
  exactly<string[]>()(types.deque(['text']));
  exactly<number[][]>()(types.list([[1]]));
  exactly<number[]>()(types.span());
  exactly<[number, number, number]>()(types.array([1, 2, 3]));
  exactly<number[]>()(types.longArray([1]));
  exactly<[string, number]>()(types.pair(['one', 1]));
  exactly<[boolean, ArrayBuffer]>()(types.tuple([true, bytes]));
  exactly<{ [key: string]: number }>()(types.stringMap({ one: 1 }));
  exactly<{ [key: string]: boolean }>()(types.unorderedStringMap({ one: true }));
  exactly<Map<number, ArrayBuffer>>()(types.map(new Map([[1, bytes]])));
  exactly<Map<boolean, string>>()(types.unorderedMap(new Map([[true, 'yes']])));
  exactly<Set<string>>()(types.set(new Set(['text'])));
  exactly<Set<number | bigint>>()(types.unorderedSet(new Set([1, 2n])));
  exactly<number>()(types.duration(1.5));
  exactly<Date>()(types.time(new Date()));
  exactly<Error>()(types.error(new RangeError('an error')));
  exactly<Error>()(types.exception());
  exactly<TypeError>()(types.cloneError());
  exactly<order>()(types.inherited(tea));
  exactly<Record<string, never>>()(types.empty());
  exactly<ActorRef>()(types.actor(ref));
  exactly<RemoteIterator<order, void>>()(types.generator(1));
  exactly<RemoteObservable<string>>()(types.observable(['text']));
  exactly<string>()(types.reference({ name: 'tea', price: 1 }));
  exactly<number>()(types.delete(1));
  exactly<number>()(types["it's"](1));
  exactly<string>()(types.function_2('text'));
}

export async function members(): Promise<[number | undefined, unknown, number, boolean, number]> {
  const order = await types.inherited({ ...tea, count: null, note: {} });
  const tree = await types.recursive({ key: 1, children: [{ key: 2, children: [] }] });
  const chain = await types.recursiveBuffers({
    content: bytes,
    rest: [{ content: bytes, rest: [] }],
  });
  const { is } = await types.keptName({ is: true });
  const { content } = await types.template_({ content: 1 });
  const { number } = await types.sameName({ number: 1 });
  return [
    order.count,
    order.note,
    tree.children[0].key + chain.rest[0].content.byteLength,
    is,
    content + number,
  ];
}

export async function streams(): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of types.with({ prefetch: 0 }).generator(1)) names.push(name);
  for await (const word of types.observable(['a'])) names.push(word);
  return names;
}

export function actors(): ActorRef[] {
  const module = './types_module.mjs';
  return [
    runtime.spawn<Actors>({ module, type: 'counter' }, 1),
    runtime.spawn<Actors>({ module, type: 'a greeter', worker: 0 }, 'hello'),
    runtime.spawn<Actors>({ module, type: 'a greeter' }, 'hello', null),
    runtime.spawn({ module, type: 'of another kind' }, 'whatever'),
    // @ts-expect-error: there is no such type
    runtime.spawn<Actors>({ module, type: 'countr' }, 1),
    // @ts-expect-error: it starts from a number
    runtime.spawn<Actors>({ module, type: 'counter' }, 'one'),
    // @ts-expect-error: it starts from something
    runtime.spawn<Actors>({ module, type: 'counter' }),
    // @ts-expect-error: it starts from one thing
    runtime.spawn<Actors>({ module, type: 'counter' }, 1, 2),
  ];
}

export function mistakes(): unknown[] {
  return [
    // @ts-expect-error: there is no such function
    types.none(),
    // @ts-expect-error: what a module exports by itself is no function of it
    types.default(),
    // @ts-expect-error: an argument is missing
    types.narrow(),
    // @ts-expect-error: it takes one argument
    types.narrow(1, 2),
    // @ts-expect-error: a string is no number
    types.narrow('1'),
    // @ts-expect-error: no bigint arrives where none fits
    types.narrow(1n),
    // @ts-expect-error: a number is no string
    types.text(1),
    // @ts-expect-error: a number is no boolean
    types.boolean(1),
    // @ts-expect-error: an array is no buffer
    types.buffer([1]),
    // @ts-expect-error: undefined is not null
    types.null(undefined),
    // @ts-expect-error: it is nothing at all
    types.monostate(1),
    // @ts-expect-error: it may be missing, or a string
    types.optional(1),
    // @ts-expect-error: none of the alternatives is null
    types.variant(null),
    // @ts-expect-error: it has numbers
    types.vector(['1']),
    // @ts-expect-error: it has three numbers
    types.array([1, 2]),
    // @ts-expect-error: the string comes first
    types.pair([1, 'one']),
    // @ts-expect-error: it has numbers
    types.stringMap({ one: '1' }),
    // @ts-expect-error: a map whose keys are no strings is no object
    types.map({ 1: bytes }),
    // @ts-expect-error: an array is no set
    types.set(['text']),
    // @ts-expect-error: a number is no time
    types.time(1),
    // @ts-expect-error: a string is no error
    types.error('an error'),
    // @ts-expect-error: it has no members
    types.empty({ one: 1 }),
    // @ts-expect-error: a member is missing
    types.inherited({ name: 'tea' }),
    // @ts-expect-error: a member is of another type
    types.inherited({ ...tea, count: 'two' }),
    // @ts-expect-error: so is one further down
    types.recursive({ key: 1, children: [{ key: '2', children: [] }] }),
    // @ts-expect-error: a string is no actor
    types.actor('actor'),
    // @ts-expect-error: only the last ones may be left out
    types.leftOut(1),
    // @ts-expect-error: the items are orders
    (): Task<RemoteIterator<string>> => types.generator(1),
    // @ts-expect-error: the items are strings
    (): Task<RemoteObservable<number>> => types.observable([]),
  ];
}
