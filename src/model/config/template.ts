// Templates: a station has the keys of its template, and its own over them, key by key.

import { error } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';

export type StationEntry = SiteFile['stations'][number];
export type Template = NonNullable<SiteFile['templates']>[string];

/** An entry of `stations` with the keys of its template under its own. */
export interface Merged {
  readonly keys: Template;
  readonly entry: StationEntry;
  /** Where a key of `keys` stands: in the entry, in its template, or nowhere and so expected in the entry. */
  readonly whereIs: (key: keyof Template) => ConfigPath;
}

export function mergeTemplate(file: SiteFile, entry: StationEntry, at: number, report: Report): Merged {
  const { template: name } = entry;
  const templates = file.templates ?? {};
  // A name that every object inherits is no template.
  const template = name !== undefined && Object.hasOwn(templates, name) ? templates[name] : undefined;
  if (name !== undefined && template === undefined)
    report(
      error(
        'BB_CONFIG_UNKNOWN_TEMPLATE',
        ['stations', at, 'template'],
        `There is no template "${name}".`,
        `Add it under "templates", or use one of: ${Object.keys(templates).join(', ') || 'none yet'}.`,
      ),
    );
  return {
    keys: { ...template, ...entry },
    entry,
    whereIs: (key) =>
      entry[key] === undefined && template?.[key] !== undefined ? ['templates', name!, key] : ['stations', at, key],
  };
}
