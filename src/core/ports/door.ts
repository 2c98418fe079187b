// What is said at the door about whoever wants to come in as a station.

import type { AlarmCode } from '../../model/alarm.ts';
import type { LinkId, StationId } from '../../model/ids.ts';
import type { Version } from '../../model/protocol.ts';
import type { StationKey } from '../../model/station-key.ts';
import type { Utc } from '../../model/time.ts';

/** A key of a station that somebody sent. */
export interface KeyMatch {
  readonly form: StationKey['form'];
  readonly sent: 'bytes' | 'digits';
  /** While a key is being changed, whether it is the new one. */
  readonly isNew: boolean;
}

/** The keys of stations. The core asks and never sees one, so that none gets into the journal or into an answer. */
export interface Keyring {
  /**
   * The key of the station that was sent, one character a byte; undefined where it is none of its keys. Takes the same time
   * whatever was sent, for a station without a key and for nobody too.
   */
  match(station: StationId | undefined, sent: string): KeyMatch | undefined;
  has(station: StationId): boolean;
}

/** What an adapter knows of somebody at the door. */
export interface Knock {
  /** Path of the request, as it came. */
  readonly path: string;
  readonly subprotocols: readonly string[];
  readonly authorization?: string;
  readonly remoteAddress: string;
  /** The `paths` of the listener. */
  readonly paths: readonly string[];
  /** It came over TLS. */
  readonly secure: boolean;
  /** By TLS 1.0 or 1.1, which a listener for old stations of 1.6 takes. */
  readonly oldTls?: true;
  /** A page in a browser asks: its origin, as it came. */
  readonly page?: string;
  /** The certificate that it showed, if it did. */
  readonly certificate?: ShownCertificate;
}

/** The certificate of a client as TLS saw it. It proved that it has the key. */
export interface ShownCertificate {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** Hex digits. */
  readonly serial: string;
  /** From when and until when it counts. */
  readonly validFrom?: Utc;
  readonly validTo?: Utc;
  /** Why it does not count: the word of the TLS library; absent where it does. */
  readonly fault?: string;
  /** It counted until it expired: somebody who is trusted signed it. */
  readonly onlyExpired?: true;
}

/** Why nobody could be spoken with: TLS too old, no suite in common, the other end does not trust us, or one of us uses TLS. */
export type HandshakeFault = 'version' | 'suites' | 'distrust' | 'plain' | 'tls';

/** Somebody who did not come as far as to say who it is. */
export interface FailedHandshake {
  readonly remoteAddress: string;
  readonly port: number;
  readonly fault: HandshakeFault;
}

/** On which terms a station came in. */
export interface Terms {
  /** Its certificate has expired: it is kept Pending until it comes with a new one (A00.FR.429). */
  readonly mustRenew?: true;
}

/** Whether somebody may come in. */
export type Admission =
  | (Terms & {
      readonly kind: 'admit';
      readonly station: StationId;
      readonly version: Version;
      readonly subprotocol: string;
      /** Frames may be compressed if it wants them so (RFC 7692): a duty in OCPP 2.x, advised against in 1.6. */
      readonly compresses?: true;
      /** The key that it came with; absent without authentication. */
      readonly key?: KeyMatch;
    })
  | Refusal
  /** The handshake is completed without a subprotocol, and then closed. */
  | (Told & { readonly kind: 'noProtocol'; readonly station: StationId });

/** An HTTP status before the upgrade. */
export interface Refusal extends Told {
  readonly kind: 'refuse';
  readonly status: 401 | 403 | 404 | 429 | 503;
  /** It is to be enrolled with the key that it came with, one character a byte; never shown. */
  readonly enrol?: { readonly identity: string; readonly key: string };
}

/** Why, for people; whoever knocks hears none of it. */
export interface Told {
  readonly code: string;
  readonly reason: string;
  /** Worth a line in the log: not the same again and again. */
  readonly tell: boolean;
  /** Worth telling those who watch over security. */
  readonly event?: SecurityOccasion;
}

/** By its name in the security whitepaper for 1.6. */
export interface SecurityOccasion {
  readonly type: string;
  readonly techInfo: string;
  /** As whom it came, if there is such a station. */
  readonly station?: StationId;
}

/** What becomes of somebody who was admitted, once hands are shaken. */
export type Reception =
  | { readonly kind: 'enter' }
  /** A device is connected as this station: its link is asked for a sign of life, and the newcomer not read meanwhile. */
  | { readonly kind: 'ask'; readonly link: LinkId; readonly withinMs: number }
  /** Another newcomer waits already. */
  | { readonly kind: 'busy' };

/**
 * What was seen of the link that was asked: it answered or said anything else; nothing in time; its end, or that it had
 * ended; that its frames are kept back, so that it cannot be heard. Or the newcomer left before.
 */
export type Sign = 'answered' | 'silent' | 'gone' | 'held' | 'left';

export type Resolution =
  /** `cut`: this link is dead, and is ended without a word. */
  | { readonly kind: 'enter'; readonly cut?: LinkId }
  | (Told & { readonly kind: 'turnedAway' })
  | { readonly kind: 'left' };

/** What is to be said of the doors of this computer and of their certificates stands as one of these. */
export const doorAlarmCodes = [
  'BB_API_LAN',
  'BB_API_PORT',
  'BB_CERTIFICATE_EXPIRES',
  'BB_CERTIFICATE_EXPIRED',
  'BB_CERTIFICATE_FILE',
  'BB_TLS_LAST_GOOD',
  'BB_TLS_CLOSED',
  'BB_TLS_LEGACY',
] as const satisfies readonly AlarmCode[];

export interface CertificateAlarm {
  readonly code: (typeof doorAlarmCodes)[number];
  /** The file or listener: one alarm of a code for each. */
  readonly about: string;
  readonly text: string;
}

/** What is asked of the driver at the door. */
export interface AtTheDoor {
  admit(knock: Knock): Admission;
  /** Somebody did not come as far as to knock. */
  shakeFailed(failed: FailedHandshake): Told;
  /** Somebody who was admitted has shaken hands. */
  receive(station: StationId): Reception;
  /** Exactly once after each `ask`. */
  resolve(knock: Knock, station: StationId, sign: Sign): Resolution;
}
