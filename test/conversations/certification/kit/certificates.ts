// CAs and keys for the cases about certificates: everything is really signed, in a folder that goes away.

import { X509Certificate } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createOffice } from '../../../../adapters/certificates/office.ts';
import { openOwnStore } from '../../../../adapters/certificates/own-store.ts';
import { hashOf } from '../../../../adapters/certificates/pem.ts';
import { makeRequest } from '../../../../adapters/certificates/request.ts';
import { caFiles, makeCa, openCa } from '../../../../adapters/certificates/site-ca.ts';
import type { Site } from '../../../../src/model/config/site.ts';
import type { Depot } from './layout.ts';
import type { Payload } from './party.ts';
import { tempDir } from '../../../peers/temp-dir.ts';

export interface Ca {
  readonly pem: string;
  /** As the standard writes it. */
  readonly hash: Payload;
  sign(csr: string, commonName: string, days?: number): Promise<string>;
}

export interface Registry {
  /** The CA of the site: `busbar ca init`. */
  readonly dir: string;
  /** That of the central system. */
  readonly csms: Ca;
  newCa(name: string): Promise<Ca>;
  /** Does what the gateway wants done, until it wants nothing more. */
  work(depot: Depot): Promise<void>;
  /** A site whose uplink shows a certificate, and whose stations do. */
  secured(site: Site): Site;
  /** A request of a station, with a key of its own. */
  request(commonName: string, organization?: string): Promise<string>;
}

export const organization = 'North Depot';

/** `at` is what the clock says. `site`: false where the site has no CA. `ownDays`: how long our own certificate is good. */
export async function newRegistry(at: number, { site = true, ownDays = 90 } = {}): Promise<Registry> {
  const root = tempDir('certificates');
  const dir = join(root, 'data');
  mkdirSync(dir);
  if (site) await makeCa(dir, { organization, name: 'site CA', years: 10 }, at);

  async function newCa(name: string): Promise<Ca> {
    const its = join(root, name);
    mkdirSync(its);
    await makeCa(its, { organization, name, years: 10 }, at);
    const pem = readFileSync(caFiles(its).cert, 'utf8');
    const certificate = new X509Certificate(pem);
    const { algorithm, issuerName, issuerKey, serial } = hashOf(certificate, certificate);
    return {
      pem,
      hash: {
        hashAlgorithm: algorithm,
        issuerNameHash: issuerName,
        issuerKeyHash: issuerKey,
        serialNumber: serial,
      },
      sign: async (csr, commonName, days = 90) => (await openCa(its, days)!.sign(csr, { commonName }, at)).chain,
    };
  }

  const csms = await newCa('csms');
  const own = await makeRequest({ commonName: 'depot', organization });
  writeFileSync(join(root, 'site.pem'), await csms.sign(own.csr, 'depot', ownDays));
  writeFileSync(join(root, 'site.key'), own.key);

  return {
    dir,
    csms,
    newCa,
    async work(depot) {
      const { certificates } = depot.harness();
      const office = createOffice({ dir, days: 365, now: () => depot.harness().utc(), store: openOwnStore(dir, root) });
      for (let next = certificates.shift(); next !== undefined; next = certificates.shift()) {
        depot.harness().offers({ kind: 'certified', id: next.id, outcome: await office.do(next.task) });
        depot.passes(0);
      }
    },
    secured: (site) => ({
      ...site,
      stations: site.stations.map((station) => ({ ...station, security: { profile: 3 } })),
      uplinks: site.uplinks.map((uplink) => ({
        ...uplink,
        url: 'wss://csms.example/ocpp',
        cert: 'site.pem',
        key: 'site.key',
        securityEvents: true,
      })),
    }),
    request: async (commonName, its = organization) => (await makeRequest({ commonName, organization: its })).csr,
  };
}
