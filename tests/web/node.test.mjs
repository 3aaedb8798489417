// Pools of threads in Node, with modules in C++ and in JavaScript.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { load } from '../../web/dist/weft.js';

const timeout = 60_000;
const scripted = new URL('fixtures/node_module.mjs', import.meta.url);
const built = (name) => new URL(`../../build/wasm/tests/web/modules/${name}.mjs`, import.meta.url);
const compiled = built('calls_module');

let runtime;
before(async () => (runtime = await load()));
after(() => runtime.close({ force: true }));

async function withPool(options, use) {
  const pool = await runtime.createPool({ workers: 1, ...options });
  try {
    await use(pool);
  } finally {
    await pool.close({ force: true });
  }
}

describe('a pool in Node', { timeout }, () => {
  test('is one of threads, as many as there are processors', async () => {
    await withPool({ workers: undefined }, async (pool) => {
      const { isMainThread, threadId } = await pool.call(scripted, 'where');
      assert.equal(pool.kind, 'node');
      assert.equal(isMainThread, false);
      assert.notEqual(threadId, 0);
      assert.ok(pool.stats().workers.length >= 1);
    });
  });

  test('calls functions in C++ and in JavaScript, side by side in one thread', async () => {
    await withPool({}, async (pool) => {
      const cpp = pool.module(compiled);
      const js = pool.module(scripted);
      const results = await Promise.all([cpp.add(1, 2), js.add(3, 4), cpp.count(5), cpp.after(5)]);
      assert.deepEqual(results, [3, 7, 5, 5]);
      await assert.rejects(cpp.out_of_range('too far'), RangeError);
    });
  });

  test('passes large messages both ways', async () => {
    await withPool({}, async (pool) => {
      const bytes = new Uint8Array(5e6).fill(7);
      assert.deepEqual(await pool.call(compiled, 'echo', [bytes]), bytes);
    });
  });

  for (const [what, method, reason] of [
    ['throws where nobody catches', 'error_later', /missingFunction is not defined/],
    ['rejects where nobody waits', 'rejection_later', /nobody waits/],
  ]) {
    test(`rejects the calls of a module in JavaScript that ${what}, and the thread goes on`, async () => {
      await withPool({ name: what }, async (pool) => {
        const { threadId } = await pool.call(scripted, 'where');
        const waiting = pool.call(scripted, 'never');
        await Promise.all([assert.rejects(waiting, reason), pool.call(scripted, method)]);
        assert.equal((await pool.call(scripted, 'where')).threadId, threadId);
      });
    });
  }

  for (const [what, module, method, args, reason] of [
    ['exits', scripted, 'exit', [3], /exit code 3/],
    ['traps in C++', compiled, 'trap', [], /fiber \d+ "trap" trapped/],
    ['aborts in C++', compiled, 'give_up', [], /Aborted/],
    ['overflows a stack in C++', compiled, 'overflow', [1e6], /stack/],
  ]) {
    test(`rejects all calls of a thread that ${what}, with the cause, and starts another`, async () => {
      await withPool({ name: what }, async (pool) => {
        const waiting = pool.call(scripted, 'never');
        const doomed = pool.call(module, method, args);
        const isDeath = ({ name, cause, message }) => {
          assert.equal(name, 'WorkerDeath');
          assert.match(cause, reason);
          return message.includes(cause);
        };
        await Promise.all([assert.rejects(waiting, isDeath), doomed.catch(isDeath)]);
        assert.equal(pool.stats().inFlight, 0);
        assert.equal(await pool.call(module, 'add', [20, 3]), 23);
      });
      assert.equal(process.exitCode, undefined, 'the program goes on');
    });
  }

  for (const [what, url, reason] of [
    ['is missing', new URL('missing.mjs', import.meta.url), /Cannot find module/],
    ['cannot be parsed', new URL('fixtures/syntax_error.mjs', import.meta.url), /./],
    ['is no URL that Node loads', 'x:y', /x:/],
  ]) {
    test(`rejects calls of a module that ${what} with a LoadError`, async () => {
      await withPool({}, async (pool) => {
        const isLoadError = ({ name, message }) => name === 'LoadError' && reason.test(message);
        await assert.rejects(pool.call(url, 'add', [1, 2]), isLoadError);
        assert.equal(await pool.call(scripted, 'add', [1, 2]), 3, 'others go on');
      });
    });
  }

  test('cannot be made of a script that is missing or no worker script', async () => {
    for (const workerUrl of [
      new URL('missing.js', import.meta.url),
      new URL('fixtures/throws_at_start.js', import.meta.url),
      'https://weft.invalid/worker.js',
    ]) {
      const other = await load({ workerUrl });
      await assert.rejects(other.createPool({ workers: 1 }), ({ name, message }) => {
        assert.equal(name, 'LoadError');
        return message.includes(String(workerUrl));
      });
    }
  });

  test('does not take relative URLs: there is no page that they could be relative to', async () => {
    await withPool({}, (pool) => {
      assert.throws(() => pool.call('./work.mjs', 'add'), TypeError);
    });
  });

  test('says what other kinds need', async () => {
    for (const [kind, reason] of [
      ['shared', /no shared pool here: it needs SharedWorker/],
      ['dedicated', /no dedicated pool here: it needs Worker/],
    ])
      await assert.rejects(runtime.createPool({ kind }), { name: 'LoadError', message: reason });
  });
});

test('where there is no kind of pool, there are actors, and pools say what they need', async () => {
  const { WebAssembly } = globalThis;
  delete globalThis.WebAssembly;
  try {
    const own = await load();
    assert.equal(await own.spawn(() => ({ get: () => 1 })).ask('get', null), 1);
    const message = /no pool here:( (shared|dedicated|node|inline) ones need WebAssembly;?){4}$/;
    await assert.rejects(own.createPool(), { name: 'LoadError', message });
    assert.throws(() => own.spawn({ module: 'x:y', type: 'z' }), { name: 'LoadError', message });
    await own.close();
  } finally {
    globalThis.WebAssembly = WebAssembly;
  }
});

describe('actors in threads of Node', { timeout }, () => {
  for (const [language, module] of [
    ['C++', built('actors_module')],
    ['JavaScript', scripted],
  ]) {
    test(`are spawned of types in ${language}, asked, and monitored until they end`, async () => {
      await withPool({}, async (pool) => {
        const counter = runtime.spawn({ module, type: 'counter', pool }, 3);
        counter.send('add', { by: 4 });
        assert.equal(await counter.ask('get', {}), 7);
        const ending = () => counter.send('end_with', { value: 1 });
        assert.equal(await reasonOf(counter, ending), 'user');
      });
    });
  }

  test('end with noconnection when their thread does', async () => {
    await withPool({}, async (pool) => {
      const counter = runtime.spawn({ module: scripted, type: 'counter', pool });
      await counter.ask('get', null);
      const ending = () => pool.call(scripted, 'exit', [1]).catch(() => {});
      assert.equal(await reasonOf(counter, ending), 'noconnection');
    });
  });

  test('in two threads reach each other, and learn of each other’s end', async () => {
    await withPool({ workers: 2 }, async (pool) => {
      const spawn = (type, worker, ...init) =>
        runtime.spawn({ module: scripted, type, pool, worker }, ...init);
      const puppet = spawn('puppet', 0);
      const counter = spawn('counter', 1, 5);
      await Promise.all([puppet.ask('seen', null), counter.ask('get', null)]);
      assert.equal(await puppet.ask('ask', { to: counter, type: 'get', content: null }), 5);
      await puppet.ask('monitor', counter);
      void pool.call(scripted, 'exit', [1], { worker: 1 }).catch(() => {});
      const [[what, , reason]] = await puppet.ask('wait_for', { count: 1 });
      assert.deepEqual([what, reason], ['down', 'noconnection']);
    });
  });

  /** The kind of reason that `ref` ends with, when `end` has been called. */
  function reasonOf(ref, end) {
    return new Promise((resolve) => {
      runtime.spawn((me) => {
        me.monitor(ref);
        end();
        return { down: ({ reason }) => resolve(reason.kind) };
      });
    });
  }
});

describe('a program in Node', { timeout }, () => {
  const program = fileURLToPath(new URL('fixtures/node_program.mjs', import.meta.url));
  const run = (ending, ...flags) =>
    promisify(execFile)(process.execPath, [...flags, program, ending], { timeout: 20_000 });

  for (const [ending, output] of [
    ['idle', 'idle'],
    ['call', '300'],
    ['lazy', '50'],
    ['ask', 'an answer'],
    ['closed', 'closed'],
  ]) {
    test(`ends by itself after its last ${ending}, and not before`, async () => {
      assert.equal((await run(ending)).stdout, `${output}\n`);
    });
  }

  test('survives a thread that runs out of memory', async () => {
    const { stdout } = await run('memory', '--max-old-space-size=64');
    assert.match(stdout, /^WorkerDeath: .*memory/);
  });
});
