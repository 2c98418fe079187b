// CAs, certificates of servers and of stations, and lists of revoked ones, made with openssl; and a gateway with TLS.

import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tempDir } from '../peers/temp-dir.ts';

const day = 86_400_000;

export interface Wanted {
  readonly name?: string;
  readonly organization?: string;
  readonly kind?: 'rsa' | 'ec';
  /** RSA bits. */
  readonly bits?: number;
  /** DNS names and addresses; none when empty. */
  readonly names?: readonly string[];
  readonly from?: number;
  readonly to?: number;
  /** It may sign others. */
  readonly ca?: boolean;
}

/** Paths of PEM files. */
export interface Files {
  readonly cert: string;
  readonly key: string;
}

export interface Authority extends Files {
  issue(wanted: Wanted): Files;
  /** A CA below this one. */
  below(name: string): Authority;
  revoke(files: Files): void;
  /** The list of what was revoked, made anew; valid for so many days. */
  crl(days?: number): string;
}

/** A folder of the test, removed with it. */
export const folder = (): string => tempDir('tls');

let made = 0;
const utc = (at: number): string => `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;

const keyArgs = ({ kind = 'ec', bits = 2048 }: Wanted): string[] =>
  kind === 'rsa' ? ['-newkey', `rsa:${bits}`] : ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256'];

const subjectOf = ({ name = 'gateway', organization }: Wanted): string =>
  `${organization === undefined ? '' : `/O=${organization}`}/CN=${name}`;

export function authority(dir: string, name = 'Depot CA'): Authority {
  const base = `ca${(made += 1)}`;
  openssl(
    dir,
    'req',
    '-x509',
    ...keyArgs({}),
    '-nodes',
    '-keyout',
    `${base}.key`,
    '-out',
    `${base}.pem`,
    '-days',
    '30',
    '-subj',
    `/CN=${name}`,
  );
  return authorityAt(dir, base);
}

function openssl(dir: string, ...args: string[]): void {
  execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
}

function authorityAt(dir: string, base: string): Authority {
  writeFileSync(join(dir, `${base}.index`), '');
  writeFileSync(join(dir, `${base}.number`), '01\n');
  writeFileSync(
    join(dir, `${base}.cnf`),
    `[ca]\ndefault_ca=it\n[it]\ndatabase=${base}.index\nnew_certs_dir=.\nprivate_key=${base}.key\ncertificate=${base}.pem\ndefault_md=sha256\npolicy=any\nunique_subject=no\nrand_serial=yes\ncrlnumber=${base}.number\ndefault_crl_days=7\n[any]\norganizationName=optional\ncommonName=supplied\n`,
  );

  function issue(wanted: Wanted): Files {
    const {
      names = ['localhost', '127.0.0.1'],
      from = Date.now() - day,
      to = Date.now() + 90 * day,
      ca = false,
    } = wanted;
    const own = `c${(made += 1)}`;
    const alternatives = names.map((one) => (/^[\d.]+$/.test(one) ? `IP:${one}` : `DNS:${one}`)).join(',');
    writeFileSync(
      join(dir, `${own}.ext`),
      `basicConstraints=CA:${ca ? 'TRUE' : 'FALSE'}\n${names.length > 0 && !ca ? `subjectAltName=${alternatives}\n` : ''}`,
    );
    openssl(
      dir,
      'req',
      '-new',
      ...keyArgs(wanted),
      '-nodes',
      '-sha256',
      '-keyout',
      `${own}.key`,
      '-out',
      `${own}.csr`,
      '-subj',
      subjectOf(wanted),
    );
    openssl(
      dir,
      'ca',
      '-batch',
      '-config',
      `${base}.cnf`,
      '-notext',
      '-startdate',
      utc(from),
      '-enddate',
      utc(to),
      '-in',
      `${own}.csr`,
      '-out',
      `${own}.pem`,
      '-extfile',
      `${own}.ext`,
    );
    chmodSync(join(dir, `${own}.key`), 0o600);
    return { cert: join(dir, `${own}.pem`), key: join(dir, `${own}.key`) };
  }

  return {
    cert: join(dir, `${base}.pem`),
    key: join(dir, `${base}.key`),
    issue,
    below(name) {
      const files = issue({ name, ca: true, names: [], to: Date.now() + 20 * day });
      return authorityAt(dir, files.cert.slice(dir.length + 1, -'.pem'.length));
    },
    revoke: ({ cert }) => openssl(dir, 'ca', '-config', `${base}.cnf`, '-revoke', cert),
    crl(days = 7) {
      openssl(dir, 'ca', '-config', `${base}.cnf`, '-gencrl', '-crldays', `${days}`, '-out', `${base}.crl`);
      return join(dir, `${base}.crl`);
    },
  };
}
