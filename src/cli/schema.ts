import { siteJsonSchema } from '../model/config/json-schema.ts';

export function schema(): void {
  process.stdout.write(siteJsonSchema());
}
