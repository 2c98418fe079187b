// Certificates by the security whitepaper for 1.6.

import type { HashData } from '../certificate-hash.ts';
import { readHash, sayHash } from '../certificate-hash.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';

/** CertificateSigned. */
export const certificateSigned: OrderWords<OrderOf<'certificateSigned'>> = {
  action: 'CertificateSigned',
  kind: 'certificateSigned',
  read: ({ certificateChain }: { certificateChain: string }) => ({
    kind: 'certificateSigned',
    chain: certificateChain,
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ chain }) => ({ certificateChain: chain }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** 1.6 calls one of them otherwise. */
const readUse = (use: string): string => (use === 'CentralSystemRootCertificate' ? 'CSMSRootCertificate' : use);
const sayUse = (use: string | undefined): string =>
  use === undefined || use === 'CSMSRootCertificate' ? 'CentralSystemRootCertificate' : use;

/** InstallCertificate. */
export const installCertificate: OrderWords<OrderOf<'installCertificate'>> = {
  action: 'InstallCertificate',
  kind: 'installCertificate',
  read: ({ certificateType, certificate }: { certificateType: string; certificate: string }) => ({
    kind: 'installCertificate',
    use: readUse(certificateType),
    certificate,
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Failed', 'Rejected'], 'Rejected') }),
  say: ({ use, certificate }) => ({ certificateType: sayUse(use), certificate }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** DeleteCertificate. */
export const deleteCertificate: OrderWords<OrderOf<'deleteCertificate'>> = {
  action: 'DeleteCertificate',
  kind: 'deleteCertificate',
  read: ({ certificateHashData }: { certificateHashData: HashData }) => ({
    kind: 'deleteCertificate',
    hash: readHash(certificateHashData),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Failed', 'NotFound'], 'Failed') }),
  say: ({ hash }) => ({ certificateHashData: sayHash(hash) }),
  readAnswer: ({ status }: { status: string }) => ({ status }),
};

/** GetInstalledCertificateIds. */
export const getInstalledCertificateIds: OrderWords<OrderOf<'getInstalledCertificateIds'>> = {
  action: 'GetInstalledCertificateIds',
  kind: 'getInstalledCertificateIds',
  read: ({ certificateType }: { certificateType: string }) => ({
    kind: 'getInstalledCertificateIds',
    uses: [readUse(certificateType)],
  }),
  answer: ({ status, certificates = [] }) => ({
    status: oneOf(status, ['Accepted', 'NotFound'], 'NotFound'),
    ...(certificates.length > 0 && { certificateHashData: certificates.map(sayHash) }),
  }),
  say: ({ uses }) => ({ certificateType: sayUse(uses[0]) }),
  readAnswer: ({ status, certificateHashData }: { status: string; certificateHashData?: readonly HashData[] }) => ({
    status,
    ...(certificateHashData !== undefined && { certificates: certificateHashData.map(readHash) }),
  }),
};
