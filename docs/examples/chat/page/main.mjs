// A guest of the room: an actor that shows what it is told.
import { load } from 'weft';
import { showLine, showPresent, showProblem, showRoom, whenComing, whenSpeaking } from './view.mjs';

const place = comeUpToTheDoor();
let myName;

whenComing(async (name) => {
  try {
    const { room, guest } = await place;
    const history = await room.ask('join', { name, guest }, { timeout: 10_000 });
    myName = history.name;
    showRoom(history);
  } catch (error) {
    showProblem(error.message);
  }
});

whenSpeaking(async (text) => {
  const { room, guest } = await place;
  room.send('say', { guest, text });
});

/** The room, which all tabs share, and the actor that stands for this one. */
async function comeUpToTheDoor() {
  const runtime = await load();
  const pool = await runtime.createPool({ name: 'chat', kind: 'shared', workers: 1 });
  const room = await pool.module(new URL('./chat.mjs', import.meta.url)).room();
  const guest = runtime.spawn((me) => {
    me.monitor(room);
    return {
      line: (line) => showLine(line, line.name === myName),
      present: ({ names }) => showPresent(names, myName),
      down: () => showProblem('The room is gone. Load the page again.'),
    };
  });
  return { room, guest };
}
