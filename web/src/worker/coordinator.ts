// The script of a shared pool's coordinator, a shared worker of its own. The page that is first to join
// says what the pool is.

import { beginLife } from '../life.js';
import { Coordinator } from '../schedule/coordinator.js';
import { Dispatched } from '../schedule/dispatched.js';
import type { ClientMessage, PoolShape } from '../schedule/words.js';

const scope = self as unknown as SharedWorkerGlobalScope;
const life = beginLife();
let coordinator: Promise<Coordinator> | undefined;

async function begin(shape: PoolShape): Promise<Coordinator> {
  return new Coordinator(shape, (await life)?.name ?? null, new Dispatched(shape));
}

scope.onconnect = ({ ports: [port] }) => {
  let take: Promise<(message: ClientMessage) => void> | undefined;
  port.onmessage = ({ data }: MessageEvent<ClientMessage>) => {
    if (take) void take.then((take) => take(data));
    else if (data.type === 'join')
      take = (coordinator ??= begin(data.shape)).then(
        (coordinator) =>
          coordinator.connect(data, (message, transfer = []) => port.postMessage(message, transfer))
            .take,
      );
  };
};
