// Bare postMessage: questions to a worker, and which answer belongs to which.

/**
 * A function that posts `[id, content]` to `target`, moves what is listed, and resolves with the content of the
 * answer of that id. `hear(receive)` has `receive` called with each answer.
 */
export function askThrough(target, hear) {
  const waiting = new Map();
  let lastId = 0;
  hear(([id, content]) => {
    waiting.get(id)(content);
    waiting.delete(id);
  });
  return (content, moved) =>
    new Promise((resolve) => {
      waiting.set(++lastId, resolve);
      target.postMessage([lastId, content], moved);
    });
}

/** The same through the port of a shared worker. */
export const askShared = ({ port }) =>
  askThrough(port, (receive) => (port.onmessage = ({ data }) => receive(data)));
