// What is under way about certificates. Lost at a restart: a station that waits asks again, and so do we.

import type { StationId, UplinkId } from '../../model/ids.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { Heard } from '../heard.ts';
import type { Now } from '../ports.ts';
import type { CertificateOutcome, Validity } from '../ports/certificates.ts';

export interface CertificatesLive {
  /** What is done with the outcome of each task. */
  readonly tasks: Map<string, (outcome: CertificateOutcome, heard: Heard, now: Now) => void>;
  /** By station and use: one request of each is under way. */
  readonly requests: Map<string, StationRequest>;
  /** Certificates that stations came in with, or got from us since. */
  readonly shown: Map<StationId, ShownValidity>;
  readonly own: Map<UplinkId, OwnCertificate>;
  /** Numbers of requests upstream (2.1). */
  numbers: number;
  /** Nothing is due before. */
  dueAt: Mono;
}

/** A certificate that a station asked for. */
export interface StationRequest {
  readonly station: StationId;
  readonly use: string | undefined;
  /** Its number at the station, and upstream (2.1). */
  readonly number: number | undefined;
  readonly upstream: number;
  readonly since: Mono;
  /** The uplink whose CA signs it; absent for the site's own. */
  readonly uplink?: UplinkId;
  keyMark?: string;
}

export interface ShownValidity {
  readonly validity: Validity;
  /** When the station was told to renew it. */
  askedAt?: Mono;
}

export interface OwnCertificate {
  validity?: Validity;
  lookAt: Mono;
  /** The one that is asked for. */
  request?: OwnRequest;
  /** After a refusal it is not asked for again before. */
  notBefore: Mono;
}

export interface OwnRequest {
  csr?: string;
  keyMark?: string;
  readonly number: number;
  attempts: number;
  /** When it is asked for again. */
  againAt: Mono;
}

export const newCertificates = (): CertificatesLive => ({
  tasks: new Map(),
  requests: new Map(),
  shown: new Map(),
  own: new Map(),
  numbers: 0,
  dueAt: never,
});
