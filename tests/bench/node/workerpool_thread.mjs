// The same through workerpool.
import { require } from '../packages.mjs';

require('workerpool').worker({ add: (a, b) => a + b });
