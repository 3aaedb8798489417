import { type PageNode, PortWire } from './actors/page_node.js';
import { type CallEvents, Calls } from './calls.js';
import { Link } from './link.js';
import { holdProcess } from './node_threads.js';
import type { Beside } from './outbox.js';

/** Whom a link tells what happens to it. */
export interface LinkEvents extends CallEvents {
  posted(): void;
  /** An actor of the page is known in the module, or the other way round: called once. */
  actorsMeet(): void;
  /** The worker sent what cannot be read: its answers can no longer be told apart. */
  unreadable(cause: unknown): void;
}

/** The page's end of the frames to and from one module in one worker. */
export class ModuleLink extends Link {
  readonly calls: Calls;

  constructor(port: MessagePort, node: PageNode, events: LinkEvents) {
    const wire = new WatchedWire(port, events);
    const calls = new Calls(events);
    super(wire, node, calls, events.unreadable);
    calls.link = this;
    this.calls = calls;
    wire.listen(this, node, events.unreadable);
    holdProcess(port, false); // the worker does that, which tells of its end
  }
}

class WatchedWire extends PortWire {
  #events: LinkEvents;
  #haveActorsMet = false;

  constructor(port: MessagePort, events: LinkEvents) {
    super(port);
    this.#events = events;
  }

  override post(frames: Uint8Array, beside: Beside | undefined): void {
    this.#events.posted();
    super.post(frames, beside);
  }

  actorsMeet(): void {
    if (!this.#haveActorsMet) this.#events.actorsMeet();
    this.#haveActorsMet = true;
  }
}
