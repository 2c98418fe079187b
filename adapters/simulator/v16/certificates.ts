// Certificates of a simulated charge point (security whitepaper §3): it has none and takes none.

import type { Handlers } from '../station/reply.ts';
import { status } from '../station/reply.ts';

export const certificateHandlers: Handlers = {
  CertificateSigned: ['Security', () => status('Rejected')],
  InstallCertificate: ['Security', () => status('Rejected')],
  DeleteCertificate: ['Security', () => status('NotFound')],
  GetInstalledCertificateIds: ['Security', () => status('NotFound')],
};
