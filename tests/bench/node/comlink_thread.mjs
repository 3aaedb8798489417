// The same through Comlink.
import { parentPort } from 'node:worker_threads';

import { require } from '../packages.mjs';

const { expose } = require('comlink');
const endpoint = require('comlink/dist/umd/node-adapter.js');
expose({ add: (a, b) => a + b }, endpoint(parentPort));
