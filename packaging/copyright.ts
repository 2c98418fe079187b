// The copyright file: Busbar, Node.js, and each package that is in the package, with the licence that it names.

import { join } from 'node:path';
import { isProduction, lockedPackages } from './production.ts';

export function copyrightOf(home: string, version: string): string {
  const packages = [...lockedPackages(home)].filter(isProduction);
  const each = packages.map(([path, { version: at, license = 'see its folder' }]) =>
    paragraph([
      `Files: ${join('usr/lib/busbar', path)}/*`,
      `Copyright: the authors of ${path.replace(/^.*node_modules\//, '')} ${at}; see the files in its folder`,
      `License: ${license}`,
    ]),
  );
  return [
    paragraph([
      'Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/',
      'Upstream-Name: Busbar',
      `Comment: Busbar ${version}. The licence texts of what is included lie beside it in /usr/lib/busbar.`,
    ]),
    paragraph([
      'Files: *',
      'Copyright: the Busbar authors',
      'License: Apache-2.0',
      ' The full text is in /usr/share/common-licenses/Apache-2.0.',
    ]),
    paragraph([
      'Files: usr/lib/busbar/bin/node',
      'Copyright: Node.js contributors',
      'License: MIT',
      ' The full text, and those of what it includes, are in /usr/lib/busbar/LICENSE.node.',
    ]),
    ...each,
  ].join('\n');
}

const paragraph = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
