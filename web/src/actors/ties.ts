// Whom the end of an actor concerns: those it is linked with, and those that watch it; and whom it
// watches itself.

import { type ActorRef, targetOf } from './actor_ref.js';
import type { ExitReason } from './exit_reason.js';
import { MonitorRef } from './monitor_ref.js';
import type { Peer } from './peer.js';
import type { Watcher } from './target.js';

export class Ties {
  #owner: ActorRef;
  // Made when they are needed: most actors have none.
  #links: Set<ActorRef> | undefined;
  #watchers: Set<Watcher> | undefined;
  #monitors: Set<MonitorRef> | undefined;

  constructor(owner: ActorRef) {
    this.#owner = owner;
  }

  /** Whether anybody hears of the end. */
  get hasAny(): boolean {
    return !!this.#links?.size || !!this.#watchers?.size;
  }

  /** The other side has made the link. */
  accept(other: ActorRef): void {
    (this.#links ??= new Set()).add(other);
  }

  link(other: ActorRef): void {
    if (other === this.#owner || this.#links?.has(other)) return;
    this.accept(other);
    targetOf(other).link(this.#owner);
  }

  unlink(other: ActorRef): void {
    if (this.cut(other)) targetOf(other).unlink(this.#owner);
  }

  /** The link is no more, without a word to the other side; false if there was none. */
  cut(other: ActorRef): boolean {
    return this.#links?.delete(other) ?? false;
  }

  linkedIn(peer: Peer): ActorRef[] {
    return [...(this.#links ?? [])].filter((other) => targetOf(other).peer === peer);
  }

  addWatcher(watcher: Watcher): void {
    (this.#watchers ??= new Set()).add(watcher);
  }

  removeWatcher(watcher: Watcher): void {
    this.#watchers?.delete(watcher);
  }

  /** @param ended is called when `other` has ended, unless the monitor is taken off before */
  monitor(other: ActorRef, ended: (monitor: MonitorRef, reason: ExitReason) => void): MonitorRef {
    const monitor = new MonitorRef(other, (monitor, reason) => {
      this.#monitors?.delete(monitor);
      ended(monitor, reason);
    });
    (this.#monitors ??= new Set()).add(monitor);
    targetOf(other).monitor(monitor);
    return monitor;
  }

  /** False if the monitor was not active. */
  demonitor(monitor: MonitorRef): boolean {
    const isActive = this.#monitors?.delete(monitor) ?? false;
    if (isActive) targetOf(monitor.actor).demonitor(monitor);
    return isActive;
  }

  /** The owner has ended. */
  end(reason: ExitReason): void {
    for (const other of this.#links ?? []) targetOf(other).exit(this.#owner, reason, true);
    for (const watcher of this.#watchers ?? []) watcher.down(reason);
    for (const monitor of this.#monitors ?? []) targetOf(monitor.actor).demonitor(monitor);
    this.#links = this.#watchers = this.#monitors = undefined;
  }
}
