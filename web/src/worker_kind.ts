/**
 * `dedicated` workers belong to one page; `shared` ones to all pages of an origin that ask for the
 * same names. An `inline` one is no worker of its own: its modules run in the page, on its thread. A
 * `node` one is a thread of a Node process.
 */
export type WorkerKind = 'dedicated' | 'shared' | 'inline' | 'node';
