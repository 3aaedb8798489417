export { codec, CodecError, type CodecErrorCode, type CodecLimits } from './codec/index.js';
export { detect, type Capabilities } from './detect.js';
export type { WorkerKind } from './endpoint.js';
export { LoadError, PoolDeath, TimeoutError, WorkerDeath } from './errors.js';
export { load, type LoadOptions, type Runtime } from './load.js';
export type { CallOptions, Pool, PoolOptions, PoolState, PoolStats, WorkerStats } from './pool.js';
export type { ModuleFace, ModuleFactory, ModuleHost } from './protocol.js';
export type { Remote } from './remote.js';
export type { Task, TaskLimits, TaskState } from './task.js';
