/**
 * Shrinks the JavaScript that wasm-bindgen wrote for a module: `glue.mjs FROM TO`. The package
 * fetches and compiles modules by itself, so the functions for that, which are the default export,
 * go, and so do forms of the arguments that the package does not use.
 *
 * With `--factory` the default export is a function that makes another set of calls each time, for
 * another instance of the module.
 */
import { build } from 'esbuild';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [from, to, form] = process.argv.slice(2);
let source = readFileSync(from, 'utf8');
function replace(pattern, by) {
  if (!pattern.test(source)) throw new Error(`${from}: wasm-bindgen writes no ${pattern} any more`);
  source = source.replace(pattern, by);
}
replace(/if \(module !== undefined\) \{\s*if [^{]*\{\s*(\(\{[^}]+\} = module\))\s*\} else \{[^}]+\}\s*\}/, '$1;');
replace(/if \(!\(module instanceof WebAssembly\.Module\)\) \{[^}]+\}/, '');
const last = /export \{ initSync, __wbg_init as default \};/;
if (form === '--factory') {
  const names = ['initSync'];
  replace(last, '');
  source = source.replace(/^export (class|function) (\w+)/gm, (_, kind, name) => {
    names.push(name);
    return `${kind} ${name}`;
  });
  if (/^export/m.test(source)) throw new Error(`${from}: an export that is neither class nor function`);
  source = `export default () => {\n${source}\nreturn { ${names.join(', ')} };\n};`;
} else {
  replace(last, 'export { initSync };');
}
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
