// `npm run docs`: writes the pages of docs/ that come from the sources.

import { writeFileSync } from 'node:fs';
import { pages, placeOf } from './pages.ts';

for (const [path, page] of Object.entries(pages)) {
  writeFileSync(placeOf(path), page());
  console.log(path);
}
