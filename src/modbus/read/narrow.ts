// Where a key may have one of several forms, what is wrong is said of the form that was meant.

import type { ErrorObject } from 'ajv';

interface Form {
  readonly type?: string;
}

/** Without what other forms of a key would have wanted, where the value has the type of exactly one form. */
export function narrowed(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const beside: string[] = [];
  const settled = new Set<ErrorObject>();
  for (const error of errors.filter(({ keyword }) => keyword === 'anyOf')) {
    const forms = error.schema as readonly Form[];
    const meant = forms.flatMap(({ type }, at) => (isOfType(error.data, type) ? [at] : []));
    if (meant.length !== 1) continue;
    settled.add(error);
    forms.forEach((_, at) => at !== meant[0] && beside.push(`${error.schemaPath}/${at}/`));
  }
  return errors.filter(
    (error) => !settled.has(error) && !beside.some((schemaPath) => error.schemaPath.startsWith(schemaPath)),
  );
}

function isOfType(value: unknown, type: string | undefined): boolean {
  if (Array.isArray(value)) return type === 'array';
  if (typeof value === 'number') return type === 'number' || type === 'integer';
  return value !== null && typeof value === type;
}
