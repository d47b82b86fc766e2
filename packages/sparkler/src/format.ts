/** Tensors as text. */
import type { DataType } from './types';
import { isString, sizeFromShape } from './util';

const MANY = 20;
const SHOWN = 3;

function show(value: any, dtype: DataType): string {
  const number = (x: any) => `${typeof x === 'bigint' ? x : parseFloat(x.toFixed(7))}`;
  if (Array.isArray(value)) return `${number(value[0])} + ${number(value[1])}j`;
  if (isString(value)) return `'${value}'`;
  return dtype === 'bool' ? `${value !== 0}` : number(value);
}

/** The rows of a tensor's part, the nested lists one inside the other. */
function rows(items: any[], shape: number[], dtype: DataType, widths: number[], last: boolean): string[] {
  const [size, ...rest] = shape;
  const many = size > MANY;
  if (!rest.length) {
    const cell = (i: number) => show(items[i], dtype).padEnd(widths[i] ?? 0);
    const cells = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => cell(from + i));
    const list = many ? [...cells(0, SHOWN), '...', ...cells(size - SHOWN, size)] : cells(0, size);
    return [`[${list.join(', ')}]`];
  }
  const step = sizeFromShape(rest);
  const lines: string[] = [];
  for (let i = 0; i < size; i++) {
    if (many && i === SHOWN) {
      lines.push('...');
      i = size - SHOWN;
    }
    lines.push(...rows(items.slice(i * step, (i + 1) * step), rest, dtype, widths, i === size - 1));
  }
  const comma = rest.length === 1 ? ',' : '';
  const n = lines.length - 1;
  const end = `]${last ? '' : ',\n' + '\n'.repeat(rest.length - 1)}`;
  if (n <= 0) return [` [${n ? '' : lines[0] + comma}${end}`];
  return lines.map((line, i) => (i ? ' ' : '[') + line + (i < n ? comma : end));
}

/** A tensor as text. */
export function tensorToString(vals: ArrayLike<any>, shape: number[], dtype: DataType, verbose: boolean): string {
  const items: any[] = dtype === 'complex64'
    ? Array.from({ length: vals.length / 2 }, (_, i) => [vals[2 * i], vals[2 * i + 1]])
    : Array.from(vals);
  let lines: string[];
  if (!shape.length) {
    lines = [dtype === 'bool' || dtype === 'complex64' ? show(items[0], dtype) : `${items[0]}`];
  } else {
    const columns = shape[shape.length - 1];
    const widths = new Array(columns).fill(0);
    if (shape.length > 1) {
      items.forEach((x, i) => (widths[i % columns] = Math.max(widths[i % columns], show(x, dtype).length)));
    }
    lines = rows(items, shape, dtype, widths, true);
  }
  const head = verbose ? [`  dtype: ${dtype}`, `  rank: ${shape.length}`, `  shape: [${shape}]`, '  values:'] : [];
  return ['Tensor', ...head, lines.map((l) => `    ${l}`).join('\n')].join('\n');
}
