// The script of every worker, dedicated or shared: takes clients, loads modules for them, tells
// them of its end.
//
// One module is one instance, whatever the number of clients. The death of an instance, and any
// error that nobody caught, is the end of the whole worker: better that all calls reject than that
// one waits for ever.

import { errorRecord } from '../errors.js';
import { beginLife, hasLocks, watchLife } from '../life.js';
import type { PageMessage, WorkerMessage } from '../protocol.js';
import { LoadedModule } from './module.js';

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
const modules = new Map<string, Promise<LoadedModule>>();
const life: Promise<string | null> = hasLocks()
  ? beginLife().then(({ name }) => name)
  : Promise.resolve(null);
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
  void life.then((name) => client.send({ type: 'hello', life: name }));
}

async function attach(client: Client, { url, port, node }: LoadMessage): Promise<void> {
  let module: LoadedModule;
  try {
    module = await loadOnce(url);
  } catch (error) {
    return client.send({ type: 'failed', url, error: errorRecord(error) });
  }
  if (client.gone) return port.close();
  const peer = module.addPeer(port, node);
  client.departures.push(() => module.removePeer(peer));
}

function loadOnce(url: string): Promise<LoadedModule> {
  let module = modules.get(url);
  if (!module) {
    module = life.then((name) => LoadedModule.load(url, name, (report) => die(report)));
    modules.set(url, module);
    module.catch(() => modules.delete(url)); // so that a later client tries again
  }
  return module;
}

function depart(client: Client): void {
  client.gone = true;
  clients.delete(client);
  for (const leave of client.departures) leave();
}

function die(report: string): void {
  if (dying) return; // an instance throws after its last words, which tell more
  dying = true;
  for (const client of clients) client.send({ type: 'death', report });
  scope.close();
}

addEventListener('error', (event) => {
  event.preventDefault();
  die(event.message);
});
addEventListener('unhandledrejection', (event) => {
  event.preventDefault();
  die(String(event.reason));
});

if ('onconnect' in scope) scope.onconnect = ({ ports }) => connect(ports[0]);
else connect(scope);
