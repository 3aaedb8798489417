import { decode } from './decode.js';
import { encodeUnmoved } from './encode.js';
import { dataCloneError } from './errors.js';
import { platformClone } from './intrinsics.js';
import { noLimits } from './limits.js';

/** As the platform's function of that name takes them. */
export interface StructuredCloneOptions {
  /** What is moved instead of copied. */
  transfer?: readonly object[];
}

/**
 * What the platform's `structuredClone` gives, by way of the codec: `encode` and `decode` under the
 * `html` profile, without limits. What cannot become bytes is handed to the platform.
 *
 * A proxy is read like the object it stands for: no program can tell them apart. A SharedArrayBuffer
 * is refused.
 * @throws DataCloneError for what cannot be cloned or transferred; what a getter throws passes
 */
export function clone<T>(value: T, options?: StructuredCloneOptions): T {
  const transfer = options?.transfer ?? [];
  const table: unknown[] = [];
  const settings = { ...noLimits, profile: 'html', table, transfer, besideMin: Infinity } as const;
  const bytes = encodeUnmoved(value, settings);
  return decode(bytes, { ...noLimits, table: moveTable(table, transfer) }) as T;
}

/** Hands over what is in the table, and moves what is listed, or throws what the platform does. */
function moveTable(table: unknown[], transfer: readonly object[]): unknown[] {
  if (table.length === 0 && transfer.length === 0) return table;
  try {
    return platformClone(table, { transfer: transfer as Transferable[] });
  } catch (error) {
    throw dataCloneError(`${(error as Error).message}`);
  }
}
