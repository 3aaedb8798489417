export { actorModule, type ActorModuleOptions } from './actors/actor_module.js';
export { ActorRef, type AskOptions } from './actors/actor_ref.js';
export { ActorDown, ExitReason, type ExitKind } from './actors/exit_reason.js';
export {
  otherwise,
  type Behaviour,
  type Handlers,
  type HandlersObject,
} from './actors/handlers.js';
export type { LateAnswer } from './actors/late_answer.js';
export type { MonitorRef } from './actors/monitor_ref.js';
export type { DeadLetter } from './actors/node.js';
export type { Down, Exited, Message, Self } from './actors/self.js';
export {
  codec,
  CodecError,
  type CodecErrorCode,
  type CodecLimits,
  type LimitCode,
} from './codec/index.js';
export { detect, type Capabilities } from './detect.js';
export type { WorkerKind } from './worker_kind.js';
export { DeadlineError, LoadError, PoolDeath, Retry, TimeoutError, WorkerDeath } from './errors.js';
export type { PoolEvent } from './events.js';
export type { LockRequest, Locks } from './locks.js';
export { load, type ActorType, type LoadOptions, type Runtime, type SpawnWords } from './load.js';
export type { CloseOptions, Pool, PoolState, PoolStats, WorkerStats } from './pool.js';
export type { CallOptions, ModuleEntry, PoolOptions, Priority } from './pool_options.js';
export type {
  Introduction,
  LoadContext,
  ModuleFace,
  ModuleFactory,
  ModuleHost,
  ModuleLoader,
} from './protocol.js';
export { observable, type Emitter, type Observable, type Teardown } from './observable.js';
export type { Delivered, Remote } from './remote.js';
export { RemoteIterator } from './streams/remote_iterator.js';
export { RemoteObservable, type Observer, type Subscription } from './streams/remote_observable.js';
export type { Task, TaskLimits, TaskState } from './task.js';
export { transfer } from './transfer.js';
export { worker } from './worker_face.js';
export type { CurrentCall } from './worker_scope.js';
