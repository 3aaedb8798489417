// The actor that is asked: in JavaScript, in a shared worker.
import { actorModule } from '/weft/weft.js';

export default actorModule({ actors: { adder: () => ({ add: ([a, b]) => a + b }) } });
