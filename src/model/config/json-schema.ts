import { TokensFile } from './schema-tokens.ts';
import { SiteFile } from './schema.ts';

/** The JSON Schema of the site file as text, for editors. */
export const siteJsonSchema = (): string => schemaText(SiteFile);

/** The same of the site's own list of tokens. */
export const tokensJsonSchema = (): string => schemaText(TokensFile);

/** A schema of ours as the text of a JSON Schema. */
export const schemaText = (schema: object): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, undefined, 2)}\n`;
