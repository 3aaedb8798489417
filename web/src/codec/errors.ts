/**
 * What can be wrong with bytes that should be a message. The names are those of
 * docs/wire_format.md, "What is accepted".
 */
export type CodecErrorCode =
  /** The bytes end inside an item, or a length says more than is left. */
  | 'truncated'
  /** Bytes follow the one item that was asked for. */
  | 'trailing_bytes'
  /** A reserved initial byte, a two-byte simple value below 32, a stray break. */
  | 'malformed'
  /** A string, array or map of indefinite length. */
  | 'indefinite_length'
  /** A tag, a simple value or a name that is valid CBOR but that the format does not have. */
  | 'unsupported'
  /** A tag over something that it cannot mean. */
  | 'bad_tag_content'
  /** The key of an object that is not a string. */
  | 'key_not_text'
  /** Two equal keys in an object or a Map, or elements in a Set. */
  | 'duplicate_key'
  /** A reference to an item that has not begun. */
  | 'forward_reference'
  /** A text string that is not UTF-8, or a tag 273 string that is not WTF-8. */
  | 'invalid_utf8'
  | LimitCode;

/** Which limit was met: items open inside one another, items, bytes. */
export type LimitCode = 'too_deep' | 'too_many_items' | 'too_large';

/** Bytes that cannot be decoded. Nothing of the message was delivered. */
export class CodecError extends Error {
  /**
   * @param code what is wrong
   * @param offset the byte at which the offending item starts
   * @param detail a few words for people
   */
  constructor(
    readonly code: CodecErrorCode,
    readonly offset: number,
    detail: string,
  ) {
    super(`${code} at byte ${offset}: ${detail}`);
    this.name = 'CodecError';
  }
}

/**
 * A value that cannot travel. `path` leads to it from the root: `args[0].callback`, or `$.list[2]`
 * for a bare `encode`.
 */
export class UncloneableError extends TypeError {
  constructor(
    readonly path: string,
    reason: string,
    /** `uncloneable`, or the limit that the message exceeds. */
    readonly code: 'uncloneable' | LimitCode = 'uncloneable',
  ) {
    super(`${path} ${reason}`);
    this.name = 'TypeError';
  }
}

/** What the platform throws for a value that cannot be cloned. */
export function dataCloneError(message: string): Error {
  return new DOMException(message, 'DataCloneError');
}
