/** Tells of an error of code that nobody waits for, as the platform tells of its own callbacks' ones. */
export function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
