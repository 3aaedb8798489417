// Actors of the page itself, and those behind a link: what holds for both.
import { after, before, describe, test } from 'node:test';
import * as weft from '../../web/dist/weft.js';
import { check, scenarios } from './fixtures/actor_scenarios.mjs';
import { actorTypes } from './fixtures/actor_types.mjs';
import { startModule, startRuntime } from './support/actor_nodes.mjs';

const timeout = 20_000;
const types = actorTypes(weft);
const same = (actual, expected) => check(actual, expected, weft.codec);

describe('an actor of the page', { timeout }, () => {
  let runtime;
  before(async () => (runtime = await weft.load()));
  after(() => runtime.close());
  const spawn = (type, ...init) => runtime.spawn(types[type], ...init);
  for (const [claim, scenario] of Object.entries(scenarios))
    test(claim, () => scenario({ weft, runtime, spawn, same }));
});

describe('an actor behind a link', { timeout }, () => {
  let module;
  let joined;
  before(async () => {
    module = await startModule({ actors: types });
    joined = await startRuntime(module);
  });
  after(async () => {
    await joined.runtime.close();
    module.end();
  });
  for (const [claim, scenario] of Object.entries(scenarios))
    test(claim, () => scenario({ weft, ...joined, same }));
});
