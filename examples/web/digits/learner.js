// The page's side of the worker that learns: a promise for each question, and events.

/** Talks to the worker. The event `progress` tells of a training in its `detail`. */
export class Learner extends EventTarget {
  #worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
  #waiting = new Map();
  #next = 1;
  #started = false;
  #broken = null;

  constructor() {
    super();
    this.#worker.onmessage = ({ data }) => {
      this.#started = true;
      if (data.event) {
        this.dispatchEvent(new CustomEvent(data.event, { detail: data.detail }));
        return;
      }
      const asked = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if (data.error === undefined) asked?.resolve(data.result);
      else asked?.reject(new Error(data.error));
    };
    // Whatever goes wrong in the worker, nobody is left waiting.
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const error = new Error(event.message || 'the program could not be loaded');
      for (const { reject } of this.#waiting.values()) reject(error);
      this.#waiting.clear();
      if (!this.#started) this.#broken = error;
    };
  }

  #ask(what, argument, transfer = []) {
    if (this.#broken) return Promise.reject(this.#broken);
    return new Promise((resolve, reject) => {
      const id = this.#next++;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, what, argument }, transfer);
    });
  }

  /** Loads engine and digits. `threads`: how many, or undefined for what the engine takes. */
  start(threads) { return this.#ask('start', { threads }); }

  /** Trains for some epochs more; resolves when done or stopped. */
  learn(epochs) { return this.#ask('learn', { epochs }); }

  /** Ends a training after its step. */
  stop() { return this.#ask('stop'); }

  /** A new network that knows nothing. */
  reset(network) { return this.#ask('reset', { network }); }

  /** The ten scores of an image of 28 x 28 pixels. */
  read(image) { return this.#ask('read', { image }); }

  /** What a drawing looks like to the network, `pixels`, and its ten `scores`; null if it is empty. */
  readDrawing(ink, side) { return this.#ask('readDrawing', { ink, side }, [ink.buffer]); }

  /** The test digits that are read wrong, and how many are read right. */
  test() { return this.#ask('test'); }

  /** Saves in the browser. */
  save() { return this.#ask('save'); }

  /** Opens what is saved in the browser; null if nothing is. */
  restore() { return this.#ask('restore'); }

  /** Removes what is saved in the browser. */
  forget() { return this.#ask('forget'); }

  /** Opens a model from its files. */
  open(files) { return this.#ask('open', { files }); }

  /** The model as files: `[{name, data}]`. */
  files() { return this.#ask('files'); }

  /** Sets how many threads work; gives how many do. */
  threads(count) { return this.#ask('threads', { count }); }

  /** What is in memory. */
  memory() { return this.#ask('memory'); }
}

/** The one learner of this page. */
export const learner = new Learner();
