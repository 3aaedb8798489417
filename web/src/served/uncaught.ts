// Whose an error is that nobody caught, as far as its stack tells.

/**
 * Which methods an error of their module may belong to: those of the calls that run whose functions its
 * stack names; if it names none of them, all.
 */
export function blamed(
  error: unknown,
  running: readonly { method: string }[],
): (method: string) => boolean {
  const stack = stackOf(error);
  const named = new Set(running.map(({ method }) => method).filter((name) => names(stack, name)));
  return (method) => named.size === 0 || named.has(method);
}

/** The place that a stack names first: that where the error was made. Undefined if it names none. */
export function firstNamed<T extends { url: string }>(
  error: unknown,
  places: Iterable<T>,
): T | undefined {
  const stack = stackOf(error);
  let first: T | undefined;
  let least = Infinity;
  for (const place of places) {
    const at = stack.indexOf(`${place.url}:`);
    if (at < 0 || at >= least) continue;
    least = at;
    first = place;
  }
  return first;
}

/** `at name (…)`, `at async Type.name [as alias] (…)` in V8, `name@…` elsewhere. */
function names(stack: string, method: string): boolean {
  const escaped = method.replace(/\W/g, '\\$&');
  return new RegExp(`(?:^|[\\s.])${escaped}(?:(?: \\[as .+\\])? \\(|@)`, 'm').test(stack);
}

function stackOf(error: unknown): string {
  const stack: unknown = (error as { stack?: unknown } | null | undefined)?.stack;
  return typeof stack === 'string' ? stack : '';
}
