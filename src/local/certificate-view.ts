import type { HeldCertificate } from '../model/certificate-expiry.ts';

/** A certificate of this computer, as the API shows it. */
export interface HeldCertificateView extends Pick<HeldCertificate, 'file' | 'subject' | 'kind'> {
  readonly validFrom?: string;
  readonly validTo: string;
}
