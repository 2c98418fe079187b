import { stringify } from 'yaml';
import { siteJsonSchema, tokensJsonSchema } from '../model/config/json-schema.ts';
import { deviceJsonSchema } from '../modbus/schema/json-schema.ts';
import { openApiText } from './open-api.ts';
import { asyncApiDocument, payloadSchemas } from '../uplink/mqtt/asyncapi.ts';

const schemas = {
  site: siteJsonSchema,
  tokens: tokensJsonSchema,
  device: deviceJsonSchema,
  mqtt: () => `${JSON.stringify(payloadSchemas(), undefined, 2)}\n`,
  asyncapi: () => asyncApiYaml(),
  openapi: () => openApiText(),
};

export const asyncApiYaml = (): string =>
  `# Written by: npm run -s schema asyncapi > docs/asyncapi.yaml\n${stringify(asyncApiDocument(), { aliasDuplicateObjects: false, lineWidth: 120 })}`;

export async function schema(of: keyof typeof schemas): Promise<void> {
  process.stdout.write(await schemas[of]());
}
