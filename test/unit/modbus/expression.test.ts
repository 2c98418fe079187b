import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxExpressionLength } from '../../../src/modbus/expression-parser.ts';
import { readExpression } from '../../../src/modbus/expression.ts';
import type { Value } from '../../../src/modbus/value.ts';

type Known = Readonly<Record<string, Value | readonly Value[]>>;

function evaluate(text: string, known: Known = {}): Value {
  const read = readExpression(text);
  if ('problem' in read) throw new Error(`${text}: ${read.problem.message}`);
  return read.expression.evaluate((name) => known[name] ?? null);
}

function problemOf(text: string) {
  const read = readExpression(text);
  if (!('problem' in read)) throw new Error(`${text} can be read`);
  return read.problem;
}

const vestel = "cp_state == 8 ? 'E' : cable < 2 ? 'A' : charging == 1 ? 'C' : 'B'";

describe('expressions as device files have them', () => {
  it.each<[string, Known, Value]>([
    [vestel, { cp_state: 8, cable: 0, charging: 0 }, 'E'],
    [vestel, { cp_state: 1, cable: 1, charging: 0 }, 'A'],
    [vestel, { cp_state: 1, cable: 3, charging: 1 }, 'C'],
    [vestel, { cp_state: 1, cable: 3, charging: 0 }, 'B'],
    [vestel, { cp_state: 1, cable: 3 }, null],
    ["phases_hw == 1 && semver(firmware) >= '3.187.0'", { phases_hw: 1, firmware: 'v3.187.0-1.0.155.0' }, true],
    ["semver(firmware) >= '3.156.0'", { firmware: 'v3.47.9' }, false],
    ["semver(firmware) < '3.10.16'", { firmware: '3.9' }, true],
    ["semver(firmware) == '3.9.0'", { firmware: '3.9' }, true],
    ["semver(firmware) >= '1.0'", { firmware: 'unknown' }, null],
    ["matches(model, '4You|4Business')", { model: 'Amtron 4You 500' }, true],
    ["matches(model, '^CC61')", { model: 'ICC1324' }, false],
    ['int(product) >= 4000000', { product: 4_001_230 }, true],
    ["edge(state, 'A', 'B')", { state: 'B', '$before.state': 'A' }, true],
    ["edge(state, 'A', 'B')", { state: 'B', '$before.state': 'B' }, false],
    ["edge(state, 'A', 'B')", { state: 'B' }, null],
    ['230 * A * $phases', { A: 16, $phases: 3 }, 11_040],
    ['$connector <= sockets', { $connector: 2, sockets: 1 }, false],
    ['$param.failsafeTimeoutS', { '$param.failsafeTimeoutS': 20 }, 20],
    ['raw == 0', { raw: 0 }, true],
    ['sum(current)', { current: [6, 6.5, 0] }, 12.5],
    ['sum(current)', { current: [6, null, 0] }, null],
    ['sum(current)', { current: [] }, null],
  ])('%s with %j is %j', (text, known, value) => {
    expect(evaluate(text, known)).toBe(value);
  });

  it.each<[string, Value]>([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['10 - 3 - 2', 5],
    ['-2 * -3', 6],
    ['7 % 4', 3],
    ['0x7F00 & 0x0100', 0x100],
    ['6 & 4 == 4', true],
    ['1 | 2 & 2', 3],
    ['1 + 1 | 4', 6],
    ['0xFFFFFFFF & 0xFFFFFFFF', 0xffff_ffff],
    ['1.5 & 1', null],
    ['1 / 0', null],
    ['1 % 0', null],
    ["'a' + 1", null],
    ["'1' == 1", null],
    ['true == 1', true],
    ["'a' < 'b'", true],
    ['!0', true],
    ['!true || 1 < 2 && 2 < 3', true],
    ['1 ? 2 ? 3 : 4 : 5', 3],
    ['0 ? 1 : 0 ? 2 : 3', 3],
    ["int('0x1F')", 31],
    ["int(' 12 ')", 12],
    ["int('12 A')", null],
    ['int(-1.9)', -1],
  ])('%s is %j', (text, value) => {
    expect(evaluate(text)).toBe(value);
  });

  it('says which names it reads', () => {
    const read = readExpression("edge(state, 'A', 'B') && sum(current) > $last.limit");
    expect(read).toMatchObject({
      expression: { names: ['state', '$before.state', 'current', '$last.limit'], lists: ['current'] },
    });
  });
});

describe('what is no expression', () => {
  it.each<[string, number, RegExp]>([
    ['', 0, /ends where a value/],
    ['a +', 3, /ends where a value/],
    ['a = 1', 2, /"=" is no operator/],
    ['a "b"', 2, /quoted with "/],
    ["a == 'b", 5, /does not end/],
    ['a b', 2, /"b" stands where an operator/],
    ['(a', 2, /"\)" is wanted/],
    ['a < b < c', 6, /chained/],
    ['1.2.3', 3, /cannot be read/],
    ['12abc', 0, /cannot be read/],
    ['$foo', 0, /no "\$foo"/],
    ['$before.state', 0, /no "\$before.state"/],
    ['a.b', 0, /no "a\.b"/],
    ['eval(1)', 0, /no function "eval"/],
    ['constructor(1)', 0, /no function "constructor"/],
    ["semver(a) > 16 && semver(a) > 'x'", 28, /"x" is no version/],
    ["matches(a, '(a+)+')", 11, /group in the pattern is repeated/],
    ["matches(a, 'a*b*c*')", 11, /repeats 3 times/],
    ["matches(a, '(')", 11, /no regular expression/],
    ['matches(a, b)', 11, /a text/],
    ['edge(1, 2, 3)', 5, /name of a point/],
    ['sum($arg)', 4, /name of a point/],
    ['a ^ b', 2, /"\^" is no operator/],
  ])('%s: character %i', (text, at, message) => {
    const problem = problemOf(text);
    expect(problem.at).toBe(at);
    expect(problem.message).toMatch(message);
    expect(problem.remedy).not.toBe('');
  });

  it('is one that is too long or too deep', () => {
    expect(problemOf('1+'.repeat(maxExpressionLength)).message).toMatch(/at most 500/);
    expect(problemOf(`${'('.repeat(30)}1${')'.repeat(30)}`).message).toMatch(/24 levels/);
    expect(problemOf(`${'!'.repeat(30)}1`).message).toMatch(/24 levels/);
  });
});

interface Sum {
  readonly text: string;
  readonly value: number;
}

const join = (a: Sum, operator: string, b: Sum): Sum => ({
  text: `(${a.text} ${operator} ${b.text})`,
  value: operator === '+' ? a.value + b.value : operator === '-' ? a.value - b.value : a.value * b.value,
});

/** Expressions with what they are worth. */
const { sums } = fc.letrec<{ sums: Sum; number: Sum }>((tie) => ({
  sums: fc.oneof(
    { maxDepth: 4 },
    tie('number'),
    fc.tuple(tie('sums'), fc.constantFrom('+', '-', '*'), tie('sums')).map(([a, operator, b]) => join(a, operator, b)),
    fc.tuple(tie('sums'), tie('sums'), tie('sums')).map(([a, b, c]) => ({
      text: `(${a.text} < ${b.text} ? ${b.text} : ${c.text})`,
      value: a.value < b.value ? b.value : c.value,
    })),
  ),
  number: fc.integer({ min: 0, max: 100 }).map((value) => ({ text: String(value), value })),
}));

describe('every expression', () => {
  it('of whole numbers means what it means in mathematics', () => {
    fc.assert(
      fc.property(sums, ({ text, value }) => {
        fc.pre(text.length <= maxExpressionLength);
        expect(evaluate(text)).toBe(value);
      }),
    );
  });

  it('is a function or a problem with its place, whatever is written', () => {
    const words = fc.array(
      fc.constantFrom(
        ...[
          'a',
          '1',
          '0x',
          "'t'",
          '(',
          ')',
          '+',
          '&&',
          '||',
          '?',
          ':',
          '<',
          'sum',
          'semver',
          ',',
          '$arg',
          '!',
          '"',
          '#',
          ' ',
        ],
      ),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          words.map((list) => list.join('')),
          fc.string(),
        ),
        (text) => {
          const read = readExpression(text);
          if ('problem' in read) return read.problem.at >= 0 && read.problem.at <= text.length;
          const value = read.expression.evaluate(() => null);
          return value === null || ['number', 'string', 'boolean'].includes(typeof value);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('with arithmetic or comparison of something unknown is unknown', () => {
    const operators = ['+', '-', '*', '/', '%', '&', '|', '==', '!=', '<', '<=', '>', '>='];
    fc.assert(
      fc.property(
        fc.constantFrom(...operators),
        fc.integer({ min: 0, max: 9 }),
        fc.boolean(),
        (operator, number, left) => {
          expect(evaluate(left ? `gone ${operator} ${number}` : `${number} ${operator} gone`)).toBeNull();
        },
      ),
    );
  });

  it('of three-valued logic follows Kleene', () => {
    const values = [true, false, null] as const;
    for (const a of values)
      for (const b of values) {
        const and = a === false || b === false ? false : a === null || b === null ? null : true;
        const or = a === true || b === true ? true : a === null || b === null ? null : false;
        expect([evaluate('a && b', { a, b }), evaluate('a || b', { a, b })]).toEqual([and, or]);
      }
  });
});
