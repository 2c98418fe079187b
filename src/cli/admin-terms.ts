// Credentials, TLS and access are the admin's. Others set limits, circuits and stations, and passwords that they know.

import type { AdminChange } from '../../adapters/config-file/admin-changes.ts';
import { adminChange } from '../../adapters/config-file/admin-changes.ts';
import type { Role } from '../local/actor.ts';
import { mayAs } from '../local/actor.ts';
import type { FileProblem } from '../local/site-file.ts';

/** What this role may not change so; without a role it is the gateway itself, or somebody who may write the file anyway. */
export function barredFor(
  role: Role | undefined,
  before: string,
  after: string,
  options: { readonly wherever?: boolean } = {},
): FileProblem | undefined {
  if (role === undefined || mayAs(role, 'admin')) return undefined;
  const change = adminChange(before, after, options);
  if (change === undefined) return undefined;
  const { kind, path, line } = change;
  const { what, otherwise } = words[kind];
  return {
    code: 'BB_SITE_FILE_ADMIN',
    message: `Line ${line} ${what}, which takes the role admin.`,
    remedy: `Ask an admin of this gateway for it.${otherwise}`,
    ...{ path, line },
  };
}

const words: Readonly<Record<AdminChange['kind'], { readonly what: string; readonly otherwise: string }>> = {
  reference: {
    what: 'reads a secret of this computer (${file:…} or ${env:…}) where none was read before',
    otherwise: ' Or write the password itself.',
  },
  file: { what: 'names another file of this computer', otherwise: '' },
  address: {
    what: 'sends a password that is kept to another address',
    otherwise: ' Or write the password of the new address with it.',
  },
  access: { what: 'changes who may use the API of this gateway, or where its data are', otherwise: '' },
};
