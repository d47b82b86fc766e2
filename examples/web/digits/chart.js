// Curves that grow while a network learns.

const SVG = 'http://www.w3.org/2000/svg';
const HEIGHT = 190;
const MARGIN = { left: 50, right: 10, top: 8, bottom: 26 };
/** Curves of more points are thinned out. */
const MOST_POINTS = 600;
/** The steep beginning of a curve, this part of it, may leave the picture. */
const BEGINNING = 0.1;

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent?.append(made);
  return made;
}

/** A round number of steps that cover `span` in at most `most`. */
function niceStep(span, most) {
  const rough = span / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= rough) ?? rough;
}

/** Two curves over the passes through the data: `training` and `test`. */
export class Chart {
  #svg;
  #title;
  #grid;
  #clip;
  #lines = {};
  #points = { training: [], test: [] };
  #options;
  #planned = false;
  #width = 0;

  /** `lowest` and `highest`: what the axis shows at least. `format`: how its numbers are written. */
  constructor(parent, options) {
    this.#options = options;
    this.#svg = element('svg', { height: HEIGHT, role: 'img' });
    this.#title = element('title', {}, this.#svg);
    this.#grid = element('g', { class: 'axis' }, this.#svg);
    const id = `clip-${options.name}`;
    this.#clip = element('rect', { y: MARGIN.top - 2 }, element('clipPath', { id }, this.#svg));
    for (const name of ['training', 'test']) {
      const look = { class: `curve ${name}`, 'clip-path': `url(#${id})` };
      this.#lines[name] = element('path', look, this.#svg);
    }
    parent.append(this.#svg);
    this.clear();
    new ResizeObserver(([{ contentRect }]) => {
      this.#width = contentRect.width;
      this.#plan();
    }).observe(parent);
  }

  /** Forgets all. */
  clear() {
    this.#points = { training: [], test: [] };
    this.describe('nothing learned yet');
    this.#plan();
  }

  /** One point more, of the curve `training` or `test`. */
  add(name, x, y) {
    if (!Number.isFinite(y)) return;
    const points = this.#points[name];
    points.push([x, y]);
    if (points.length > MOST_POINTS) {
      this.#points[name] = points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
    }
    this.#plan();
  }

  /** What the picture shows, in words. */
  describe(text) {
    this.#title.textContent = `${this.#options.name}: ${text}`;
  }

  #plan() {
    if (this.#planned) return;
    this.#planned = true;
    requestAnimationFrame(() => {
      this.#planned = false;
      this.#draw();
    });
  }

  #draw() {
    const width = this.#width;
    if (width === 0) return;
    this.#svg.setAttribute('viewBox', `0 0 ${width} ${HEIGHT}`);
    const { lowest, highest, format } = this.#options;
    const all = [...this.#points.training, ...this.#points.test];
    let [low, high] = [lowest, highest];
    const last = all.reduce((most, [x]) => Math.max(most, x), 0);
    const right = Math.max(last, 1);
    for (const [x, y] of all) {
      if (x < BEGINNING * last) continue;
      low = Math.min(low, y);
      high = Math.max(high, y);
    }
    const stepY = niceStep(high - low, 4);
    [low, high] = [Math.floor(low / stepY) * stepY, Math.ceil(high / stepY - 1e-9) * stepY];
    const stepX = Math.max(niceStep(right, width / 60), 1);
    const px = (x) => MARGIN.left + x / right * (width - MARGIN.left - MARGIN.right);
    const py = (y) => MARGIN.top + (high - y) / (high - low) * (HEIGHT - MARGIN.top - MARGIN.bottom);

    const grid = document.createDocumentFragment();
    for (let y = low; y <= high + stepY / 2; y += stepY) {
      element('line', { x1: px(0), x2: px(right), y1: py(y), y2: py(y) }, grid);
      const label = element('text', { x: MARGIN.left - 7, y: py(y) + 4, 'text-anchor': 'end' }, grid);
      label.textContent = format(y);
    }
    for (let x = 0; x <= right; x += stepX) {
      const label = element('text', { x: px(x), y: HEIGHT - 8, 'text-anchor': 'middle' }, grid);
      label.textContent = x === 0 ? 'epoch' : String(x);
    }
    this.#grid.replaceChildren(grid);
    this.#clip.setAttribute('x', px(0));
    this.#clip.setAttribute('width', px(right) - px(0) + 2);
    this.#clip.setAttribute('height', py(low) - py(high) + 4);
    for (const [name, line] of Object.entries(this.#lines)) {
      const points = this.#points[name].map(([x, y]) => `${px(x).toFixed(1)} ${py(y).toFixed(1)}`);
      // A point alone is a dot.
      const path = points.length === 1 ? [points[0], points[0]] : points;
      line.setAttribute('d', path.length ? `M${path.join('L')}` : '');
    }
  }
}
