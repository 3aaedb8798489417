// Where the figures come from.
import { cpus, loadavg, release, totalmem, type } from 'node:os';

export function describeMachine() {
  const processors = cpus();
  return {
    processors: `${processors.length} x ${processors[0]?.model.trim() ?? 'unknown'}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${type()} ${release()}`,
    node: process.version,
    // How busy it was, others' work included.
    load: loadavg().map((load) => load.toFixed(2)),
  };
}
