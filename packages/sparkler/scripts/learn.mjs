/**
 * Writes the classes of `@sparkler/sparkler/learn`, one for each estimator of the module's list,
 * into `src/generated/learn.ts`. Names and defaults are the list's; what parameters mean and which
 * words they take stands in the Rust source beside their definition.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = `${root}../../crates/learn/src/`;
const target = `${root}src/generated/learn.ts`;
const files = readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.rs')).sort()
  .map((name) => ({ name, folder: dirname(name), text: readFileSync(source + name, 'utf8') }));

/** The text of a doc comment, without its examples. */
function doc(lines) {
  const text = lines.split('\n').map((line) => line.trim().replace(/^\/\/\/ ?/, '')).join('\n');
  return text.replace(/```[^]*?```/g, '').replace(/\[(`[^\]]+`)\](\([^)]*\))?/g, '$1').trim();
}

/**
 * All files in the order in which a type is looked for, since a name may be there twice: the file
 * itself, the module that it imports the type from, its folder, and the others.
 */
function nearest(to, name) {
  const module = new RegExp(`use crate::(\\w+)[^;]*\\b${name}\\b`).exec(to.text)?.[1];
  const rank = (file) => file.name === to.name ? 0 : file.folder === module ? 1
    : file.folder === to.folder ? 2 : 3;
  return [...files].sort((a, b) => rank(a) - rank(b));
}

/** An enum as a type: its words, or what its variants hold; nothing if it is no such enum. */
function union(name, near) {
  if (!/^\w+$/.test(name)) return undefined;
  for (const file of nearest(near, name)) {
    const found = new RegExp(`((?:^[ ]*#\\[.*\\]\\n)*)^[ ]*pub enum ${name} \\{([^]*?)^\\s*\\}`, 'm').exec(file.text);
    if (!found) continue;
    const [, attributes, body] = found;
    const rule = /rename_all = "(\w+)"/.exec(attributes)?.[1];
    const untagged = attributes.includes('untagged');
    const variants = [...body.matchAll(/((?:^\s*#\[.*\]\n)*)^\s*(\w+)(?:\(([^)]*)\))?,/gm)];
    if (variants.length === 0 || !(rule || untagged)) return undefined;
    if (variants.some(([, , , holds]) => Boolean(holds) !== untagged)) return undefined;
    return variants.map(([, before, variant, holds]) => {
      if (holds) return type(holds, undefined, file);
      const renamed = /rename = "([^"]+)"/.exec(before)?.[1];
      const snake = variant.replace(/(?!^)([A-Z])/g, '_$1').toLowerCase();
      return `'${renamed ?? (rule === 'snake_case' ? snake : variant.toLowerCase())}'`;
    }).join(' | ');
  }
  return undefined;
}

/** What a parameter may be: from its type in Rust, else from its default. */
function type(rust, value, near) {
  const list = /^Vec<(.+)>$/.exec(rust) ?? /^\[(.+); \d+\]$/.exec(rust);
  const optional = /^Option<(.+)>$/.exec(rust);
  if (optional) return `${type(optional[1], undefined, near)} | null`;
  if (/^([iu](8|16|32|64|size)|f32|f64)$/.test(rust)) return 'number';
  // A macro's argument has its default where a field has its type.
  if (/^\d[\d.]*$/.test(rust)) return 'number';
  if (rust === 'bool') return 'boolean';
  if (rust === 'String') return 'string';
  if (rust.startsWith('BTreeMap<String, ')) return `Record<string, ${type(rust.slice(17, -1), undefined, near)}>`;
  if (rust === 'Box<dyn AnyEstimator>') return 'Estimator';
  if (rust === 'Step') return 'Part | [string, Estimator]';
  if (rust === 'Part') return 'Part | [string, Estimator | null, number[]]';
  if (/^\(.+\)$/.test(rust)) {
    return `[${rust.slice(1, -1).split(',').map((one) => type(one.trim(), undefined, near)).join(', ')}]`;
  }
  if (list) return `Array<${type(list[1], undefined, near)}>`;
  return union(rust.replace(/.*::/, ''), near)
    ?? (['number', 'string'].includes(typeof value) ? 'string | number' : value ? 'object' : 'unknown');
}

/** Where an estimator is defined: its doc comment, and the file and place of its parameters. */
function definition(name) {
  const named = new RegExp(`NAME: &(?:'static )?str = "${name}"`);
  // The list's name may be another one than the struct's: `PCA`.
  const own = (file) => named.test(file.text)
    ? new RegExp(`pub struct (${name})\\b`, 'i').exec(file.text)?.[1] ?? name : name;
  for (const file of [...files].sort((a, b) => Number(named.test(b.text)) - Number(named.test(a.text)))) {
    // A struct, or the name at the beginning of a macro's argument.
    const begin = new RegExp(`((?:^[ ]*///.*\\n)+)(?:^[ ]*#\\[.*\\]\\n)*^[ ]*(?:pub struct ${own(file)}\\b|${name}[ ,])`, 'm')
      .exec(file.text);
    if (begin) return { file, docs: doc(begin[1]), at: begin.index + begin[1].length };
    // A macro's argument whose doc comment is another argument.
    const call = new RegExp(`^(\\w+)!\\(\\n\\s*${name},[^"]*(?:"${name}",[^"]*)?"([^"]+)"`, 'm').exec(file.text);
    if (call) {
      const docs = call[2].replace(/\\\n\s*/g, '');
      return { file, docs, at: file.text.indexOf(`macro_rules! ${call[1]} `) };
    }
  }
  return undefined;
}

/** A parameter's doc comment and type: the first of that name after the estimator, else before. */
function parameter({ file, at }, name) {
  const field = `(?:^[ ]*#\\[serde\\(rename = "${name}"\\)\\]\\n^[ ]*(?:pub )?\\w+|(?:^[ ]*#\\[.*\\]\\n)*^[ ]*(?:pub )?${name})`;
  const pattern = new RegExp(`((?:^[ ]*///.*\\n)+)${field}: ([^=\\n]+?)(?: =.*)?,?(?: \\})?$`, 'm');
  const found = pattern.exec(file.text.slice(at)) ?? pattern.exec(file.text);
  if (found) return { docs: doc(found[1]), rust: found[2].trim() };
  const argument = new RegExp(`^[ ]*${name}: ([^=\\n]+?) = .*,\\n[ ]*"([^"]+)"`, 'm').exec(file.text);
  return argument && { docs: argument[2], rust: argument[1].trim() };
}

const comment = (text, indent) => {
  const lines = text.replaceAll('*/', '* /').split('\n');
  return lines.length === 1 ? `${indent}/** ${lines[0]} */\n`
    : `${indent}/**\n${lines.map((line) => `${indent} * ${line}`.trimEnd()).join('\n')}\n${indent} */\n`;
};

/** The classes of all estimators and recommenders in the lists. */
export function classes(list, recommenders) {
  const missing = [];
  let out = '// Generated from the lists of estimators and recommenders by `cargo xtask web`. Do not edit.\n'
    + `import { Estimator, type Part } from '../learn/estimator';\n`
    + `import { Recommender } from '../learn/recommend';\n`;
  const all = [...list.map((one) => ({ ...one, base: 'Estimator' })),
    ...recommenders.map((one) => ({ ...one, base: 'Recommender' }))];
  for (const { name, params, base } of all) {
    const found = definition(name);
    if (!found) missing.push(name);
    const keys = Object.entries(params);
    if (keys.length > 0) {
      out += `\n/** Parameters of \`${name}\`. */\nexport interface ${name}Params {\n`;
      for (const [key, value] of keys) {
        const known = found && parameter(found, key);
        if (!known) missing.push(`${name}.${key}`);
        const text = `${known?.docs ?? ''}\nDefault: \`${JSON.stringify(value)}\`.`.trim();
        out += comment(text, '  ') + `  ${key}?: ${type(known?.rust ?? '', value, found?.file ?? files[0])};\n`;
      }
      out += '}\n';
    }
    const generic = keys.length > 0 ? `<${name}Params>` : '';
    out += `\n${comment(found?.docs ?? name, '')}export class ${name} extends ${base}${generic} {\n`
      + `  readonly estimator = '${name}';\n}\n`;
  }
  // The class is right all the same: nobody should have to stop for that.
  if (missing.length > 0) console.warn(`no doc comment was found for ${missing.join(', ')}`);
  return out;
}

/** Writes the file anew if the module in `dist` is there and has another list. */
export async function writeClasses() {
  const script = `${root}dist/sparkler.learn-simd.js`;
  if (!existsSync(script)) return;
  const glue = (await import(pathToFileURL(script).href)).default();
  glue.initSync({ module: new WebAssembly.Module(readFileSync(`${root}dist/sparkler.learn-simd.wasm`)) });
  const text = classes(JSON.parse(glue.estimators()), JSON.parse(glue.recommenders()));
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  writeFileSync(target, text);
  console.log(`${target} was out of date: written anew`);
}
