// Paper to draw on: by mouse, finger or stylus, and by keyboard.

/** The side of the paper in its own units, which is also what `ink` gives. */
const SIDE = 256;
/** How wide the pen is, as a part of the paper. */
const PEN = 0.07 * SIDE;
/** How far an arrow key moves the pen, and with Shift. */
const STEP = SIDE / 32;
const SMALL_STEP = SIDE / 128;

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** A canvas to draw on. Sends `change` when the drawing changes and `pen` when the pen is set down or lifted. */
export class Pad extends EventTarget {
  #canvas;
  #context;
  /** What `ink` reads: the same drawing, white on black, at 256 x 256. */
  #copy = new OffscreenCanvas(SIDE, SIDE).getContext('2d', { willReadFrequently: true });
  /** Lists of points. */
  #strokes = [];
  /** The stroke that each pointer draws. */
  #drawing = new Map();
  /** Where the keyboard's pen is, and what it draws. */
  #pen = { x: SIDE / 2, y: SIDE / 3, stroke: null, visible: false };
  #planned = false;

  constructor(canvas) {
    super();
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    canvas.addEventListener('pointerdown', (event) => this.#down(event));
    canvas.addEventListener('pointermove', (event) => this.#move(event));
    for (const end of ['pointerup', 'pointercancel']) {
      canvas.addEventListener(end, (event) => this.#drawing.delete(event.pointerId));
    }
    canvas.addEventListener('keydown', (event) => this.#key(event));
    canvas.addEventListener('blur', () => this.#showPen(false));
    new ResizeObserver(() => this.#plan()).observe(canvas);
    // Colours follow the scheme.
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.#plan());
  }

  /** Is nothing drawn? */
  get empty() { return this.#strokes.length === 0; }

  /** The paper's side in pixels of `ink`. */
  get side() { return SIDE; }

  /** Clean paper. */
  clear() {
    this.#strokes = [];
    this.#drawing.clear();
    this.#pen.stroke = null;
    this.#changed();
  }

  /** How much ink there is at each pixel, from 0 to 1, in rows. */
  ink() {
    const context = this.#copy;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.fillStyle = '#000';
    context.fillRect(0, 0, SIDE, SIDE);
    this.#paint(context, '#fff');
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const ink = new Float32Array(SIDE * SIDE);
    for (let i = 0; i < ink.length; i++) ink[i] = data[4 * i] / 255;
    return ink;
  }

  #point(event) {
    const { width, height } = this.#canvas.getBoundingClientRect();
    return { x: event.offsetX * SIDE / width, y: event.offsetY * SIDE / height };
  }

  #down(event) {
    if (event.button !== 0) return;
    this.#canvas.setPointerCapture(event.pointerId);
    const stroke = [this.#point(event)];
    this.#drawing.set(event.pointerId, stroke);
    this.#strokes.push(stroke);
    this.#showPen(false);
    this.#changed();
  }

  #move(event) {
    const stroke = this.#drawing.get(event.pointerId);
    if (!stroke) return;
    // All that a quick hand did since the last frame.
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) stroke.push(this.#point(one));
    this.#changed();
  }

  #key(event) {
    const pen = this.#pen;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? SMALL_STEP : STEP;
      pen.x = Math.min(Math.max(pen.x + step * arrow[0], 0), SIDE);
      pen.y = Math.min(Math.max(pen.y + step * arrow[1], 0), SIDE);
      pen.stroke?.push({ x: pen.x, y: pen.y });
    } else if (event.key === ' ') {
      if (event.repeat) return event.preventDefault();
      pen.stroke = pen.stroke ? null : [{ x: pen.x, y: pen.y }];
      if (pen.stroke) this.#strokes.push(pen.stroke);
      this.dispatchEvent(new CustomEvent('pen', { detail: pen.stroke !== null }));
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
    this.#showPen(true);
    if (arrow && !pen.stroke) this.#plan();
    else this.#changed();
  }

  #showPen(visible) {
    if (!visible && this.#pen.stroke) {
      this.#pen.stroke = null;
      this.dispatchEvent(new CustomEvent('pen', { detail: false }));
    }
    this.#pen.visible = visible;
    this.#plan();
  }

  #changed() {
    this.#plan();
    this.dispatchEvent(new Event('change'));
  }

  /** Draws anew before the next frame. */
  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#show();
    });
  }

  #show() {
    const side = Math.max(Math.round(this.#canvas.clientWidth * devicePixelRatio), 1);
    if (this.#canvas.width !== side) this.#canvas.width = this.#canvas.height = side;
    const context = this.#context;
    const style = getComputedStyle(this.#canvas);
    context.setTransform(side / SIDE, 0, 0, side / SIDE, 0, 0);
    context.fillStyle = style.backgroundColor;
    context.fillRect(0, 0, SIDE, SIDE);
    this.#paint(context, style.color);
    const { x, y, stroke, visible } = this.#pen;
    if (!visible) return;
    context.beginPath();
    context.arc(x, y, PEN / 2 + 2, 0, 2 * Math.PI);
    context.lineWidth = 3;
    context.strokeStyle = style.accentColor;
    context.stroke();
    if (stroke) {
      context.fillStyle = style.accentColor;
      context.fill();
    }
  }

  #paint(context, color) {
    context.strokeStyle = color;
    context.lineWidth = PEN;
    context.lineCap = context.lineJoin = 'round';
    for (const stroke of this.#strokes) {
      context.beginPath();
      context.moveTo(stroke[0].x, stroke[0].y);
      // A point alone is a dot.
      for (const { x, y } of stroke.length > 1 ? stroke : [stroke[0], stroke[0]]) context.lineTo(x, y);
      context.stroke();
    }
  }
}
