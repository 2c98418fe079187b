// Certificates made with openssl for the tests: a CA, and servers that are in order or wrong in one way each.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

export interface TestCa {
  /** Path of its certificate. */
  readonly path: string;
  /** A server certificate for these names, valid from and to these moments (epoch milliseconds). */
  server(names: readonly string[], from?: number, to?: number): KeyPair;
  /** A client certificate for this common name. */
  client(name: string): KeyPair;
  remove(): void;
}

const day = 86_400_000;

/** Why certificates cannot be made here; undefined when they can. */
export function whyNoOpenssl(): string | undefined {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'openssl is not installed';
  }
}

export function createCa(name = 'Test CA'): TestCa {
  const dir = mkdtempSync(join(tmpdir(), 'busbar-ca-'));
  const file = (base: string): string => join(dir, base);
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-sha256'];
  const utc = (at: number): string => `${new Date(at).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
  let serial = 0;
  openssl('req', '-x509', ...newKey, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '365', '-subj', `/CN=${name}`);
  writeFileSync(file('index.txt'), '');
  writeFileSync(
    file('ca.cnf'),
    '[ca]\ndefault_ca=test\n[test]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\nprivate_key=ca.key\ncertificate=ca.pem\ndefault_md=sha256\npolicy=any\nunique_subject=no\nrand_serial=yes\n[any]\ncommonName=supplied\n',
  );

  function sign(subject: string, extensions: string, from: number, to: number): KeyPair {
    const base = `leaf${(serial += 1)}`;
    writeFileSync(file(`${base}.ext`), extensions);
    openssl('req', '-new', ...newKey, '-keyout', `${base}.key`, '-out', `${base}.csr`, '-subj', subject);
    const dates = ['-startdate', utc(from), '-enddate', utc(to)];
    const files = ['-in', `${base}.csr`, '-out', `${base}.pem`, '-extfile', `${base}.ext`];
    openssl('ca', '-batch', '-config', 'ca.cnf', '-notext', ...dates, ...files);
    return { cert: readFileSync(file(`${base}.pem`), 'utf8'), key: readFileSync(file(`${base}.key`), 'utf8') };
  }

  return {
    path: file('ca.pem'),
    server(names, from = Date.now() - day, to = Date.now() + day) {
      const alternatives = names.map((one) => (/^[\d.]+$/.test(one) ? `IP:${one}` : `DNS:${one}`)).join(',');
      return sign(`/CN=${names[0]}`, `subjectAltName=${alternatives}\nextendedKeyUsage=serverAuth\n`, from, to);
    },
    client: (name) => sign(`/CN=${name}`, 'extendedKeyUsage=clientAuth\n', Date.now() - day, Date.now() + day),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
