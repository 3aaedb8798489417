import { DeadlineError, LoadError, Retry } from '../errors.js';
import type { Job } from '../dispatch/dispatcher.js';
import { IdMap } from '../id_map.js';
import { soon } from '../soon.js';
import { type Candidate, noTicket, type Schedule, type ScheduleStats } from './schedule.js';
import type { ClientMessage, ClientTurn, CoordinatorTurn } from './words.js';

/** The schedule of a pool that others use too: it is at the coordinator, and told what happens here. */
export class Remote implements Schedule {
  #post: (message: ClientMessage) => void;
  #lastTicket = noTicket;
  #candidates = new IdMap<Candidate>(); // queued and running, by ticket
  #queued = new IdMap<Candidate>();
  #turn: ClientTurn | undefined; // what is to be said at the end of this turn
  #stats: ScheduleStats = { queued: 0, running: 0, longestWait: 0 };

  /** @param post sends a message to the coordinator, or keeps it until there is one */
  constructor(post: (message: ClientMessage) => void) {
    this.#post = post;
  }

  submit(candidate: Candidate): void {
    const { job } = candidate;
    const ticket = (candidate.ticket = ++this.#lastTicket);
    this.#candidates.add(ticket, candidate);
    this.#queued.add(ticket, candidate);
    const submit = (this.#say().submit ??= []);
    const last = submit.at(-1);
    if (last && areAlike(last.job, job)) last.tickets.push(ticket);
    else submit.push({ job, tickets: [ticket] });
  }

  ended(candidate: Candidate): void {
    if (!this.#forget(candidate)) return;
    (this.#say().ended ??= []).push(candidate.ticket);
  }

  waits({ ticket }: Candidate): void {
    (this.#say().waits ??= []).push(ticket);
  }

  lost(worker: number, life: string | null): void {
    this.#post({ type: 'lost', worker, life });
  }

  stats(): ScheduleStats {
    return this.#stats;
  }

  close(): void {
    this.#candidates.clear();
    this.#queued.clear();
  }

  /** What the coordinator says. */
  take({ start = [], refused = [], stats }: CoordinatorTurn): void {
    const [queued, running, longestWait] = stats;
    this.#stats = { queued, running, longestWait };
    for (let at = 0; at < start.length; at += 2) {
      const candidate = this.#candidates.get(start[at]);
      if (!candidate) continue; // ended here meanwhile, of which the coordinator hears
      this.#queued.delete(candidate.ticket);
      candidate.start(start[at + 1]);
    }
    for (const [ticket, name, message] of refused) {
      const candidate = this.#candidates.get(ticket);
      if (candidate && this.#forget(candidate))
        candidate.refuse(new (refusals[name] ?? Error)(message));
    }
  }

  /** There is a new coordinator, who knows of nothing: what was queued at the old one is queued again. */
  begin(): void {
    const queued = this.#queued.values();
    this.#turn = undefined;
    this.#queued.clear();
    this.#candidates.clear(); // what runs is no longer counted by anybody
    for (const candidate of queued) this.submit(candidate);
  }

  /** There will be no coordinator: what is queued is refused. */
  fail(error: Error): void {
    const queued = this.#queued.values();
    this.close();
    for (const candidate of queued) candidate.refuse(error);
  }

  #forget(candidate: Candidate): boolean {
    this.#queued.delete(candidate.ticket);
    return this.#candidates.delete(candidate.ticket);
  }

  #say(): ClientTurn {
    if (!this.#turn) {
      this.#turn = { type: 'turn' };
      soon(() => this.#flush());
    }
    return this.#turn;
  }

  #flush(): void {
    const turn = this.#turn;
    this.#turn = undefined;
    if (turn) this.#post(turn);
  }
}

function areAlike(one: Job, other: Job): boolean {
  return (
    one.module === other.module &&
    one.method === other.method &&
    one.priority === other.priority &&
    one.worker === other.worker &&
    one.deadline === other.deadline &&
    one.exclusive === other.exclusive
  );
}

const refusals: Record<string, new (message: string) => Error> = {
  DeadlineError,
  LoadError,
  RangeError,
  Retry,
};
