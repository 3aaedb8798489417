import type { Job } from '../dispatch/dispatcher.js';
import { soon } from '../soon.js';
import { type Candidate, noTicket, type Schedule } from './schedule.js';
import type { ClientTurn, CoordinatorTurn, ElsewhereEvent } from './words.js';

/** Whom a client's calls are told to. */
export interface ServedClientEvents {
  post(turn: CoordinatorTurn): void;
  event(event: ElsewhereEvent): void;
}

/** A client of a schedule, at the coordinator: the other end of a `Remote`. */
export class ServedClient {
  #name: string;
  #schedule: Schedule;
  #events: ServedClientEvents;
  #calls = new Map<number, Candidate>(); // by the client's ticket
  #turn: CoordinatorTurn | undefined; // what is to be said at the end of this turn

  /** @param name unique among the clients of the schedule */
  constructor(name: string, schedule: Schedule, events: ServedClientEvents) {
    this.#name = name;
    this.#schedule = schedule;
    this.#events = events;
  }

  take({ submit = [], waits = [], ended = [] }: ClientTurn): void {
    for (const { job, tickets } of submit) for (const ticket of tickets) this.#submit(ticket, job);
    for (const ticket of waits) {
      const call = this.#calls.get(ticket);
      if (call) this.#schedule.waits(call);
    }
    for (const ticket of ended) this.#end(ticket);
  }

  /** The client is gone: its workers are free for others. */
  leave(): void {
    for (const ticket of [...this.#calls.keys()]) this.#end(ticket);
  }

  #submit(number: number, job: Job): void {
    const task = `${this.#name}.${number}`;
    const call: Candidate = {
      job,
      ticket: noTicket,
      start: (worker) => {
        (this.#say().start ??= []).push(number, worker);
        this.#events.event({ type: 'started', task, worker });
      },
      refuse: (error) => {
        this.#calls.delete(number);
        (this.#say().refused ??= []).push([number, error.name, error.message]);
        this.#events.event({ type: 'ended', task });
      },
    };
    this.#calls.set(number, call);
    this.#events.event({ type: 'created', task, module: job.module, method: job.method });
    this.#schedule.submit(call);
  }

  #end(ticket: number): void {
    const call = this.#calls.get(ticket);
    if (!call) return;
    this.#calls.delete(ticket);
    this.#schedule.ended(call);
    this.#events.event({ type: 'ended', task: `${this.#name}.${ticket}` });
  }

  #say(): CoordinatorTurn {
    if (!this.#turn) {
      this.#turn = { type: 'turn', stats: [0, 0, 0] };
      soon(() => this.#flush());
    }
    return this.#turn;
  }

  #flush(): void {
    const turn = this.#turn!;
    this.#turn = undefined;
    const { queued, running, longestWait } = this.#schedule.stats();
    turn.stats = [queued, running, longestWait];
    this.#events.post(turn);
  }
}
