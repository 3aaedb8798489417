// What a view shows of its buffer. Everything is read through the built-in getters.

import { type ViewType, typedArrays } from './format.js';
import {
  bufferBytes,
  bufferMax,
  bufferResizable,
  mapGet,
  requireInBounds,
  resizeBuffer,
  setBytes,
  sliceBytes,
  typedArrayBuffer,
  typedArrayBytes,
  typedArrayLength,
  typedArrayName,
  typedArrayOffset,
  viewBuffer,
  viewBytes,
  viewOffset,
} from './intrinsics.js';

export interface ViewParts {
  /** Undefined for a DataView. */
  type: ViewType | undefined;
  buffer: ArrayBuffer;
  offset: number;
  bytes: number;
  /** In elements. */
  length: number;
}

export function viewParts(view: object): ViewParts {
  const name = typedArrayName(view);
  if (name === undefined) {
    const buffer = viewBuffer(view) as ArrayBuffer;
    if (!isInBounds(view)) return { type: undefined, buffer, offset: 0, bytes: 0, length: 0 };
    const bytes = viewBytes(view);
    return { type: undefined, buffer, offset: viewOffset(view), bytes, length: bytes };
  }
  return {
    type: mapGet(typedArrays, name) as ViewType,
    buffer: typedArrayBuffer(view) as ArrayBuffer,
    offset: typedArrayOffset(view),
    bytes: typedArrayBytes(view),
    length: typedArrayLength(view),
  };
}

/** False if the buffer is detached, or has become too short for the view. */
export function isInBounds(view: object): boolean {
  try {
    if (typedArrayName(view) === undefined) viewBytes(view);
    else requireInBounds(view);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether a view follows the length of its resizable buffer. Nothing tells but trying: the buffer is
 * made shorter (or longer, if the view is empty) by one element and back, and what that loses is put
 * back.
 */
export function tracksLength(view: object, { type, buffer, offset, bytes }: ViewParts): boolean {
  if (!bufferResizable(buffer)) return false;
  const size = type?.size ?? 1;
  const before = bufferBytes(buffer);
  if (before - offset - bytes >= size) return false; // it would show these too
  try {
    if (bytes === 0) {
      if (before + size > bufferMax!(buffer)) return false;
      resizeBuffer!(buffer, before + size);
      const tracks = viewParts(view).bytes > 0;
      resizeBuffer!(buffer, before);
      return tracks;
    }
    const end = offset + bytes;
    const lost = sliceBytes(new Uint8Array(buffer), end - size, before);
    resizeBuffer!(buffer, end - size);
    const tracks = isInBounds(view);
    resizeBuffer!(buffer, before);
    setBytes(new Uint8Array(buffer), lost, end - size);
    return tracks;
  } catch {
    return false; // the memory of a WebAssembly instance cannot be made shorter
  }
}
