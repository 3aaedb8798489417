import type { ActorRef } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';

/** A monitor of another actor: the `down` that it leads to names it. Inside, a Watcher. */
export class MonitorRef {
  /** @internal */
  id = 0;
  #ended: ((monitor: MonitorRef, reason: ExitReason) => void) | undefined;

  /** @internal */
  constructor(
    /** The actor that is watched. */
    readonly actor: ActorRef,
    ended: (monitor: MonitorRef, reason: ExitReason) => void,
  ) {
    this.#ended = ended;
  }

  /** @internal */
  down(reason: ExitReason): void {
    const ended = this.#ended;
    this.#ended = undefined;
    ended?.(this, reason);
  }
}
