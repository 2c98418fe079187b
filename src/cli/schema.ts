import { siteJsonSchema, tokensJsonSchema } from '../model/config/json-schema.ts';

export function schema(of: 'site' | 'tokens'): void {
  process.stdout.write(of === 'tokens' ? tokensJsonSchema() : siteJsonSchema());
}
