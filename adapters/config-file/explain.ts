// What a schema finds, in words that say what to do.

import type { ErrorObject } from 'ajv';
import type { ConfigProblem } from '../../src/model/config/problem.ts';

const mostShown = 20;

export function explain(errors: readonly ErrorObject[]): ConfigProblem[] {
  return errors.slice(0, mostShown).map(explainOne);
}

function explainOne(error: ErrorObject): ConfigProblem {
  const path = error.instancePath.split('/').slice(1).map(keyOf);
  const params = error.params as Record<string, unknown>;
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty']);
      const known = Object.keys((error.parentSchema as { properties?: object }).properties ?? {});
      const near = nearest(key, known);
      return {
        level: 'error',
        code: 'BB_CONFIG_UNKNOWN_KEY',
        path: [...path, key],
        message: `There is no key "${key}" here.`,
        remedy: near === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${near}"?`,
      };
    }
    case 'required':
      return problem('BB_CONFIG_MISSING_KEY', path, `"${String(params['missingProperty'])}" is missing.`, 'Add it.');
    case 'enum':
      return problem(
        'BB_CONFIG_VALUE',
        path,
        `${shown(error)} is none of the allowed values.`,
        `Write one of: ${(params['allowedValues'] as unknown[]).join(', ')}.`,
      );
    case 'const':
      return problem(
        'BB_CONFIG_VALUE',
        path,
        `${shown(error)} is not allowed here.`,
        `"${String(params['allowedValue'])}" is.`,
      );
    case 'type':
      return problem('BB_CONFIG_TYPE', path, `${shown(error)} is no ${String(params['type'])}.`, hint(error));
    default:
      return problem('BB_CONFIG_VALUE', path, `${shown(error)} ${error.message ?? 'is not valid'}.`, hint(error));
  }
}

const problem = (code: string, path: (string | number)[], message: string, remedy: string): ConfigProblem => ({
  level: 'error',
  code,
  path,
  message,
  remedy,
});

const keyOf = (text: string): string | number =>
  /^\d+$/.test(text) ? Number(text) : text.replaceAll('~1', '/').replaceAll('~0', '~');

/** The value, unless it may be a secret. */
const shown = (error: ErrorObject): string =>
  /password|secret|key/i.test(error.instancePath)
    ? 'The value'
    : (JSON.stringify(error.data)?.slice(0, 60) ?? 'The value');

const hint = (error: ErrorObject): string =>
  (error.parentSchema as { description?: string }).description ?? 'See config/site.schema.json.';

/** The known key that differs by the fewest letters, if few enough. */
function nearest(key: string, known: readonly string[]): string | undefined {
  const ranked = known.map((other) => ({ other, by: distance(key.toLowerCase(), other.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.by - b.by)[0];
  return best !== undefined && best.by <= 3 && best.by < key.length ? best.other : undefined;
}

/** Levenshtein. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1)
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    row = next;
  }
  return row[b.length]!;
}
