// Posts as they pass through a port.

import type { Beside } from './outbox.js';
import type { Post } from './protocol.js';

const transferBytesMin = 1 << 16; // frames of so many bytes are moved; fewer are copied sooner

/** Posts frames, which have their buffer to themselves and are given away. */
export function postFrames(port: MessagePort, frames: Uint8Array, beside?: Beside): void {
  if (beside === undefined && frames.length < transferBytesMin) return port.postMessage(frames);
  const post: Post = beside ? { frames, beside: beside.objects } : frames;
  const moved = beside?.transfer ?? [];
  const isLarge = frames.length >= transferBytesMin;
  port.postMessage(post, isLarge ? [...moved, frames.buffer as ArrayBuffer] : moved);
}

export function isBesidePost(data: unknown): data is Exclude<Post, Uint8Array> {
  const post = data as { frames?: unknown; beside?: unknown } | null | undefined;
  return post?.frames instanceof Uint8Array && Array.isArray(post.beside);
}
