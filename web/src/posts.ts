// Posts as they pass through a port.

import type { Beside } from './outbox.js';
import type { Introduction, Post } from './protocol.js';

const textBytesMax = 64; // up to here text arrives sooner than a buffer
const transferBytesMin = 1 << 16; // frames of so many bytes are moved; fewer are copied sooner

/** Posts frames. If they are all of their buffer, that is given away. */
export function postFrames(port: MessagePort, frames: Uint8Array, beside?: Beside): void {
  const { length } = frames;
  if (beside === undefined && length <= textBytesMax) return port.postMessage(textOf(frames));
  const whole = length === frames.buffer.byteLength ? frames : frames.slice();
  if (beside === undefined && length < transferBytesMin) return port.postMessage(whole);
  const post: Post = beside ? { frames: whole, beside: beside.objects } : whole;
  const moved = beside?.transfer ?? [];
  const isLarge = length >= transferBytesMin;
  port.postMessage(post, isLarge ? [...moved, whole.buffer as ArrayBuffer] : moved);
}

/**
 * Posts a message that may hold ports. In Node a port whose other end is gone is closed, and cannot be posted as it can
 * elsewhere; since nobody waits at its other end, the message is dropped.
 */
export function postPorts(
  target: { postMessage(message: unknown, transfer: Transferable[]): void },
  message: unknown,
  transfer: Transferable[] = [],
): void {
  try {
    target.postMessage(message, transfer);
  } catch (error) {
    if (transfer.length === 0 || (error as Error).name !== 'DataCloneError') throw error;
  }
}

/** The frames of a post that has nothing beside them; undefined for anything else. */
export function framesOf(data: unknown): Uint8Array | undefined {
  if (typeof data === 'string') return bytesOf(data);
  return data instanceof Uint8Array ? data : undefined;
}

export function isBesidePost(data: unknown): data is Exclude<Post, Uint8Array | string> {
  const post = data as { frames?: unknown; beside?: unknown } | null | undefined;
  return post?.frames instanceof Uint8Array && Array.isArray(post.beside);
}

export function isIntroduction(data: unknown): data is Introduction {
  return (data as { port?: unknown } | null | undefined)?.port instanceof MessagePort;
}

/** A character for each byte. */
function textOf(bytes: Uint8Array): string {
  return String.fromCharCode.apply(undefined, bytes as unknown as number[]);
}

function bytesOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
