// By what a certificate is known, in the words of all versions.

import type { CertificateHash } from './order.ts';

export interface HashData {
  readonly hashAlgorithm: string;
  readonly issuerNameHash: string;
  readonly issuerKeyHash: string;
  readonly serialNumber: string;
}

export const readHash = (data: HashData): CertificateHash => ({
  algorithm: data.hashAlgorithm,
  issuerName: data.issuerNameHash,
  issuerKey: data.issuerKeyHash,
  serial: data.serialNumber,
});

export const sayHash = (hash: CertificateHash): HashData => ({
  hashAlgorithm: hash.algorithm,
  issuerNameHash: hash.issuerName,
  issuerKeyHash: hash.issuerKey,
  serialNumber: hash.serial,
});
