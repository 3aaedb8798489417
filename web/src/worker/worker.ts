// worker.js: what a worker of its own runs, dedicated, shared or a thread of Node.

import { scopeHere } from './scope.js';
import { WorkerScript } from './script.js';

new WorkerScript(scopeHere());
