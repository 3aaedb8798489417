// An instance of dispatch.wasm: what it exports, and how texts and lists cross. The other side is
// wasm/dispatch/exports.cpp.
import { LoadError } from '../errors.js';

/** What the module exports. Ids are above 0; times are milliseconds; a list is where its doubles lie. */
export interface Exports {
  memory: WebAssembly.Memory;
  _initialize(): void;
  open(order: number, queuedMax: number, ahead: number): void;
  text(bytes: number): number;
  method(moduleBytes: number, methodBytes: number): number;
  forget_methods(): void;
  add_worker(worker: number): void;
  remove_worker(worker: number): number;
  submit(
    method: number,
    priority: number,
    worker: number,
    deadline: number,
    exclusive: number,
    now: number,
  ): number;
  cancel(id: number): number;
  next(now: number): number;
  next_worker(): number;
  waits(id: number, now: number): number;
  finish(id: number, now: number): number;
  take_expired(now: number): number;
  next_deadline(): number;
  stats(now: number): number;
}

/**
 * Fetches the module and makes an instance of it.
 *
 * Rejects with a LoadError when it cannot be had, or is not what it should be.
 */
export async function instantiate(wasm: string | URL): Promise<Exports> {
  try {
    const { instance } = await fromUrl(new URL(wasm, globalThis.location?.href));
    const exports = instance.exports as unknown as Exports;
    exports._initialize();
    return exports;
  } catch (cause) {
    throw new LoadError(`the dispatcher could not be loaded from ${wasm}`, { cause });
  }
}

async function fromUrl(url: URL): Promise<WebAssembly.WebAssemblyInstantiatedSource> {
  let memory: WebAssembly.Memory | undefined;
  const imports = {
    // Views are made anew for each use, so that growth makes none of them stale.
    env: { emscripten_notify_memory_growth() {} },
    weft: {
      broken(text: number, bytes: number) {
        throw new Error(`weft: the dispatcher: ${textAt(memory!, text, bytes)}`);
      },
    },
  };
  const source = await compileFrom(url, imports);
  memory = source.instance.exports['memory'] as WebAssembly.Memory;
  return source;
}

async function compileFrom(url: URL, imports: WebAssembly.Imports) {
  if (url.protocol === 'file:') return WebAssembly.instantiate(await readFile(url), imports);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status} ${response.statusText}`.trim());
  // A stream is compiled while it arrives, but only under the right type, which not every server gives.
  const isTyped = /^application\/wasm\b/.test(response.headers.get('content-type') ?? '');
  if (isTyped && WebAssembly.instantiateStreaming)
    return WebAssembly.instantiateStreaming(response, imports);
  return WebAssembly.instantiate(await response.arrayBuffer(), imports);
}

interface NodeProcess {
  getBuiltinModule(name: 'node:fs/promises'): {
    readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
  };
}

/** In Node, which cannot fetch files. */
async function readFile(url: URL): Promise<Uint8Array<ArrayBuffer>> {
  const { process } = globalThis as unknown as { process: NodeProcess };
  return process.getBuiltinModule('node:fs/promises').readFile(url);
}

/** The text that lies in memory. */
export function textAt(memory: WebAssembly.Memory, address: number, bytes: number): string {
  return new TextDecoder().decode(new Uint8Array(memory.buffer, address, bytes));
}

/** The doubles that lie in memory from `address` on, one after the other. */
export function doublesFrom(memory: WebAssembly.Memory, address: number): () => number {
  const doubles = new Float64Array(memory.buffer, address);
  let at = 0;
  return () => doubles[at++]!;
}

/** The ids of a list. */
export function idsFrom(next: () => number): number[] {
  return Array.from({ length: next() }, next);
}
