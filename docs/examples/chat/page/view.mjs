// What the page shows.

const at = (id) => document.getElementById(id);

/** Calls `come(name)` when somebody wants to come in. */
export function whenComing(come) {
  onSubmit('door', 'name', async (name) => {
    at('problem').hidden = true;
    await come(name);
  });
}

/** Calls `speak(text)` for what the guest says. */
export function whenSpeaking(speak) {
  onSubmit('speak', 'text', (text) => {
    at('text').value = '';
    speak(text);
  });
}

/** Opens the room with what was said before. */
export function showRoom({ name, lines }) {
  at('door').hidden = true;
  at('room').hidden = false;
  const before = lines.map((line) => lineOf(line, false));
  at('lines').prepend(...before);
  for (const entry of at('names').children)
    entry.classList.toggle('me', entry.textContent === name);
  scrollDown();
  at('text').focus();
}

/** One that was said now. `isMine`: by this guest. */
export function showLine(line, isMine) {
  at('lines').append(lineOf(line, isMine));
  scrollDown();
}

export function showPresent(names, mine) {
  at('names').replaceChildren(
    ...names.map((name) => {
      const entry = element('li', name);
      entry.classList.toggle('me', name === mine);
      return entry;
    }),
  );
}

export function showProblem(text) {
  at('problem').textContent = text;
  at('problem').hidden = false;
  at('door').hidden = false;
  at('room').hidden = true;
}

function lineOf({ name, text }, isMine) {
  const item = element('li', '');
  item.classList.toggle('mine', isMine);
  const speaker = element('span', name);
  speaker.className = 'speaker';
  item.append(speaker, text);
  return item;
}

function element(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

function scrollDown() {
  at('lines').scrollTop = at('lines').scrollHeight;
}

/** Calls `act` with what the field has; not again before it is done. */
function onSubmit(form, field, act) {
  at(form).addEventListener('submit', async (event) => {
    event.preventDefault();
    const value = at(field).value.trim();
    if (value === '') return;
    const button = at(form).querySelector('button');
    button.disabled = true;
    try {
      await act(value);
    } finally {
      button.disabled = false;
    }
  });
}
