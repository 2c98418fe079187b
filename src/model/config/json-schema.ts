import { SiteFile } from './schema.ts';

/** The JSON Schema of the site file as text, for editors. */
export const siteJsonSchema = (): string =>
  `${JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...SiteFile }, undefined, 2)}\n`;
