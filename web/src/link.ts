import { CborWriter } from './codec/writer.js';
import { remoteError } from './errors.js';
import { readWorkerFrames, writeCall, writeCancel } from './frames.js';
import { frameKind, wholePost, type WorkerFrame } from './protocol.js';
import type { Task, TaskOwner, TaskState } from './task.js';

/** Whom a link tells what happens to it. */
export interface LinkEvents {
  posted(): void;
  callEnded(): void;
  /** The worker sent what cannot be read: its answers can no longer be told apart. */
  unreadable(cause: unknown): void;
}

/**
 * The page's end of the frames to and from one module in one worker. All calls of one turn leave in
 * one post.
 */
export class ModuleLink implements TaskOwner {
  #port: MessagePort;
  #events: LinkEvents;
  #running = new Map<number, Task>();
  #outgoing = new CborWriter();
  #writing = false;

  constructor(port: MessagePort, events: LinkEvents) {
    this.#port = port;
    this.#events = events;
    port.onmessage = ({ data }) => this.#receive(data);
    port.onmessageerror = () =>
      events.unreadable(new TypeError('A post could not be deserialised'));
  }

  /**
   * Sends a call that settles `task`. The arguments are encoded before this returns; what cannot be
   * encoded rejects the task.
   */
  call(task: Task, method: string, args: unknown[]): void {
    this.#running.set(task.id, task);
    task.ownedBy(this);
    try {
      this.#send((writer) => writeCall(writer, task.id, method, args));
    } catch (error) {
      task.fail(error);
    }
  }

  taskEnded(id: number, state: TaskState): void {
    this.#running.delete(id);
    if (state === 'cancelled') this.#send((writer) => writeCancel(writer, id));
    this.#events.callEnded();
  }

  /** Ends the link; what runs is rejected with `error`. */
  close(error: unknown): void {
    this.#port.close();
    for (const task of this.#running.values()) task.fail(error);
  }

  #send(write: (writer: CborWriter) => void): void {
    // A getter among the arguments may itself call or cancel. That frame then leaves at once, in a
    // post of its own.
    if (this.#writing) return this.#sendAlone(write);
    const writer = this.#outgoing;
    const start = writer.length;
    this.#writing = true;
    try {
      write(writer);
    } catch (error) {
      writer.length = start;
      throw error;
    } finally {
      this.#writing = false;
    }
    if (start === 0) queueMicrotask(() => this.#post(writer));
  }

  #sendAlone(write: (writer: CborWriter) => void): void {
    const writer = new CborWriter();
    write(writer);
    this.#post(writer);
  }

  #post(writer: CborWriter): void {
    this.#events.posted();
    this.#port.postMessage(writer.take());
  }

  #receive(post: Uint8Array): void {
    let frames: WorkerFrame[];
    try {
      frames = readWorkerFrames(post);
    } catch (error) {
      return this.#events.unreadable(error);
    }
    for (const [kind, id, content] of frames) {
      if (kind === frameKind.error && id === wholePost)
        return this.#events.unreadable(remoteError(content));
      // Without a task it is the late answer to a cancelled call.
      const task = this.#running.get(id);
      if (kind === frameKind.result) task?.fulfil(content);
      else task?.fail(remoteError(content));
    }
  }
}
