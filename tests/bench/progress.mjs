// Says what is being measured: one line that changes in a terminal, a line for each step elsewhere.
export class Progress {
  #suites;
  #begun = 0;
  #suite = '';
  #terminal = process.stdout.isTTY;

  constructor(suites) {
    this.#suites = suites;
  }

  suite(name) {
    this.#suite = `[${++this.#begun}/${this.#suites}] ${name}`;
    if (!this.#terminal) console.log(this.#suite);
  }

  /** `step` of the suite has come to `round` of `rounds`. */
  step(step, round, rounds) {
    if (this.#terminal)
      process.stdout.write(`\r\x1b[K${this.#suite}: ${step}, round ${round} of ${rounds}`);
    else if (round === 1) console.log(`  ${step}`);
  }

  done() {
    if (this.#terminal) process.stdout.write('\r\x1b[K');
  }
}
