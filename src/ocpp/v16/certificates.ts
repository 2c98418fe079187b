// Certificates by the security whitepaper for 1.6.

import type { CertificateHash, OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';

interface HashData {
  readonly hashAlgorithm: string;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

const readHash = (data: HashData): CertificateHash => ({
  algorithm: data.hashAlgorithm,
  issuerName: data.issuerNameHash,
  issuerKey: data.issuerKeyHash,
  serial: data.serialNumber,
});

const sayHash = (hash: CertificateHash): HashData => ({
  hashAlgorithm: hash.algorithm,
  issuerNameHash: hash.issuerName,
  issuerKeyHash: hash.issuerKey,
  serialNumber: hash.serial,
});

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

/** InstallCertificate. */
export const installCertificate: OrderWords<OrderOf<'installCertificate'>> = {
  action: 'InstallCertificate',
  kind: 'installCertificate',
  read: ({ certificateType, certificate }: { certificateType: string; certificate: string }) => ({
    kind: 'installCertificate',
    use: certificateType,
    certificate,
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Failed', 'Rejected'], 'Rejected') }),
  say: ({ use, certificate }) => ({ certificateType: use, certificate }),
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
    use: certificateType,
  }),
  answer: ({ status, certificates = [] }) => ({
    status: oneOf(status, ['Accepted', 'NotFound'], 'NotFound'),
    ...(certificates.length > 0 && { certificateHashData: certificates.map(sayHash) }),
  }),
  say: ({ use }) => ({ certificateType: use }),
  readAnswer: ({ status, certificateHashData }: { status: string; certificateHashData?: readonly HashData[] }) => ({
    status,
    ...(certificateHashData !== undefined && { certificates: certificateHashData.map(readHash) }),
  }),
};
