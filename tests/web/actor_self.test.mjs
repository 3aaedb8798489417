// What an actor does with its mailbox, and how it ends: actors of one page.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import * as weft from '../../web/dist/weft.js';

const { ActorDown, ExitReason, otherwise } = weft;
const timeout = 20_000;
let runtime;
let watcher;
const watched = new Map();
before(async () => {
  runtime = await weft.load();
  const ref = runtime.spawn((me) => {
    watcher = me;
    return { down: ({ monitor, reason }) => watched.get(monitor)(reason), ready() {} };
  });
  await ref.ask('ready', null);
});
after(() => runtime.close());

/** Resolves with why an actor ended. */
function endOf(ref) {
  const monitor = watcher.monitor(ref);
  return new Promise((resolve) => watched.set(monitor, resolve));
}

describe('a behaviour', { timeout }, () => {
  test('may be asynchronous, and is sent messages meanwhile', async () => {
    const actor = runtime.spawn(async () => {
      await Promise.resolve();
      return { get: () => 1 };
    });
    assert.equal(await actor.ask('get', null), 1);
  });

  test('takes the next message when the promise of the handler has settled', async () => {
    const log = [];
    const actor = runtime.spawn(() => ({
      slow: async (name) => {
        log.push(`${name} begins`);
        await new Promise((resolve) => setImmediate(resolve));
        log.push(`${name} ends`);
      },
    }));
    await Promise.all([actor.ask('slow', 'a'), actor.ask('slow', 'b')]);
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('may be an object of a class', async () => {
    class Counter {
      #n = 0;
      add({ by }) {
        this.#n += by;
      }
      get() {
        return this.#n;
      }
    }
    const actor = runtime.spawn(() => new Counter());
    actor.send('add', { by: 2 });
    assert.equal(await actor.ask('get', null), 2);
    const unanswered = actor.ask('constructor', null);
    actor.exit();
    await assert.rejects(unanswered, ActorDown);
  });

  for (const [what, result] of [
    ['a number', 5],
    ['null', null],
    ['an array', [() => {}]],
    ['an object without handlers', { sum: 1 }],
  ]) {
    test(`that returns ${what} ends with a TypeError that says what to return`, async () => {
      for (const body of [() => result, async () => result]) {
        const reason = await endOf(runtime.spawn(body));
        assert.equal(reason.kind, 'error');
        assert.match(reason.error.message, /handlers, or nothing/);
      }
    });
  }

  test('is given the words of its spawn as they are', async () => {
    const words = { list: [1] };
    const actor = runtime.spawn(
      (me, given, more) => ({ same: () => given === words && more }),
      words,
      7,
    );
    assert.equal(await actor.ask('same', null), 7);
  });

  test('that is sent a message by itself takes it next', async () => {
    const seen = [];
    const actor = runtime.spawn((me) => ({
      first: () => {
        me.ref.send('second', 1);
        seen.push('first');
      },
      second: () => void seen.push('second'),
      seen: () => [...seen],
    }));
    actor.send('first', null);
    assert.deepEqual(await actor.ask('seen', null), ['first']);
    assert.deepEqual(await actor.ask('seen', null), ['first', 'second']);
  });

  test('lets the event loop go round, however busy two of them keep each other', async () => {
    const ball = () => {
      const handlers = { ball: ({ to, from }) => to.send('ball', { to: from, from: to }) };
      return handlers;
    };
    const [a, b] = [runtime.spawn(ball), runtime.spawn(ball)];
    a.send('ball', { to: b, from: a });
    await new Promise((resolve) => setTimeout(resolve, 1));
    a.exit(ExitReason.kill());
    b.exit(ExitReason.kill());
  });
});

describe('receive', { timeout }, () => {
  const straight = (body) => {
    let result;
    const ended = new Promise((resolve, reject) => (result = { resolve, reject }));
    const ref = runtime.spawn((me) => body(me).then(result.resolve, result.reject));
    return { ref, ended };
  };

  test('takes the first message that a handler takes, and leaves the others in order', async () => {
    const { ref, ended } = straight(async (me) => {
      const seen = [];
      await me.receive({ b: (n) => void seen.push(n) });
      await me.receive({ c: (n) => void seen.push(n) });
      for (let i = 0; i < 3; i++) await me.receive({ [otherwise]: (n) => void seen.push(n) });
      return void seen.push('end') ?? assert.deepEqual(seen, [2, 4, 1, 3, 5, 'end']);
    });
    [
      ['a', 1],
      ['b', 2],
      ['a', 3],
      ['c', 4],
      ['b', 5],
    ].forEach(([type, n]) => ref.send(type, n));
    await ended;
  });

  test('finds one message behind 200,000 others as fast as behind none, again and again', async () => {
    const { ref, ended } = straight(async (me) => {
      const rounds = 20_000;
      await me.receive({ start() {} });
      for (let i = 0; i < rounds; i++) {
        me.ref.send('wanted', i);
        await me.receive({ wanted: (n) => assert.equal(n, i) });
      }
    });
    for (let i = 0; i < 200_000; i++) ref.send('other', i);
    ref.send('start', null);
    await ended;
  });

  test('rejects with what the handler throws, and the actor may go on', async () => {
    const { ref, ended } = straight(async (me) => {
      await assert.rejects(
        me.receive({
          bad: () => {
            throw new RangeError('no');
          },
        }),
        RangeError,
      );
      await me.receive({ get: () => 'still here' });
    });
    await assert.rejects(ref.ask('bad', null), { name: 'RangeError', message: 'no' });
    assert.equal(await ref.ask('get', null), 'still here');
    await ended;
  });

  test('may be nested in a handler, which is answered last', async () => {
    const answers = [];
    const { ref, ended } = straight(async (me) => {
      await me.receive({
        outer: async () => {
          await me.receive({ inner: () => 'inner' });
          return 'outer';
        },
      });
    });
    const outer = ref.ask('outer', null).then((answer) => answers.push(answer));
    const inner = ref.ask('inner', null).then((answer) => answers.push(answer));
    await Promise.all([outer, inner, ended]);
    assert.deepEqual(answers, ['inner', 'outer']);
  });

  test('twice at one time is refused', async () => {
    const { ended } = straight(async (me) => {
      const first = me.receive({ go() {} });
      await assert.rejects(me.receive({ go() {} }), /receiving already/);
      me.ref.send('go', null);
      await first;
    });
    await ended;
  });

  test('with a time limit says whether there was a message, also with a limit of 0', async () => {
    let expired;
    const hasExpired = new Promise((resolve) => (expired = resolve));
    const { ref, ended } = straight(async (me) => {
      const seen = [];
      const handlers = { item: (n) => void seen.push(n) };
      assert.equal(await me.receiveFor(0, handlers), false);
      assert.equal(await me.receiveFor(1, handlers), false);
      expired();
      await me.receive({ go() {} });
      assert.equal(await me.receiveFor(0, handlers), true);
      assert.equal(await me.receiveFor(60_000, handlers), true);
      assert.deepEqual(seen, [1, 2]);
    });
    await hasExpired;
    ref.send('item', 1);
    ref.send('item', 2);
    ref.send('go', null);
    await ended;
  });

  test('whose time is up takes no message that comes later', async () => {
    let expired;
    const hasExpired = new Promise((resolve) => (expired = resolve));
    const { ref, ended } = straight(async (me) => {
      assert.equal(await me.receiveFor(1, { item: () => assert.fail('too late') }), false);
      expired();
      await me.receive({ item: (n) => assert.equal(n, 1) });
    });
    await hasExpired;
    ref.send('item', 1);
    await ended;
  });

  test('as a loop gives all messages, and answers asks', async () => {
    const { ref, ended } = straight(async (me) => {
      const seen = [];
      for await (const { type, content } of me) {
        seen.push([type, content]);
        if (type === 'double') me.reply(content * 2);
        if (type === 'stop') break;
      }
      assert.deepEqual(seen, [
        [null, 'text'],
        ['double', 4],
        ['nothing', 0],
        ['stop', 1],
      ]);
      await me.receive({ after: () => 'after the loop' });
    });
    ref.send('text');
    assert.equal(await ref.ask('double', 4), 8);
    const nothing = ref.ask('nothing', 0);
    assert.equal(await ref.ask('stop', 1), undefined);
    assert.equal(await nothing, undefined);
    assert.equal(await ref.ask('after', 1), 'after the loop');
    await ended;
  });
});

describe('a loop over messages', { timeout }, () => {
  test('answers the last one when the function returns', async () => {
    const actor = runtime.spawn(async (me) => {
      for await (const { type } of me) if (type === 'stop') break;
    });
    assert.equal(await actor.ask('stop', null), undefined);
    assert.equal((await endOf(actor)).kind, 'noproc');
  });

  test('that is left by an error tells the asker so', async () => {
    const actor = runtime.spawn(async (me) => {
      for await (const { type } of me) throw new RangeError(type);
    });
    await assert.rejects(actor.ask('stop', null), (down) => {
      return down instanceof ActorDown && down.reason.error.message === 'stop';
    });
  });

  test('rejects when the actor is ended from outside', async () => {
    let left;
    const hasLeft = new Promise((resolve) => (left = resolve));
    const actor = runtime.spawn(async (me) => {
      try {
        for await (const { type } of me) assert.fail(type);
      } catch (error) {
        left(error);
      }
    });
    await Promise.resolve();
    actor.exit(ExitReason.user(1));
    assert.equal((await hasLeft).reason.value, 1);
  });
});

describe('the message at hand', { timeout }, () => {
  test('that is stashed comes back where it was', async () => {
    const seen = [];
    const actor = runtime.spawn((me) => {
      const open = { item: (n) => void seen.push(n), seen: () => seen };
      return {
        item: () => me.stash(),
        ask: () => me.stash(),
        open: () => {
          me.become({ ...open, ask: () => 'answered' });
          me.unstashAll();
        },
      };
    });
    actor.send('item', 1);
    actor.send('item', 2);
    const answer = actor.ask('ask', 0);
    actor.send('open', null);
    actor.send('item', 3);
    assert.deepEqual(await actor.ask('seen', null), [1, 2, 3]);
    assert.equal(await answer, 'answered');
  });

  test('is answered once, by the first of reply and return', async () => {
    const actor = runtime.spawn((me) => ({
      get: async () => {
        me.reply('first');
        me.reply('second');
        return 'third';
      },
    }));
    assert.equal(await actor.ask('get', null), 'first');
  });

  test('is none between messages', async () => {
    let me;
    const actor = runtime.spawn((self) => ((me = self), { get: () => 1 }));
    await actor.ask('get', null);
    assert.throws(() => me.reply(1), /no message at hand/);
    assert.throws(() => me.stash(), /no message at hand/);
  });
});

describe('the end', { timeout }, () => {
  let reported;
  const { error } = console;
  before(() => (console.error = (...words) => (reported = words)));
  afterEach(() => (reported = undefined));
  after(() => (console.error = error));

  test('settles everything that the function waits for, and aborts its signal', async () => {
    const settled = [];
    const actor = runtime.spawn(async (me) => {
      const waiting = me.receive({
        hold: async () => {
          await me.receive({ never() {} }).catch((down) => settled.push(['inner', down]));
        },
      });
      await waiting.catch((down) => settled.push(['outer', down]));
      settled.push(['signal', me.signal.reason]);
      assert.throws(() => me.monitor(me.ref), ActorDown);
      await me.receive({ never() {} }).catch((down) => settled.push(['late', down]));
      settled.push(['done', me.signal.reason]);
    });
    const asked = actor.ask('hold', null);
    await new Promise((resolve) => setImmediate(resolve));
    actor.exit(ExitReason.user(1));
    await assert.rejects(asked, ActorDown);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(settled.map(([what]) => what).sort(), [
      'done',
      'inner',
      'late',
      'outer',
      'signal',
    ]);
    for (const [, down] of settled) assert.equal(down.reason.value, 1);
  });

  test('by `exit` comes at once, from a handler, an inner one, or the straight line', async () => {
    for (const body of [
      (me) => ({ go: () => me.exit(ExitReason.user(1)) }),
      (me) => ({ go: async () => me.exit(ExitReason.user(1)) }),
      (me) => ({
        go: async () => {
          me.ref.send('inner', 0);
          await me.receive({ inner: () => me.exit(ExitReason.user(1)) });
          assert.fail('it went on');
        },
      }),
      async (me) => {
        await me.receive({ go: () => me.exit(ExitReason.user(1)) });
        assert.fail('it went on');
      },
    ]) {
      const actor = runtime.spawn(body);
      const ended = endOf(actor);
      const asked = actor.ask('go', null);
      await assert.rejects(asked, (down) => down.reason.value === 1);
      assert.equal((await ended).value, 1);
    }
    assert.equal(reported, undefined);
  });

  test('with an error that nobody would hear of is written to the console', async () => {
    const lonely = runtime.spawn(() => ({
      fail: () => {
        throw new Error('unheard');
      },
    }));
    lonely.send('fail', null);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(reported[1].message, 'unheard');
  });

  test('with an error that an asker was told is not written to the console', async () => {
    for (const wrap of [(handlers) => () => handlers, (handlers) => (me) => me.receive(handlers)]) {
      const asked = runtime.spawn(
        wrap({
          fail: () => {
            throw new Error('heard');
          },
        }),
      );
      await assert.rejects(asked.ask('fail', null), { message: 'heard' });
      await new Promise((resolve) => setImmediate(resolve));
      assert.equal(reported, undefined);
    }
  });

  test('makes what was not taken, and what is sent afterwards, dead letters', async () => {
    const letters = [];
    const own = await weft.load({ onDeadLetter: (letter) => letters.push(letter) });
    const actor = own.spawn((me) => ({ end: () => me.exit() }));
    actor.send('untaken', 1);
    await assert.rejects(actor.ask('end', null), ActorDown);
    actor.send('afterwards', 2);
    await assert.rejects(actor.ask(3), ActorDown);
    await Promise.resolve();
    assert.equal(own.deadLetters, 3);
    assert.deepEqual(
      letters.map(({ actor: to, type, content }) => [to === actor, type, content]),
      [
        [true, 'untaken', 1],
        [true, 'afterwards', 2],
        [true, null, 3],
      ],
    );
    await own.close();
  });

  test('of the runtime ends all its actors with shutdown, and spawns no more', async () => {
    const own = await weft.load();
    const signals = [];
    for (let i = 0; i < 3; i++)
      own.spawn((me) => {
        signals.push(me.signal);
        return { get() {} };
      });
    await Promise.resolve();
    await own.close();
    assert.deepEqual(
      signals.map(({ reason }) => reason.reason.kind),
      ['shutdown', 'shutdown', 'shutdown'],
    );
    assert.throws(() => own.spawn(() => {}), ReferenceError);
  });

  test('is asked for with an ExitReason, and nothing else', async () => {
    const actor = runtime.spawn((me) => ({
      exit: (reason) => me.exit(reason),
      other: (reason) => me.exit(me.ref, reason),
      get: () => 1,
    }));
    for (const wrong of ['shutdown', null, { kind: 'normal' }])
      assert.throws(() => actor.exit(wrong), /ExitReason/);
    await assert.rejects(actor.ask('exit', 'shutdown'), /ExitReason/);
    const other = runtime.spawn((me) => ({ other: (reason) => me.exit(me.ref, reason) }));
    await assert.rejects(other.ask('other', undefined), /ExitReason/);
  });

  test('before the first line means that the behaviour never runs', async () => {
    const actor = runtime.spawn(() => assert.fail('it ran'));
    actor.exit(ExitReason.kill());
    assert.equal((await endOf(actor)).kind, 'noproc');
  });
});
