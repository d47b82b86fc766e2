/**
 * Shrinks the JavaScript that wasm-bindgen wrote for a module: `glue.mjs FROM TO`. The package
 * fetches and compiles modules by itself, so the functions for that, which are the default export,
 * go.
 */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [from, to] = process.argv.slice(2);
const functions = readFileSync(from, 'utf8').matchAll(/^export function (\w+)/gm);
const names = ['initSync', ...Array.from(functions, ([, name]) => name)];
await build({
  stdin: { contents: `export { ${names.join(', ')} } from ${JSON.stringify(from)};`, resolveDir: dirname(from) },
  outfile: to,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
