// Objects like those that programs send.
export const record = (id) => ({
  id,
  name: `item-${id}`,
  price: id * 1.25,
  tags: ['a', 'b'],
  ok: true,
});

export const records = (count) => Array.from({ length: count }, (_, id) => record(id));
