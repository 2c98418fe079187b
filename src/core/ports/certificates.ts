// Certificates: what the core wants done with them. Keys stay with the adapter: the core never sees one.

import type { StationId, UplinkId } from '../../model/ids.ts';
import type { Utc } from '../../model/time.ts';
import type { CertificateHash, OrderOf } from '../../ocpp/order.ts';

/** What a person does with the certificates of a station; the answer is an `OrderAnswer`. */
export interface CertificatesQuestion {
  readonly kind: 'stationCertificates';
  readonly station: StationId;
  readonly order:
    | OrderOf<'installCertificate' | 'deleteCertificate' | 'getInstalledCertificateIds'>
    /** It is told to ask for a new one. */
    | { readonly kind: 'renew'; readonly use?: 'V2G' };
}

/** What a certificate has to say of its owner. */
export interface CertificateSubject {
  readonly commonName: string;
  /** Any when absent. */
  readonly organization?: string;
}

/** The files of an uplink with a certificate of its own, as the site file names them. */
export interface OwnFiles {
  readonly uplink: UplinkId;
  readonly cert: string;
  readonly key: string;
  readonly ca?: string;
}

export type CertificateTask =
  /** The site's own CA signs the request (PEM), once it is checked as with `check`. */
  | { readonly kind: 'sign'; readonly csr: string; readonly subject: CertificateSubject }
  /** The request is signed with its own key, that is long enough, and it names whom it must. */
  | { readonly kind: 'check'; readonly csr: string; readonly subject: CertificateSubject }
  /** For which key a chain is. */
  | { readonly kind: 'read'; readonly chain: string }
  /** How long our own certificate is good. */
  | { readonly kind: 'look'; readonly files: OwnFiles }
  /** A new key of our own, and a request for it in the name of our present certificate. */
  | { readonly kind: 'request'; readonly files: OwnFiles }
  /** The chain is for that key, and in order: it is used from the next connection on. */
  | { readonly kind: 'take'; readonly files: OwnFiles; readonly chain: string }
  /** Roots by which the central system is known. */
  | { readonly kind: 'roots'; readonly uplink: UplinkId; readonly ca?: string }
  | { readonly kind: 'addRoot'; readonly uplink: UplinkId; readonly certificate: string }
  | { readonly kind: 'deleteRoot'; readonly uplink: UplinkId; readonly ca?: string; readonly hash: CertificateHash };

export interface Validity {
  readonly from: Utc;
  readonly until: Utc;
}

/** What came of a task; what it was not about is absent. */
export type CertificateOutcome =
  | {
      readonly ok: true;
      readonly csr?: string;
      /** PEM, that of the station first. */
      readonly chain?: string;
      /** The public key in it: the same for a request and for its certificate. */
      readonly keyMark?: string;
      readonly validity?: Validity;
      readonly roots?: readonly CertificateHash[];
    }
  /**
   * `reason` is the end of a sentence. `absent`: there is no CA here, or no such root. `kept`: it is the last one, or one of
   * the site file.
   */
  | { readonly ok: false; readonly reason: string; readonly why?: 'absent' | 'kept' };
