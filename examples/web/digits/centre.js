// Making a drawing look like a digit of MNIST, by the rule of `sparkler predict`
// (crates/data/src/image/digit.rs): what is drawn is cut out, scaled so that its longer side takes
// 20 of 28 pixels, and put with its centre of mass in the middle.

/** The side of the image that the networks read. */
export const SIDE = 28;
/** The part of it that a digit fills. */
const FILL = 20 / 28;
/** Strokes thinner than this many of the 28 pixels are drawn thicker; MNIST's have some 2.5. */
const THIN_STROKE = 1.7;
const GOOD_STROKE = 2.4;

/** The value below which that fraction of the values lies. */
function quantile(values, fraction) {
  if (!values.length) return 0;
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.round((sorted.length - 1) * fraction)];
}

/** The largest value within `radius` of each pixel, along rows and columns. */
function spread(values, width, radius) {
  const height = values.length / width;
  const rows = values.slice();
  // What is 0 spreads nothing, and that is most of the paper.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const value = values[y * width + x];
      if (!value) continue;
      const end = y * width + Math.min(x + radius + 1, width);
      for (let i = y * width + Math.max(x - radius, 0); i < end; i++) {
        if (rows[i] < value) rows[i] = value;
      }
    }
  }
  const out = rows.slice();
  for (let y = 0; y < height; y++) {
    const end = Math.min(y + radius + 1, height);
    for (let x = 0; x < width; x++) {
      const value = rows[y * width + x];
      if (!value) continue;
      for (let i = Math.max(y - radius, 0); i < end; i++) {
        if (out[i * width + x] < value) out[i * width + x] = value;
      }
    }
  }
  return out;
}

/** Removes connected parts that are below a thirtieth of the largest. */
function dropSpecks(mask, width) {
  const height = mask.length / width;
  const part = new Int32Array(mask.length);
  const sizes = [0];
  const todo = [];
  for (let start = 0; start < mask.length; start++) {
    if (!mask[start] || part[start]) continue;
    const number = sizes.push(0) - 1;
    part[start] = number;
    todo.push(start);
    while (todo.length) {
      const i = todo.pop();
      sizes[number]++;
      const x = i % width;
      const y = (i - x) / width;
      for (let ny = Math.max(y - 1, 0); ny < Math.min(y + 2, height); ny++) {
        for (let nx = Math.max(x - 1, 0); nx < Math.min(x + 2, width); nx++) {
          const j = ny * width + nx;
          if (mask[j] && !part[j]) {
            part[j] = number;
            todo.push(j);
          }
        }
      }
    }
  }
  const largest = Math.max(...sizes);
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] && sizes[part[i]] * 30 < largest) mask[i] = 0;
  }
}

/** How wide the strokes are: twice the area over the length of the outline. */
function strokeWidth(mask, width) {
  const height = mask.length / width;
  let area = 0;
  let outline = 0;
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    area++;
    const x = i % width;
    const y = (i - x) / width;
    const inner = x > 0 && y > 0 && x + 1 < width && y + 1 < height
      && mask[i - 1] && mask[i + 1] && mask[i - width] && mask[i + width];
    if (!inner) outline++;
  }
  return 2 * area / Math.max(outline, 1);
}

/** The rectangle around what is set, ends excluded. */
function boundingBox(mask, width) {
  const box = { left: width, top: mask.length / width, right: 0, bottom: 0 };
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const x = i % width;
    const y = (i - x) / width;
    box.left = Math.min(box.left, x);
    box.top = Math.min(box.top, y);
    box.right = Math.max(box.right, x + 1);
    box.bottom = Math.max(box.bottom, y + 1);
  }
  return box;
}

/**
 * For each of `to` pixels in a line, which of `from` pixels it is made of and by which weights: a
 * triangle over the neighbours, wider where the line shrinks.
 */
function triangle(from, to) {
  const ratio = from / to;
  const support = Math.max(ratio, 1);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * ratio;
    const first = Math.max(Math.floor(centre - support), 0);
    const end = Math.min(Math.max(Math.ceil(centre + support), first + 1), from);
    const weights = [];
    for (let k = first; k < end; k++) {
      weights.push(Math.max(1 - Math.abs((k - (centre - 0.5)) / support), 0));
    }
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** The part of a plane in the box, at another size. */
function resize(plane, width, box, toWidth, toHeight) {
  const boxWidth = box.right - box.left;
  const columns = triangle(boxWidth, toWidth);
  const rows = triangle(box.bottom - box.top, toHeight);
  const out = new Float32Array(toWidth * toHeight);
  const line = new Float32Array(boxWidth);
  rows.forEach(({ first, weights }, y) => {
    line.fill(0);
    weights.forEach((weight, k) => {
      const start = (box.top + first + k) * width + box.left;
      for (let x = 0; x < boxWidth; x++) line[x] += weight * plane[start + x];
    });
    columns.forEach((column, x) => {
      let sum = 0;
      column.weights.forEach((weight, k) => { sum += weight * line[column.first + k]; });
      out[y * toWidth + x] = sum;
    });
  });
  return out;
}

/**
 * An image of 28 x 28 bytes, light on dark, from ink of 0 to 1 in rows; null if there is none.
 */
export function centre(ink, width) {
  const height = ink.length / width;
  let strongest = 0;
  for (const value of ink) if (value > strongest) strongest = value;
  if (strongest < 0.1) return null;

  // Where ink surely is, and how much there is around it.
  const threshold = 0.4 * strongest;
  let mask = new Uint8Array(ink.length);
  for (let i = 0; i < ink.length; i++) mask[i] = ink[i] > threshold ? 1 : 0;
  dropSpecks(mask, width);
  const strokes = [];
  for (let i = 0; i < ink.length; i++) if (mask[i]) strokes.push(ink[i]);
  const full = Math.max(quantile(strokes, 0.5), threshold);
  const none = 0.5 * threshold;
  const near = spread(mask, width, 1 + Math.floor(Math.max(width, height) / 100));
  let plane = new Float32Array(ink.length);
  for (let i = 0; i < ink.length; i++) {
    if (near[i]) plane[i] = Math.min(Math.max((ink[i] - none) / (full - none), 0), 1);
  }

  let box = boundingBox(mask, width);
  const longer = () => Math.max(box.right - box.left, box.bottom - box.top);
  const stroke = strokeWidth(mask, width);
  let scale = SIDE * FILL / longer();
  if (stroke * scale < THIN_STROKE) {
    const radius = Math.round((GOOD_STROKE / scale - stroke) / 2);
    plane = spread(plane, width, radius);
    mask = spread(mask, width, radius);
    box = boundingBox(mask, width);
    scale = SIDE * FILL / longer();
  }

  const to = (side) => Math.min(Math.max(Math.round(side * scale), 1), SIDE);
  const [w, h] = [to(box.right - box.left), to(box.bottom - box.top)];
  const digit = resize(plane, width, box, w, h);
  const brightest = Math.max(quantile(digit.filter((value) => value > 0.05), 0.9), 1e-6);

  let [mass, mx, my] = [0, 0, 0];
  digit.forEach((value, i) => {
    digit[i] = Math.min(value / brightest, 1);
    mass += digit[i];
    mx += digit[i] * (i % w);
    my += digit[i] * Math.floor(i / w);
  });
  const place = (size, mean) =>
    Math.min(Math.max(Math.round(SIDE / 2 - mean), 0), SIDE - size);
  const [left, top] = [place(w, mx / mass), place(h, my / mass)];
  const out = new Uint8ClampedArray(SIDE * SIDE);
  digit.forEach((value, i) => {
    out[(top + Math.floor(i / w)) * SIDE + left + (i % w)] = Math.round(255 * value);
  });
  return out;
}

/** Bytes of light ink on dark paper as a picture that a canvas shows. */
export function picture(pixels) {
  const image = new ImageData(SIDE, SIDE);
  pixels.forEach((value, i) => image.data.set([value, value, value, 255], 4 * i));
  return image;
}
