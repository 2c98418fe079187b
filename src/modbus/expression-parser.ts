// From the text of an expression to a function. Precedence climbing; nothing is evaluated as code.

import { tokensOf } from './expression-tokens.ts';
import type { Misread, Token } from './expression-tokens.ts';
import type { Arithmetic, Comparison, Run, Scope } from './expression-values.ts';
import * as values from './expression-values.ts';
import { readPattern } from './pattern.ts';
import type { Value } from './value.ts';

/** The longest one that a device needs has some 150 characters. */
export const maxExpressionLength = 500;
/** Parentheses and signs within each other. */
const maxDepth = 24;

export type ParsedExpression =
  | {
      readonly names: readonly string[];
      readonly lists: readonly string[];
      readonly evaluate: (scope: Scope) => Value;
    }
  | { readonly problem: Misread };

/** A part of the expression. `version`: it is what `semver()` gives. */
interface Part {
  readonly run: Run;
  readonly version?: true;
  /** Of a part that always says the same. */
  readonly constant?: Value;
}

export function parseExpression(text: string): ParsedExpression {
  if (text.length > maxExpressionLength)
    return {
      problem: {
        at: maxExpressionLength,
        message: `The expression has ${text.length} characters; it may have at most ${maxExpressionLength}.`,
        remedy: 'Put a part of it under "computed", with a name.',
      },
    };
  const tokens = tokensOf(text);
  if ('message' in tokens) return { problem: tokens };
  const names = new Set<string>();
  const lists = new Set<string>();
  try {
    const reader: Reader = { tokens, at: 0, depth: 0, names, lists };
    const { run } = conditional(reader);
    if (peek(reader).kind !== 'end') unexpected(reader, 'an operator');
    return { names: [...names], lists: [...lists], evaluate: run };
  } catch (thrown) {
    if (thrown instanceof Stop) return { problem: thrown.why };
    throw thrown;
  }
}

interface Reader {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
  readonly names: Set<string>;
  readonly lists: Set<string>;
}

class Stop extends Error {
  readonly why: Misread;
  constructor(why: Misread) {
    super(why.message);
    this.why = why;
  }
}

function stop(at: number, message: string, remedy: string): never {
  throw new Stop({ at, message, remedy });
}

const peek = (reader: Reader): Token => reader.tokens[reader.at]!;

function unexpected(reader: Reader, wanted: string): never {
  const token = peek(reader);
  const what = token.kind === 'end' ? 'The expression ends' : `"${token.value}" stands`;
  stop(token.at, `${what} where ${wanted} is wanted.`, 'Check operators, quotes and parentheses.');
}

/** Takes the operator if it is one of these. */
function take(reader: Reader, ...operators: readonly string[]): string | undefined {
  const token = peek(reader);
  if (token.kind !== 'operator' || !operators.includes(token.value)) return undefined;
  reader.at += 1;
  return token.value;
}

function expect(reader: Reader, operator: string): void {
  if (take(reader, operator) === undefined) unexpected(reader, `"${operator}"`);
}

function deeper<T>(reader: Reader, read: () => T): T {
  reader.depth += 1;
  if (reader.depth > maxDepth)
    stop(
      peek(reader).at,
      `More than ${maxDepth} levels are nested here.`,
      'Put a part of it under "computed", with a name.',
    );
  const part = read();
  reader.depth -= 1;
  return part;
}

function conditional(reader: Reader): Part {
  return deeper(reader, () => {
    const condition = binary(reader, 0);
    if (take(reader, '?') === undefined) return condition;
    const yes = conditional(reader);
    expect(reader, ':');
    const no = conditional(reader);
    return { run: values.choose(condition.run, yes.run, no.run) };
  });
}

/** Loosest first. */
const levels = [['||'], ['&&'], Object.keys(values.comparisons), ['|'], ['&'], ['+', '-'], ['*', '/', '%']] as const;
const comparisonLevel = 2;

function binary(reader: Reader, level: number): Part {
  const operators = levels[level];
  if (operators === undefined) return unary(reader);
  let left = binary(reader, level + 1);
  for (let count = 0; ; count += 1) {
    const { at } = peek(reader);
    const operator = take(reader, ...operators);
    if (operator === undefined) return left;
    if (level === comparisonLevel && count > 0)
      stop(at, 'Comparisons cannot be chained.', 'Join them with "&&", or put one in parentheses.');
    left = join(operator, left, binary(reader, level + 1), at);
  }
}

function join(operator: string, left: Part, right: Part, at: number): Part {
  if (operator === '||') return { run: values.either(left.run, right.run) };
  if (operator === '&&') return { run: values.both(left.run, right.run) };
  if (!(operator in values.comparisons)) return { run: values.calculate(operator as Arithmetic, left.run, right.run) };
  const asVersions = left.version === true || right.version === true;
  for (const { constant } of asVersions ? [left, right] : [])
    if (constant !== undefined && values.versionOf(constant) === undefined)
      stop(at, `"${String(constant)}" is no version.`, "Write it as '3.187.0'.");
  return { run: values.compare(operator as Comparison, left.run, right.run, asVersions) };
}

function unary(reader: Reader): Part {
  const operator = take(reader, '!', '-');
  if (operator === undefined) return primary(reader);
  return deeper(reader, () => {
    const { run } = unary(reader);
    return { run: operator === '!' ? values.not(run) : values.minus(run) };
  });
}

function primary(reader: Reader): Part {
  const token = peek(reader);
  if (token.kind === 'number' || token.kind === 'text') {
    reader.at += 1;
    return constantPart(token.value);
  }
  if (token.kind === 'name') {
    reader.at += 1;
    return take(reader, '(') === undefined ? named(reader, token) : call(reader, token);
  }
  if (take(reader, '(') === undefined) unexpected(reader, 'a value');
  const inner = conditional(reader);
  expect(reader, ')');
  return inner;
}

const constantPart = (constant: Value): Part => ({ run: () => constant, constant });

/** What may stand behind a dollar. */
const dollars = /^\$(param\.\w+|last\.limit|fallback\.current|arg|connector|phases)$/;

function named(reader: Reader, { value: name, at }: Token & { kind: 'name' }): Part {
  if (name === 'true' || name === 'false') return constantPart(name === 'true');
  if (name.startsWith('$') ? !dollars.test(name) : name.includes('.'))
    stop(
      at,
      `There is no "${name}".`,
      'Write $param.x, $last.limit, $fallback.current, $arg, $connector, $phases or the name of a point.',
    );
  reader.names.add(name);
  return { run: values.valueOf(name) };
}

function call(reader: Reader, { value: name, at }: Token & { kind: 'name' }): Part {
  const read = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (read === undefined)
    stop(at, `There is no function "${name}".`, `The functions are ${Object.keys(calls).join(', ')}.`);
  const part = read(reader);
  expect(reader, ')');
  return part;
}

const calls: Readonly<Record<string, (reader: Reader) => Part>> = {
  semver(reader) {
    const { run } = conditional(reader);
    return { run: (scope) => values.versionOf(run(scope))?.join('.') ?? null, version: true };
  },
  int(reader) {
    const { run } = conditional(reader);
    return { run: (scope) => values.whole(run(scope)) };
  },
  matches(reader) {
    const { run } = conditional(reader);
    expect(reader, ',');
    const { at } = peek(reader);
    const read = readPattern(text(reader));
    if ('problem' in read)
      stop(at, `This cannot be matched: ${read.problem}.`, 'Write a simple one, such as "4You|4Business".');
    return {
      run(scope) {
        const value = run(scope);
        return value === null ? null : read.pattern.test(String(value));
      },
    };
  },
  edge(reader) {
    const name = point(reader);
    expect(reader, ',');
    const from = text(reader);
    expect(reader, ',');
    const to = text(reader);
    reader.names.add(name).add(`$before.${name}`);
    const now = values.valueOf(name);
    const before = values.valueOf(`$before.${name}`);
    return {
      run(scope) {
        const is = now(scope);
        const was = before(scope);
        return is === null || was === null ? null : String(was) === from && String(is) === to;
      },
    };
  },
  sum(reader) {
    const name = point(reader);
    reader.names.add(name);
    reader.lists.add(name);
    return { run: values.sum(name) };
  },
};

function text(reader: Reader): string {
  const token = peek(reader);
  if (token.kind !== 'text') unexpected(reader, "a text in '…'");
  reader.at += 1;
  return token.value;
}

function point(reader: Reader): string {
  const token = peek(reader);
  if (token.kind !== 'name' || token.value.startsWith('$')) unexpected(reader, 'the name of a point');
  reader.at += 1;
  return token.value;
}
