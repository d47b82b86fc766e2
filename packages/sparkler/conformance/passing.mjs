/**
 * The list of what passes, `passing.txt`: for each spec file how many specs pass, and by name the
 * specs that do not. The test command holds each run against it, so that nothing that passed once
 * fails unnoticed.
 */
import fs from 'node:fs';

const HEADER = `\
# What passes of the suite of @tensorflow/tfjs-core: for each file how many specs, and, indented,
# those that do not. Written by \`cargo xtask conformance --accept\`.
`;

/** The text of the list after that run. */
export function passingText(result) {
  const lines = byFile(result).map(([file, specs]) => {
    const passed = specs.filter(spec => spec.status === 'passed').length;
    const others = specs.filter(spec => spec.status !== 'passed').map(spec => `  ${escaped(spec.name)}\n`);
    return `${file} ${passed}\n${others.sort().join('')}`;
  });
  return HEADER + lines.join('');
}

/** Reads the list, without the files that `only` does not match. */
export function readPassing(path, only) {
  const files = new Map();
  let current;
  for (const line of fs.readFileSync(path, 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('  ')) {
      current.mayFail.add(line.slice(2));
      continue;
    }
    const [file, passed] = line.split(' ');
    current = {passed: Number(passed), mayFail: new Set()};
    if (only === undefined || only.test(file)) files.set(file, current);
  }
  return files;
}

/** What is worse in a run than in the list, a line each. */
export function compare(result, accepted) {
  const lines = [];
  const files = new Map(byFile(result));
  for (const [file, {passed, mayFail}] of accepted) {
    const specs = files.get(file) ?? [];
    const worse = specs.filter(spec => spec.status !== 'passed' && !mayFail.has(escaped(spec.name)));
    for (const spec of worse) {
      lines.push(`${file}: no longer passes: ${spec.name}: ${(spec.messages[0] ?? spec.status).slice(0, 300)}`);
    }
    const now = specs.filter(spec => spec.status === 'passed').length;
    if (now < passed && worse.length === 0) {
      lines.push(`${file}: ${now} specs pass, ${passed} did`);
    }
  }
  return lines;
}

/** The specs of each file, files in order of name. */
export function byFile({specs, notLoaded}) {
  const files = new Map(notLoaded.map(({file}) => [file, []]));
  for (const spec of specs) {
    if (!files.has(spec.file)) files.set(spec.file, []);
    files.get(spec.file).push(spec);
  }
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1));
}

function escaped(name) {
  return name.replaceAll('\n', '\\n');
}
