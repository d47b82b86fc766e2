/** Sorts failed specs by reason. */

const REASONS = [
  ['needs an internal of TensorFlow.js that it does not export', spec =>
    anyMessage(spec, /is not public/) && ''],
  ['uses a public name that is missing', spec => spec.missing[0]],
  ['calls a method that is missing', spec =>
    firstMessage(spec).match(/^TypeError: (?:.*\.)?(\w+) is not a function/)?.[1]],
  ['does not end', spec => firstMessage(spec).includes('Async function did not complete') && ''],
  ['no error where one is expected', spec =>
    /^Expected function to throw an? \w+/.test(firstMessage(spec)) &&
    !/but it threw/.test(firstMessage(spec)) && ''],
  ['another error message than expected', spec =>
    /^Expected function to throw .*but it threw/s.test(firstMessage(spec)) && ''],
  ['values differ', spec =>
    /Arrays differ|Numbers differ|Value out of range|NaN/.test(firstMessage(spec)) && ''],
  ['number, shape or kind of values differs', spec =>
    /Arrays (have|are of) different/.test(firstMessage(spec)) && ''],
  ['count of tensors or bytes', spec =>
    spec.memory && /^Expected -?\d+ to /.test(firstMessage(spec)) && ''],
  ['data type differs', spec =>
    /^Expected '(bool|int32|float32|complex64|string)' to /.test(firstMessage(spec)) && ''],
  ['an expectation does not hold', spec => /^Expected /.test(firstMessage(spec)) && ''],
  ['an error where none is expected', spec =>
    firstMessage(spec).match(/^(?:Failed: )?(?:\w*Error: )?(.{0,40}?)(?::|\n|$)/s)?.[1]],
  ['other', () => ''],
];

/** The reasons in the order in which `reasonOf` tries them. */
export const reasons = REASONS.map(([reason]) => reason);

/** Why a spec failed: a reason and, where there is one, what is behind it. */
export function reasonOf(spec) {
  for (const [reason, find] of REASONS) {
    const detail = find(spec);
    if (detail !== undefined && detail !== null && detail !== false) return {reason, detail};
  }
  throw new Error('the last reason fits everything');
}

function firstMessage(spec) {
  return spec.messages[0] ?? '';
}

function anyMessage(spec, pattern) {
  return spec.messages.some(message => pattern.test(message));
}
