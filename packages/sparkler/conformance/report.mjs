/** Writes docs/conformance.md. */
import {byFile} from './passing.mjs';
import {reasonOf, reasons} from './reasons.mjs';

const INTRODUCTION = `\
# Conformance

<!-- Written by \`cargo xtask conformance --report\`. Do not edit. -->

The package runs the suite of \`@tensorflow/tfjs-core\` 4.22 in the place of TensorFlow.js: every import that a spec makes of the tested package is answered by the public names of ours. [The runner](../packages/sparkler/conformance/README.md) says how. Stock TensorFlow.js, tested in the same way, passes`;

/** The page for one run. */
export function reportText(result, fullMark) {
  const passed = result.specs.filter(spec => spec.status === 'passed').length;
  const failed = result.specs.filter(spec => spec.status === 'failed');
  return `${INTRODUCTION} ${fullMark} specs; the others need internals that no other package has.

**${passed} of ${fullMark} pass**, ${failed.length} fail.

## What fails, by reason

${table(['reason', 'specs'], byReason(failed))}
${details(failed)}${notLoaded(result)}
## Files with specs that fail

${table(['file', 'pass', 'of'], byFile(result).map(([file, specs]) =>
    [`\`${file}\``, specs.filter(spec => spec.status === 'passed').length, specs.filter(spec => spec.status !== 'pending').length])
    .filter(([, pass, of]) => pass < of))}`;
}

function byReason(failed) {
  const counts = new Map(reasons.map(reason => [reason, 0]));
  for (const spec of failed) {
    const {reason} = reasonOf(spec);
    counts.set(reason, counts.get(reason) + 1);
  }
  return [...counts].filter(([, count]) => count > 0).sort((a, b) => b[1] - a[1]);
}

/** For reasons that have something behind them, a table of that. */
function details(failed) {
  const tables = new Map();
  for (const spec of failed) {
    const {reason, detail} = reasonOf(spec);
    if (detail === '') continue;
    if (!tables.has(reason)) tables.set(reason, new Map());
    const counts = tables.get(reason);
    counts.set(detail, (counts.get(detail) ?? 0) + 1);
  }
  return reasons.filter(reason => tables.has(reason)).map(reason => {
    const rows = [...tables.get(reason)].map(([detail, count]) => [`\`${detail}\``, count]);
    rows.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    return `\n### A spec ${reason}\n\n${table(['what', 'specs'], rows)}`;
  }).join('').replaceAll('### A spec an ', '### An ');
}

function notLoaded({notLoaded: files}) {
  if (files.length === 0) return '';
  const rows = files.map(({file, message, missing}) => [`\`${file}\``, missing[0] ? `\`${missing[0]}\` is missing` : message]);
  return `\n## Files that do not load\n\n${table(['file', 'why'], rows)}`;
}

function table(head, rows) {
  const line = cells => `| ${cells.map(cell => String(cell).replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |\n`;
  return line(head) + line(head.map(() => '---')) + rows.map(line).join('');
}
