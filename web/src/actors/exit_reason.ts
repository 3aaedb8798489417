// Why an actor ended: Erlang's exit reasons, with an error where Erlang has a term.

/**
 * - `normal`: its function returned
 * - `shutdown`: it was asked to stop, or its runtime was closed
 * - `kill`: a signal that cannot be trapped; it ends the receiver with `killed`
 * - `killed`: by a kill signal
 * - `noproc`: there was no such actor
 * - `noconnection`: what it lived in cannot be reached any more
 * - `error`: an exception left it
 * - `user`: a reason of the program's own
 */
export type ExitKind =
  'normal' | 'shutdown' | 'kill' | 'killed' | 'noproc' | 'noconnection' | 'error' | 'user';

/** Why an actor ended. There is one object for each kind that says nothing more. */
export class ExitReason {
  private constructor(
    readonly kind: ExitKind,
    /** What was thrown, of an `error`. */
    readonly error?: unknown,
    /** Of a `user` reason. */
    readonly value?: unknown,
  ) {}

  static #plain = new Map<unknown, ExitReason>(
    (['normal', 'shutdown', 'kill', 'killed', 'noproc', 'noconnection'] as const).map((kind) => [
      kind,
      new ExitReason(kind),
    ]),
  );

  static normal(): ExitReason {
    return ExitReason.#plain.get('normal')!;
  }
  static shutdown(): ExitReason {
    return ExitReason.#plain.get('shutdown')!;
  }
  static kill(): ExitReason {
    return ExitReason.#plain.get('kill')!;
  }
  static killed(): ExitReason {
    return ExitReason.#plain.get('killed')!;
  }
  static noproc(): ExitReason {
    return ExitReason.#plain.get('noproc')!;
  }
  static noconnection(): ExitReason {
    return ExitReason.#plain.get('noconnection')!;
  }
  static error(thrown: unknown): ExitReason {
    return new ExitReason('error', thrown);
  }
  static user(value: unknown): ExitReason {
    return new ExitReason('user', undefined, value);
  }

  /**
   * The reason that a frame holds.
   *
   * @throws TypeError for anything else
   * @internal
   */
  static fromWire(words: unknown): ExitReason {
    if (Array.isArray(words)) {
      const plain = words.length === 1 ? ExitReason.#plain.get(words[0]) : undefined;
      if (plain) return plain;
      if (words.length === 2 && words[0] === 'error') return ExitReason.error(words[1]);
      if (words.length === 2 && words[0] === 'user') return ExitReason.user(words[1]);
    }
    throw new TypeError('A frame holds what is no exit reason');
  }

  /** The inverse of `fromWire`. @internal */
  toWire(): unknown[] {
    if (this.kind === 'error') return ['error', this.error];
    return this.kind === 'user' ? ['user', this.value] : [this.kind];
  }

  /** In words. */
  toString(): string {
    if (this.kind === 'error') return `error: ${this.error}`;
    return this.kind === 'user' ? `user: ${this.value}` : this.kind;
  }
}

/** @throws TypeError for what is no reason @internal */
export function checkedReason(reason: unknown): ExitReason {
  if (reason instanceof ExitReason) return reason;
  throw new TypeError('An actor ends with an ExitReason');
}

/** What an ask rejects with when the actor had ended, or ended before it answered. */
export class ActorDown extends Error {
  override name = 'ActorDown';

  /** @param options its `cause` says more of a `noconnection`, where that is known */
  constructor(
    readonly reason: ExitReason,
    options?: ErrorOptions,
  ) {
    super(`The actor has ended: ${reason}`, options);
  }
}
