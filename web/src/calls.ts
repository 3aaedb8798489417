// The page's table of the frames about calls, and about the streams that they give.

import { sendCaptured } from './captured_call.js';
import {
  writeCall,
  writeCancel,
  writePull,
  writeRelease,
  writeResume,
  writeSubscribe,
} from './frames.js';
import { IdMap } from './id_map.js';
import { type CallTable, type Link, notAFrame } from './link.js';
import { frameKind, type ResumeHow, wholePost } from './protocol.js';
import type { PoolCall } from './pool_call.js';
import { RemoteIterator } from './streams/remote_iterator.js';
import { RemoteObservable } from './streams/remote_observable.js';
import type { Stream, StreamSource } from './streams/stream.js';
import type { TaskLimits, TaskOwner, TaskState } from './task.js';
import { transferOfAll } from './transfer.js';

/** What of a call's options matters after its worker was chosen. */
export interface CallSettings extends Pick<TaskLimits, 'signal'> {
  /**
   * If the call gives an iterator: how many values it may be ahead of the page. Default 32. With 0, each
   * `next` crosses by itself, with its argument.
   */
  prefetch?: number;
  /**
   * What of the arguments is moved to the worker rather than copied, as for `postMessage`: buffers,
   * ports, streams and the like. It is detached when the call returns.
   */
  transfer?: readonly Transferable[];
}

/** Whom the calls tell how they get on. */
export interface CallEvents {
  /** A call has ended, in whatever way; the stream that it gave may live on. */
  callEnded(id: number): void;
  /** A call gave a stream, with which it lasts; that is open no more. */
  streamOpened?(): void;
  streamClosed?(): void;
  /** A stream that a call gave has begun its work, or has ended. */
  streamBegan?(): void;
  streamEnded?(): void;
}

const prefetchDefault = 32;

/** The calls of one module in one worker that have not ended, and their streams. */
export class Calls implements CallTable, TaskOwner, StreamSource {
  /** What the calls leave through. */
  link!: Link;
  #events: CallEvents;
  #running = new IdMap<PoolCall>();
  #lasting = new Map<number, PoolCall>(); // that gave an iterator or an observable, as long as it is open
  #streams = new Map<number, Stream>();
  #loss: { error: unknown } | undefined;

  constructor(events: CallEvents) {
    this.#events = events;
  }

  /**
   * Sends a call that settles its task. The arguments are encoded before this returns; what cannot be
   * encoded rejects the task.
   */
  call(call: PoolCall): void {
    const { job, args, captured, settings } = call;
    const task = call.task!;
    const { id } = task;
    this.#running.add(id, call);
    task.ownedBy(this);
    try {
      if (captured) return sendCaptured(this.link, captured);
      const transfer = transferOfAll(args!, settings.transfer);
      this.link.write(writeCall, id, job.method, args!, transfer);
    } catch (error) {
      task.fail(error);
    }
  }

  taskEnded(id: number, state: TaskState): void {
    this.#running.delete(id);
    if (state === 'cancelled') this.link.write(writeCancel, id, undefined, undefined, undefined);
    this.#events.callEnded(id);
  }

  take(kind: number, id: number, content: unknown, _: unknown, length: number): void {
    if (length !== (hasContent(kind) ? 3 : 2)) throw notAFrame();
    switch (kind) {
      case frameKind.result:
        this.#running.get(id)?.task?.fulfil(content); // without a task: it was cancelled
        return;
      case frameKind.error:
        return this.#failed(id, content);
      case frameKind.iterator:
        return this.#gaveStream(id, ({ prefetch = prefetchDefault, signal }) => {
          return new RemoteIterator(this, id, { prefetch, signal });
        });
      case frameKind.observable:
        return this.#gaveStream(id, () => new RemoteObservable(this, id));
      case frameKind.item:
        return this.#streams.get(id)?.item(content);
      case frameKind.done:
        return this.#streams.get(id)?.done(content);
      case frameKind.waiting:
        return this.#running.get(id)?.waits();
      default:
        throw notAFrame();
    }
  }

  lost(error: unknown): void {
    this.#loss = { error };
    const running = this.#running.values();
    this.#running.clear(); // a task may begin again, elsewhere
    for (const call of running) call.fail(error);
    for (const stream of this.#streams.values()) stream.lost(error);
    for (const id of this.#lasting.keys()) this.#streamEnded(id);
  }

  open(id: number, stream: Stream): void {
    this.#streams.set(id, stream);
    if (this.#loss) queueMicrotask(() => stream.lost(this.#loss!.error));
  }

  began(): void {
    this.#events.streamBegan?.();
  }

  close(id: number, hadBegun: boolean): void {
    this.#streams.delete(id);
    this.#streamEnded(id);
    if (hadBegun) this.#events.streamEnded?.();
  }

  pull(id: number, count: number): void {
    this.link.write(writePull, id, count, undefined, undefined);
  }

  resume(id: number, how: ResumeHow, value: unknown): void {
    this.link.write(writeResume, id, how, value, undefined);
  }

  subscribe(observable: number, id: number): void {
    this.link.write(writeSubscribe, observable, id, undefined, undefined);
  }

  release(id: number): void {
    this.link.write(writeRelease, id, undefined, undefined, undefined);
  }

  #failed(id: number, error: unknown): void {
    if (id === wholePost) throw error;
    const call = this.#running.get(id);
    if (call) call.fail(error);
    else this.#streams.get(id)?.fail(error);
  }

  /** The late stream of a cancelled call is of no use to anybody. */
  #gaveStream(id: number, make: (settings: CallSettings) => unknown): void {
    const call = this.#running.get(id);
    if (!call) return this.release(id);
    this.#lasting.set(id, call);
    this.#events.streamOpened?.();
    call.givesStream();
    call.task?.fulfil(make(call.settings));
  }

  #streamEnded(id: number): void {
    const call = this.#lasting.get(id);
    if (!call) return;
    this.#lasting.delete(id);
    call.streamEnded();
    this.#events.streamClosed?.();
  }
}

function hasContent(kind: number): boolean {
  return kind !== frameKind.iterator && kind !== frameKind.observable && kind !== frameKind.waiting;
}
