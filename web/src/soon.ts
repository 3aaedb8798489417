const settled = Promise.resolve();

/**
 * `queueMicrotask`, for what happens often: the engine does this one without asking the platform. Nothing
 * that `action` throws is caught.
 */
export function soon(action: () => void): void {
  void settled.then(action);
}
