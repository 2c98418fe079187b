// JSON texts as somebody may write them: odd spaces, numbers such as 1.0, escapes, keys that mean something elsewhere.

import fc from 'fast-check';

const numbers = ['0', '-0', '1.0', '1.50', '1e3', '1E+2', '-12', '9007199254740993', '0.1', '100000000000000000000'];
const pieces = [
  ...['a', 'Z', ' ', 'é', '€', '{', '}', '[', ']', ',', ':'],
  ...['\\u0041', '\\n', '\\"', '\\\\', '\\/', '\\ud83d\\ude00', '\\t'],
];
const names = [
  ...['transactionId', 'offline', 'status', 'idTagInfo', 'idTokenInfo', 'connectorId', 'evseId'],
  ...['customData', 'vendorId', 'acme', '\\u0061', 'a\\"b'],
];

export const space = fc.constantFrom('', '', ' ', '\n\t', '  ');
export const oddText = fc.array(fc.constantFrom(...pieces), { maxLength: 6 }).map((all) => `"${all.join('')}"`);

export const oddObject: fc.Arbitrary<string> = nested(2);

function nested(depth: number): fc.Arbitrary<string> {
  const plain = fc.oneof(oddText, fc.constantFrom(...numbers), fc.constantFrom('true', 'false', 'null'));
  const value = depth === 0 ? plain : fc.oneof(plain, nested(depth - 1), listOf(fc.oneof(plain, nested(depth - 1))));
  return fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...names), { maxLength: 4 }),
      fc.tuple(value, value, value, value),
      space,
      space,
    )
    .map(([keys, values, gap, other]) => {
      const members = keys.map((key, at) => `"${key}"${other}:${gap}${values[at]!}`);
      return `{${gap}${members.join(`${other},${gap}`)}${other}}`;
    });
}

function listOf(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(fc.array(value, { maxLength: 3 }), space).map(([all, gap]) => `[${gap}${all.join(`${gap},${gap}`)}]`);
}
