/**
 * Shrinks the JavaScript that wasm-bindgen wrote for a module: `glue.mjs FROM TO`. The package
 * fetches and compiles modules by itself, so the functions for that, which are the default export,
 * go, and so do forms of the arguments that the package does not use.
 */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [from, to] = process.argv.slice(2);
let source = readFileSync(from, 'utf8');
function replace(pattern, by) {
  if (!pattern.test(source)) throw new Error(`${from}: wasm-bindgen writes no ${pattern} any more`);
  source = source.replace(pattern, by);
}
replace(/if \(module !== undefined\) \{\s*if [^{]*\{\s*(\(\{[^}]+\} = module\))\s*\} else \{[^}]+\}\s*\}/, '$1;');
replace(/if \(!\(module instanceof WebAssembly\.Module\)\) \{[^}]+\}/, '');
replace(/export \{ initSync, __wbg_init as default \};/, 'export { initSync };');
await build({
  stdin: { contents: source, resolveDir: dirname(from) },
  outfile: to,
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
