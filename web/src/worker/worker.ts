// The script of every worker, dedicated or shared: takes clients, loads modules for them, tells
// them of its end.
//
// One module is one instance, whatever the number of clients. An error that nobody caught rejects the
// running calls of the JavaScript module whose code it comes from, if its stack tells. Any other one, and
// the death of an instance, is the end of the whole worker: better that all calls reject than that one
// waits for ever.

import { beginLife, hasLocks, watchLife } from '../life.js';
import { type PageMessage, workerIdentity, type WorkerMessage } from '../protocol.js';
import { describe, encodeThrown } from '../thrown.js';
import { workerScope } from '../worker_scope.js';
import { LoadedModule } from './module.js';
import { Modules } from './modules.js';

type LoadMessage = Extract<PageMessage, { type: 'load' }>;

/** A page that uses this worker. */
interface Client {
  send(message: WorkerMessage): void;
  /** Lets go of what the client has in a module; one for each module it loaded. */
  departures: (() => void)[];
  gone: boolean;
}

const scope = self as unknown as DedicatedWorkerGlobalScope | SharedWorkerGlobalScope;
const clients = new Set<Client>();
const surroundings = {
  life: null as string | null,
  isDying: () => dying,
  fatal: (report: string) => die(report),
};
const modules = new Modules(surroundings, (url) => import(url));
const ready: Promise<void> = hasLocks()
  ? beginLife().then(({ name }) => void (surroundings.life = name))
  : Promise.resolve();
let dying = false;

function connect(endpoint: MessagePort | DedicatedWorkerGlobalScope): void {
  const client: Client = {
    send: (message) => endpoint.postMessage(message),
    departures: [],
    gone: false,
  };
  clients.add(client);
  endpoint.onmessage = ({ data }: MessageEvent<PageMessage>) => {
    if (data.type === 'join') watchLife(data.life, () => depart(client));
    else void attach(client, data);
  };
  void ready.then(() => client.send({ type: 'hello', life: surroundings.life }));
}

async function attach(client: Client, { url, port, node, preload }: LoadMessage): Promise<void> {
  let module: LoadedModule;
  try {
    await ready;
    module = await modules.load(url, preload);
  } catch (error) {
    return client.send({ type: 'failed', url, error: encodeThrown(error) });
  }
  if (client.gone) return port.close();
  const peer = module.addPeer(port, node);
  client.departures.push(() => module.removePeer(peer));
}

function depart(client: Client): void {
  client.gone = true;
  clients.delete(client);
  for (const leave of client.departures) leave();
}

function die(report: string, cause?: Uint8Array): void {
  if (dying) return; // an instance throws after its last words, which tell more
  dying = true;
  for (const client of clients) client.send({ type: 'death', report, cause });
  scope.close();
}

function uncaught(error: unknown, report = describe(error)): void {
  console.error(error);
  if (!modules.uncaught(error)) die(report, encodeThrown(error));
}

addEventListener('error', (event) => {
  event.preventDefault();
  uncaught(event.error, event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  uncaught(event.reason);
});

workerScope.home = {
  ...workerIdentity(scope.name),
  kind: 'onconnect' in scope ? 'shared' : 'dedicated',
  expose: (api) => modules.current().expose(api),
  fatal: (error) => die(describe(error), encodeThrown(error)),
};

if ('onconnect' in scope) scope.onconnect = ({ ports }) => connect(ports[0]);
else connect(scope);
