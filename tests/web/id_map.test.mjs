// The page's map of calls by their numbers.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { importSource } from './support/source.mjs';

const { IdMap } = await importSource('id_map.ts');

/** As a Map does, which is told the same. */
function assertSame(map, expected, ids) {
  assert.equal(map.size, expected.size);
  for (const id of ids) assert.equal(map.get(id), expected.get(id), `at ${id}`);
}

describe('a map from ids', () => {
  test('keeps apart what shares a place', () => {
    const map = new IdMap();
    const ids = [1, 65, 129, 2 ** 20 + 1, 2 ** 40 + 1];
    for (const id of ids) map.add(id, `value ${id}`);
    assert.equal(map.size, ids.length);
    assert.equal(map.delete(1), true);
    assert.equal(map.delete(1), false);
    assert.equal(map.get(1), undefined);
    for (const id of ids.slice(1)) assert.equal(map.get(id), `value ${id}`);
  });

  test('gives its values in the order of their ids', () => {
    const map = new IdMap();
    for (const id of [70, 3, 2 ** 33, 6, 134]) map.add(id, id);
    assert.deepEqual(map.values(), [3, 6, 70, 134, 2 ** 33]);
  });

  test('is as a Map, however long its values stay', () => {
    const map = new IdMap();
    const expected = new Map();
    let state = 7;
    const random = (below) => (state = (state * 48271) % 2147483647) % below;
    for (let id = 1; id <= 30_000; id++) {
      map.add(id, id * 2);
      expected.set(id, id * 2);
      if (random(3) === 0 || id > 20_000)
        for (let end = 0; end < 4; end++) {
          const old = id - random(3000);
          assert.equal(map.delete(old), expected.delete(old));
        }
      if (id % 1000 === 0) assertSame(map, expected, [id, id - 1, id - random(id), id + 1]);
    }
    assertSame(map, expected, expected.keys());
    for (const id of [...expected.keys()]) map.delete(id);
    assert.equal(map.size, 0);
    map.add(5, 'again');
    assert.deepEqual(map.values(), ['again']);
  });

  test('is empty when it was cleared', () => {
    const map = new IdMap();
    for (let id = 1; id < 500; id += 3) map.add(id, id);
    map.clear();
    assert.equal(map.size, 0);
    assert.deepEqual(map.values(), []);
    assert.equal(map.get(4), undefined);
  });
});
