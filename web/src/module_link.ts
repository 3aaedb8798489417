import { type PageNode, PortWire } from './actors/page_node.js';
import { type CallEvents, Calls } from './calls.js';
import { Link } from './link.js';
import type { Beside } from './outbox.js';

/** Whom a link tells what happens to it. */
export interface LinkEvents extends CallEvents {
  posted(): void;
  /** The worker sent what cannot be read: its answers can no longer be told apart. */
  unreadable(cause: unknown): void;
}

/** The page's end of the frames to and from one module in one worker. */
export class ModuleLink extends Link {
  readonly calls: Calls;

  constructor(port: MessagePort, node: PageNode, events: LinkEvents) {
    const wire = new CountedWire(port, events.posted);
    const calls = new Calls(events);
    super(wire, node, calls, events.unreadable);
    calls.link = this;
    this.calls = calls;
    wire.listen(this, node, events.unreadable);
  }
}

class CountedWire extends PortWire {
  #posted: () => void;

  constructor(port: MessagePort, posted: () => void) {
    super(port);
    this.#posted = posted;
  }

  override post(frames: Uint8Array, beside: Beside | undefined): void {
    this.#posted();
    super.post(frames, beside);
  }
}
