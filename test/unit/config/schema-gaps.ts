// What a JSON Schema leaves open or does not describe.

type Schema = Record<string, unknown>;

/** Sets of keys that take any key, and keys without a description, by their paths. */
export function schemaGaps(text: string): { open: string[]; silent: string[] } {
  const open: string[] = [];
  const silent: string[] = [];
  const visit = (schema: Schema, path: string): void => {
    const properties = schema['properties'] as Record<string, Schema> | undefined;
    if (properties !== undefined && schema['additionalProperties'] !== false) open.push(path);
    for (const [key, below] of Object.entries(properties ?? {})) {
      if (below['description'] === undefined) silent.push(`${path}.${key}`);
      visit(below, `${path}.${key}`);
    }
    if (schema['items'] !== undefined) visit(schema['items'] as Schema, `${path}[]`);
    for (const below of (schema['anyOf'] ?? []) as Schema[]) visit(below, path);
    for (const below of Object.values(schema['patternProperties'] ?? {})) visit(below as Schema, `${path}.*`);
  };
  visit(JSON.parse(text) as Schema, '');
  return { open, silent };
}
