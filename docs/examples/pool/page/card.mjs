// A picture on the page: what it looks like, and the buttons below it.

const template = document.getElementById('card');

/** Dispatches the events `apply`, `cancel`, `remove` and `priority`. */
export class Card extends EventTarget {
  /** The list item. */
  root = template.content.firstElementChild.cloneNode(true);
  #image;
  #context;
  #done = 0; // pixels

  /** @param picture { name, image } */
  constructor({ name, image }) {
    super();
    this.#image = image;
    const canvas = this.#find('canvas');
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.setAttribute('aria-label', name);
    this.#context = canvas.getContext('2d');
    this.#context.putImageData(image, 0, 0);
    this.#find('.name').textContent = name;
    this.#find('.name').title = name;
    this.#find('.size').textContent = `${image.width} × ${image.height}`;
    this.#find('progress').setAttribute('aria-label', `Progress of ${name}`);
    this.#find('.priority').setAttribute('aria-label', `Priority of ${name}`);
    this.#find('.remove').setAttribute('aria-label', `Remove ${name}`);
    for (const act of ['apply', 'cancel', 'remove']) {
      this.#find(`.${act}`).onclick = () => this.dispatchEvent(new Event(act));
    }
    this.#find('.priority').onchange = () => this.dispatchEvent(new Event('priority'));
  }

  get priority() {
    return this.#find('.priority').value;
  }

  set priority(name) {
    this.#find('.priority').value = name;
  }

  /** `waiting` or `rendering`, then `done`, `cancelled` or `failed`. */
  get state() {
    return this.root.dataset.state;
  }

  /** `effect`: what is to be shown for the filter and its strength. */
  begin(effect) {
    this.#done = 0;
    this.#context.putImageData(this.#image, 0, 0);
    this.#context.fillStyle = '#80808099';
    this.#context.fillRect(0, 0, this.#image.width, this.#image.height);
    this.#find('.effect').textContent = effect;
    this.#show('waiting', 'in the queue');
  }

  tile({ x, y, width, height, pixels }) {
    this.#context.putImageData(new ImageData(new Uint8ClampedArray(pixels), width), x, y);
    this.#done += width * height;
    const share = this.#done / (this.#image.width * this.#image.height);
    this.#find('progress').value = share;
    this.#show('rendering', `${Math.floor(100 * share)} %`);
  }

  /** `state`: done, cancelled or failed. */
  end(state, text) {
    this.#show(state, text);
    if (state === 'cancelled' && this.#done === 0) this.#context.putImageData(this.#image, 0, 0);
  }

  #show(state, text) {
    this.root.dataset.state = state;
    if (state === 'waiting') this.#find('progress').value = 0;
    this.#find('.status').textContent = text;
    this.#find('.status').title = text;
    this.#find('.cancel').disabled = state !== 'waiting' && state !== 'rendering';
  }

  #find(selector) {
    return this.root.querySelector(selector);
  }
}
