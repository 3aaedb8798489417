// A map from numbers of `nextId`, which come one after the other and mostly go soon: each has its place by
// its last bits, and a Map has those whose place is taken. Unlike a Map alone it makes no garbage and
// computes no hash.

const capacityMin = 64;
const keptMax = 1 << 12; // places that an empty map keeps

export class IdMap<T> {
  #ids: number[] = []; // 0: a free place
  #values: (T | undefined)[] = [];
  #displaced = new Map<number, T>();
  #placed = 0;

  constructor() {
    this.#makePlaces(capacityMin);
  }

  get size(): number {
    return this.#placed + this.#displaced.size;
  }

  get(id: number): T | undefined {
    const at = this.#placeOf(id);
    return this.#ids[at] === id ? this.#values[at] : this.#displaced.get(id);
  }

  /** Adds a value under an id that has none. */
  add(id: number, value: T): void {
    const at = this.#placeOf(id);
    if (this.#ids[at] !== 0) return this.#displace(id, value);
    this.#ids[at] = id;
    this.#values[at] = value;
    this.#placed++;
  }

  /** False if there is nothing under that id. */
  delete(id: number): boolean {
    const at = this.#placeOf(id);
    if (this.#ids[at] !== id) return this.#displaced.delete(id);
    this.#ids[at] = 0;
    this.#values[at] = undefined;
    if (--this.#placed === 0 && this.#ids.length > keptMax && this.size === 0) this.clear();
    return true;
  }

  clear(): void {
    this.#displaced.clear();
    this.#makePlaces(capacityMin);
  }

  /** All values, in the order of their ids. */
  values(): T[] {
    const entries = this.#entries();
    return entries.sort(([a], [b]) => a - b).map(([, value]) => value);
  }

  #placeOf(id: number): number {
    return id & (this.#ids.length - 1);
  }

  #displace(id: number, value: T): void {
    this.#displaced.set(id, value);
    if (this.#displaced.size * 4 < this.#ids.length) return;
    const entries = this.#entries();
    this.#displaced.clear();
    this.#makePlaces(this.#ids.length * 2);
    for (const [id, value] of entries) this.add(id, value);
  }

  #entries(): [number, T][] {
    const placed = this.#ids.flatMap((id, at): [number, T][] =>
      id === 0 ? [] : [[id, this.#values[at]!]],
    );
    return [...placed, ...this.#displaced];
  }

  #makePlaces(count: number): void {
    this.#placed = 0;
    this.#ids = new Array<number>(count).fill(0);
    this.#values = new Array<T | undefined>(count).fill(undefined);
  }
}
