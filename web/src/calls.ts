// The page's table of the frames about calls.

import { remoteError } from './errors.js';
import { isErrorRecord, writeCall, writeCancel } from './frames.js';
import type { FrameTable, Link } from './link.js';
import { frameKind, wholePost } from './protocol.js';
import type { Task, TaskOwner, TaskState } from './task.js';

/** The calls of one module in one worker that have not ended. */
export class Calls implements FrameTable, TaskOwner {
  /** What the calls leave through. */
  link!: Link;
  #callEnded: () => void;
  #running = new Map<number, Task>();

  /** @param callEnded is called at the end of each call, however it ended */
  constructor(callEnded: () => void) {
    this.#callEnded = callEnded;
  }

  /**
   * Sends a call that settles `task`. The arguments are encoded before this returns; what cannot be
   * encoded rejects the task.
   */
  call(task: Task, method: string, args: unknown[]): void {
    this.#running.set(task.id, task);
    task.ownedBy(this);
    try {
      this.link.write(writeCall, task.id, method, args, undefined);
    } catch (error) {
      task.fail(error);
    }
  }

  taskEnded(id: number, state: TaskState): void {
    this.#running.delete(id);
    if (state === 'cancelled') this.link.write(writeCancel, id, undefined, undefined, undefined);
    this.#callEnded();
  }

  take([kind, id, content, ...more]: unknown[]): void {
    const isResult = kind === frameKind.result;
    const isError = kind === frameKind.error && isErrorRecord(content);
    if (!(isResult || isError) || typeof id !== 'number' || more.length > 0)
      throw new TypeError('A worker sent something that is not a frame');
    if (isError && id === wholePost) throw remoteError(content);
    // Without a task it is the late answer to a cancelled call.
    const task = this.#running.get(id);
    if (isResult) task?.fulfil(content);
    else if (isError) task?.fail(remoteError(content));
  }

  lost(error: unknown): void {
    for (const task of this.#running.values()) task.fail(error);
  }
}
