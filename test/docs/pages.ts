// The pages of docs/ that are written from the sources.

import { codesPage } from './codes.ts';
import { devicesPage } from './devices.ts';
import { siteFilePage } from './site-file.ts';

const home = new URL('../../', import.meta.url);

export const pages: Readonly<Record<string, () => string>> = {
  'docs/site-file.md': () => siteFilePage(new URL('config/', home)),
  'docs/devices.md': () => devicesPage(new URL('config/devices/', home)),
  'docs/codes.md': () => codesPage(home),
};

export const placeOf = (path: string): URL => new URL(path, home);
