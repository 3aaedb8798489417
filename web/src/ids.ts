let lastId = 0;

/** A number that no other task or subscription of this page has. */
export function nextId(): number {
  return ++lastId;
}
