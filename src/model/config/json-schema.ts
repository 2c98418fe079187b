import { TokensFile } from './schema-tokens.ts';
import { SiteFile } from './schema.ts';

/** The JSON Schema of the site file as text, for editors. */
export const siteJsonSchema = (): string => textOf(SiteFile);

/** The same of the site's own list of tokens. */
export const tokensJsonSchema = (): string => textOf(TokensFile);

const textOf = (schema: object): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...schema }, undefined, 2)}\n`;
