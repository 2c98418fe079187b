// `busbar stations certificates`: those of one station, listed and changed.

import { readFileSync } from 'node:fs';
import type { Outcome } from '../local/problem.ts';
import { failed } from '../local/problem.ts';
import type { CertificatesBody, StationConsole } from '../local/station-console.ts';
import type { OrderAnswer } from '../ocpp/order.ts';

export interface CertificateOptions {
  readonly install?: string;
  readonly use?: string;
  readonly delete?: string;
  readonly renew?: boolean;
}

export async function changeCertificates(
  console: StationConsole,
  station: string,
  options: CertificateOptions,
): Promise<Outcome<OrderAnswer>> {
  const { use, install } = options;
  if (options.renew === true) return console.certificates(station, { kind: 'renew' });
  if (install !== undefined) {
    let certificate: string;
    try {
      certificate = readFileSync(install, 'utf8');
    } catch (error) {
      return failed(409, 'BB_FILE_UNREADABLE', `${install} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
    }
    return console.certificates(station, {
      kind: 'installCertificate',
      use: use ?? 'CSMSRootCertificate',
      certificate,
    });
  }
  const list = await console.certificates(station, {
    kind: 'getInstalledCertificateIds',
    uses: use === undefined ? [] : [use],
  });
  if (options.delete === undefined || !list.ok) return list;
  const serial = options.delete.toLowerCase().replace(/^0+(?=.)/, '');
  const found = list.value.certificates?.find((one) => one.serial.toLowerCase().replace(/^0+(?=.)/, '') === serial);
  if (found === undefined)
    return failed(
      404,
      'BB_STATION_NO_CERTIFICATE',
      `${station} lists no certificate with the serial ${options.delete}.`,
    );
  const { algorithm, issuerName, issuerKey, serial: exact } = found;
  const hash = { algorithm, issuerName, issuerKey, serial: exact };
  return console.certificates(station, { kind: 'deleteCertificate', hash } as CertificatesBody);
}

export function describeCertificates({ status, certificates = [] }: OrderAnswer): string {
  const rows = certificates.map(
    ({ use, serial, issuerName }) => `  ${use ?? 'certificate'}  serial ${serial}  issuer ${issuerName.slice(0, 16)}…`,
  );
  return [`The station answers: ${status}.`, ...rows].join('\n');
}
