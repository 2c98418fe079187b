// Certificates of OCPP 2.x: those of stations, of the central system, and of vehicles.

import type { HashData } from '../certificate-hash.ts';
import { readHash, sayHash } from '../certificate-hash.ts';
import type { ToCsms } from '../dialect.ts';
import type { FromStation } from '../heard.ts';
import type { OrderOf, OrderWords } from '../order.ts';
import { oneOf } from '../order.ts';
import type { Words } from './words.ts';

interface Status {
  readonly status: string;
}

interface SignedReq {
  readonly certificateChain: string;
  readonly certificateType?: string;
  readonly requestId?: number;
}

/** CertificateSigned; only 2.1 numbers its requests. */
export const certificateSigned = ({ version }: Words): OrderWords<OrderOf<'certificateSigned'>> => ({
  action: 'CertificateSigned',
  kind: 'certificateSigned',
  read: ({ certificateChain, certificateType, requestId }: SignedReq) => ({
    kind: 'certificateSigned',
    chain: certificateChain,
    ...(certificateType !== undefined && { use: certificateType }),
    ...(requestId !== undefined && { request: requestId }),
  }),
  answer: ({ status }) => ({ status: oneOf(status, ['Accepted', 'Rejected'], 'Rejected') }),
  say: ({ chain, use, request }) => ({
    certificateChain: chain,
    ...(use !== undefined && { certificateType: use }),
    ...(request !== undefined && version === '2.1' && { requestId: request }),
  }),
  readAnswer: ({ status }: Status) => ({ status }),
});

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
  readAnswer: ({ status }: Status) => ({ status }),
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
  readAnswer: ({ status }: Status) => ({ status }),
};

interface Chain {
  readonly certificateType?: string;
  readonly certificateHashData: HashData;
  readonly childCertificateHashData?: readonly HashData[];
}

/** GetInstalledCertificateIds. */
export const getInstalledCertificateIds: OrderWords<OrderOf<'getInstalledCertificateIds'>> = {
  action: 'GetInstalledCertificateIds',
  kind: 'getInstalledCertificateIds',
  read: ({ certificateType = [] }: { certificateType?: readonly string[] }) => ({
    kind: 'getInstalledCertificateIds',
    uses: certificateType,
  }),
  answer: ({ status, certificates = [] }, { uses: [use = 'CSMSRootCertificate'] }) => ({
    status: oneOf(status, ['Accepted', 'NotFound'], 'NotFound'),
    ...(certificates.length > 0 && {
      certificateHashDataChain: certificates.map(({ children = [], ...one }) => ({
        certificateType: one.use ?? use,
        certificateHashData: sayHash(one),
        // The standard takes four.
        ...(children.length > 0 && { childCertificateHashData: children.slice(0, 4).map(sayHash) }),
      })),
    }),
  }),
  say: ({ uses }) => (uses.length === 0 ? {} : { certificateType: uses }),
  readAnswer: ({ status, certificateHashDataChain }: Status & { certificateHashDataChain?: readonly Chain[] }) => ({
    status,
    ...(certificateHashDataChain !== undefined && {
      certificates: certificateHashDataChain.map(
        ({ certificateType, certificateHashData, childCertificateHashData = [] }) => ({
          ...readHash(certificateHashData),
          ...(certificateType !== undefined && { use: certificateType }),
          ...(childCertificateHashData.length > 0 && { children: childCertificateHashData.map(readHash) }),
        }),
      ),
    }),
  }),
};

/** SignCertificate. */
export const readSignCertificate = ({ csr, certificateType, requestId }: SignReq): FromStation => ({
  kind: 'signCertificate',
  request: csr,
  ...(certificateType !== undefined && { use: certificateType }),
  ...(requestId !== undefined && { number: requestId }),
});

interface SignReq {
  readonly csr: string;
  readonly certificateType?: string;
  readonly requestId?: number;
}

/** SignCertificate, as the station; the schema of the version says which certificates it knows. */
export const saySignCertificate =
  ({ version }: Words): ToCsms['signCertificate'] =>
  (csr, use, number) => ({
    action: 'SignCertificate',
    payload: {
      csr,
      ...(use !== undefined && { certificateType: use }),
      ...(version === '2.1' && { requestId: number }),
    },
  });
