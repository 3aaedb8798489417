/** The functions that a module offers to pages. */
export interface Methods {
  /** What the module is called in an error. */
  readonly url: string;
  /** Calls one. @throws TypeError if there is no such function; what it throws */
  call(method: string, args: unknown[]): unknown;
}

export function noSuchMethod(url: string, method: string): TypeError {
  return new TypeError(`The module ${url} has no function ${method}`);
}
