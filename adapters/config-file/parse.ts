// YAML that a schema has looked at, or what is wrong with it, each thing with its line.

import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { error } from '../../src/model/config/problem.ts';
import type { ConfigProblem } from '../../src/model/config/problem.ts';
import { explain } from '../../src/model/config/explain.ts';
import type { Located } from './located.ts';
import { firstOf } from './located.ts';
import { resolveSecrets } from './secrets.ts';
import { maxFileBytes, tooLong } from './text.ts';
import { parseYaml } from './yaml.ts';

export const compile = <Shape>(schema: object): ValidateFunction<Shape> =>
  new Ajv({ allErrors: true, strict: false, strictNumbers: true, verbose: true }).compile<Shape>(schema);

export type Parsed<Shape> =
  | {
      readonly ok: true;
      readonly value: Shape;
      /** Secrets that could not be found: the value stands as it is written. */
      readonly problems: readonly Located[];
      readonly locate: (problem: ConfigProblem) => Located;
    }
  | { readonly ok: false; readonly problems: readonly Located[] };

/** Each is looked up in the file; nobody reads more. */
const mostExplained = 1000;

/** `file` is what messages call it, and `schema` the file that describes it. Never throws, and never shows a secret. */
export function parseText<Shape>(
  text: string,
  file: string,
  validate: ValidateFunction<Shape>,
  schema: string,
): Parsed<Shape> {
  if (text.length > maxFileBytes)
    return { ok: false, problems: [{ ...tooLong(text.length), file, line: 1, column: 1 }] };
  const parsed = parseYaml(text);
  if (!parsed.ok)
    return {
      ok: false,
      problems: firstOf(
        parsed.problems.map(({ line, column, message, remedy }) => ({
          ...error('BB_CONFIG_YAML', [], message, remedy),
          file,
          line,
          column,
        })),
      ),
    };
  const secrets = resolveSecrets(parsed.value);
  const locate = (problem: ConfigProblem): Located => ({
    ...problem,
    message: secrets.hide(problem.message),
    remedy: secrets.hide(problem.remedy),
    file,
    ...parsed.placeOf(problem.path),
  });
  if (validate(secrets.value))
    return { ok: true, value: secrets.value, problems: secrets.problems.map(locate), locate };
  // A reference that leads nowhere cannot have the right form either.
  const missing = new Set(secrets.problems.map(({ path }) => path.join('/')));
  const first = (validate.errors ?? []).slice(0, mostExplained);
  const found = explain(first, parsed.value, schema).filter(({ path }) => !missing.has(path.join('/')));
  return { ok: false, problems: firstOf([...secrets.problems, ...found].map(locate)) };
}
