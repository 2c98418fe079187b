import { siteJsonSchema, tokensJsonSchema } from '../model/config/json-schema.ts';
import { deviceJsonSchema } from '../modbus/schema/json-schema.ts';

const schemas = { site: siteJsonSchema, tokens: tokensJsonSchema, device: deviceJsonSchema };

export function schema(of: keyof typeof schemas): void {
  process.stdout.write(schemas[of]());
}
