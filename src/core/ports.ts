// What the core says to the world and hears from it. Adapters implement these; the simulation implements them too.

import type { Site } from '../model/config/site.ts';
import type { BusAnswer, BusRequest, LineId, RegisterRange, WantedLine } from '../model/bus.ts';
import type { SiteTokens } from '../model/config/tokens.ts';
import type { DiskState } from '../model/disk.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { AskId, EvseKey, LinkId, Row, StationId, UplinkId } from '../model/ids.ts';
import type { LinkTrouble } from '../model/link-trouble.ts';
import type { MeterValues, WantedMeter } from '../model/meter-values.ts';
import type { BrokerEvent, WantedBroker } from '../model/mqtt.ts';
import type { Version } from '../model/protocol.ts';
import type { Mono, Utc } from '../model/time.ts';
import type { CertificateOutcome, CertificatesQuestion, CertificateTask } from './ports/certificates.ts';
import type { FindPhasesQuestion } from './ports/find-phases.ts';
import type { AtTheDoor, CertificateAlarm, Terms } from './ports/door.ts';
import type { Identity, JournalLine, Snapshot } from './ports/journal.ts';
import type { KeepMinute } from './ports/minute.ts';
import type { NeedsQuestion } from './ports/needs.ts';
import type { OutsideQuestion } from './ports/outside.ts';
import type { FeedInput, Publish } from './ports/feed.ts';
import type { WantedLink } from './ports/wanted-link.ts';
import type { PlanRequest } from '../control/plan/request.ts';

/** Who is at the other end of a link. */
export type Peer =
  | ({ readonly kind: 'station'; readonly station: StationId; readonly version: Version } & Terms)
  | { readonly kind: 'uplink'; readonly uplink: UplinkId; readonly version: Version };

/** The moment of a step: both clocks, and how far the disk has come. */
export interface Now {
  readonly mono: Mono;
  readonly utc: Utc;
  /** Everything up to this row survives a power cut. */
  readonly durable: Row;
}

/** A question or a wish from the API, the console or another person's tool. */
export type Question =
  | { readonly kind: 'site' }
  | { readonly kind: 'abandon'; readonly uplink: UplinkId }
  | { readonly kind: 'deadLetters'; readonly uplink: UplinkId }
  | { readonly kind: 'replayLetter' | 'discardLetter'; readonly uplink: UplinkId; readonly messageId: string }
  /** Who was turned away, and why. */
  | { readonly kind: 'knocks' }
  /** The number upstream of every EVSE that has one. */
  | { readonly kind: 'numbers' }
  /** A station as it is before and after it is changed. */
  | { readonly kind: 'station'; readonly station: StationId }
  /** A new key is set in the station. */
  | { readonly kind: 'changeKey'; readonly station: StationId; readonly key: string }
  /** As a central system orders it: the answer is the status of the station. */
  | { readonly kind: 'startCharging'; readonly evse: EvseKey; readonly token: string }
  | { readonly kind: 'stopCharging'; readonly evse: EvseKey }
  /** Why it may draw what it may draw now, and how that is taken; the answer is a `WhyView`. */
  | { readonly kind: 'why'; readonly evse: EvseKey }
  /** All that was learned of it; the answer is a `StationDetailView`. */
  | { readonly kind: 'stationDetail'; readonly station: StationId }
  /** Every session that goes on; the answer is a list of `OpenSession`. */
  | { readonly kind: 'openSessions' }
  /** What lies ahead, in quarters of an hour, and who will be ready; the answer is a `PlanAheadView`. */
  | { readonly kind: 'plan'; readonly hours: number }
  /** One phase or three; the answer is its end. */
  | { readonly kind: 'switchPhases'; readonly evse: EvseKey; readonly phases: 1 | 3 }
  /** What would be so with this site; nothing changes by the question. The answer is an `ImaginedView`. */
  | { readonly kind: 'imagine'; readonly site: Site }
  /** A test of how a station falls back: the answer is a `ProvingView`. */
  | { readonly kind: 'prove'; readonly station: StationId; readonly action: 'begin' | 'next' | 'end' | 'look' }
  /** The chargers get their own limits back, or are limited again. */
  | { readonly kind: 'release' | 'endRelease' }
  /** The device is gone: its open transactions end with what was known last. */
  | { readonly kind: 'endTransactions'; readonly station: StationId }
  /** Registers of a device under the unit of the gateway's own Modbus server; the answer is a `RegistersRead`. */
  | { readonly kind: 'registers'; readonly unit: number; readonly read: RegisterRange }
  /** A station that was shut out is let in again. */
  | { readonly kind: 'readmit'; readonly station: StationId }
  | CertificatesQuestion
  | FindPhasesQuestion
  | NeedsQuestion
  | OutsideQuestion;

/** The body of an answer that refuses: an HTTP status, a stable code, and what to do. */
export interface Problem {
  readonly problem: { readonly status: number; readonly code: string; readonly detail: string };
}

/** Something arrived, or we woke. */
export type Input =
  | { readonly kind: 'linkUp'; readonly link: LinkId; readonly peer: Peer }
  | { readonly kind: 'frame'; readonly link: LinkId; readonly text: string }
  | { readonly kind: 'linkDown'; readonly link: LinkId; readonly code: number; readonly reason: string }
  /** It does not stop to talk: it is read slowly, and this is said again while that goes on. */
  | { readonly kind: 'flooding'; readonly link: LinkId }
  /** An uplink that we wanted open could not be opened. */
  | {
      readonly kind: 'linkFailed';
      readonly uplink: UplinkId;
      /** In the words of the network. */
      readonly reason: string;
      readonly trouble?: LinkTrouble;
      /** What the other end asks for (HTTP Retry-After). */
      readonly retryAfterSeconds?: number;
    }
  | { readonly kind: 'wake' }
  /** The gateway is about to end as planned. */
  | { readonly kind: 'stopping' }
  | ({ readonly kind: 'bus' } & BusAnswer)
  /** What a meter says that the core wanted asked, or why it says nothing: the end of a sentence. */
  | { readonly kind: 'meterValues'; readonly meter: string; readonly values: MeterValues }
  | { readonly kind: 'meterFailed'; readonly meter: string; readonly reason: string }
  | BrokerEvent
  | FeedInput
  | { readonly kind: 'disk'; readonly state: DiskState }
  /** What a `read` asked for: all rows from `from` through `through`, undecodable ones left out. */
  | {
      readonly kind: 'rows';
      readonly uplink: UplinkId;
      readonly from: Row;
      readonly through: Row;
      readonly lines: readonly JournalLine[];
    }
  /** Without tokens the site's own list stays as it is. */
  | { readonly kind: 'siteFile'; readonly site: Site; readonly tokens?: SiteTokens }
  /** Files that describe devices have changed: what is known of them may be new, and these could not be used. */
  | { readonly kind: 'devices'; readonly wrong: readonly { readonly device: string; readonly why: string }[] }
  /** Where stations find what is published, and the checksums of what lies there; without any address nothing is. */
  | { readonly kind: 'files'; readonly addresses: readonly string[]; readonly held: readonly string[] }
  /** What became of a `fetchFile`. */
  | { readonly kind: 'fetched'; readonly job: string; readonly outcome: FetchOutcome }
  /** What came of a task about certificates. */
  | { readonly kind: 'certified'; readonly id: string; readonly outcome: CertificateOutcome }
  /** What became of an `upload`. */
  | { readonly kind: 'uploaded'; readonly upload: string; readonly outcome: UploadOutcome }
  /** Something that concerns security was seen outside of the core. */
  | { readonly kind: 'security'; readonly type: string; readonly techInfo?: string; readonly station?: StationId }
  /** All that is to be said of certificates on this computer: what expires, and files that cannot be used. */
  | { readonly kind: 'certificates'; readonly standing: readonly CertificateAlarm[] }
  /** What became of a `plan` (a `PlanAnswer`); it is looked at as if anybody had sent it. */
  | { readonly kind: 'planned'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'ask'; readonly ask: AskId; readonly question: Question };

/** `reason` is the end of a sentence, without secrets. `isWrong`: it came, and its checksum is another. */
export type FetchOutcome =
  | { readonly ok: true; readonly bytes: number }
  | { readonly ok: false; readonly isWrong: boolean; readonly reason: string };

/** `reason` is the end of a sentence, without secrets. */
export type UploadOutcome = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** What leaves the gateway. The driver holds each one back until the journal has caught up with its step. */
export type Send =
  | {
      readonly kind: 'frame';
      readonly link: LinkId;
      readonly text: string;
      /** Set on our own CALLs, so that one that has not left can be recalled. */
      readonly callId?: string;
      /** Lowers a limit: may overtake the disk. */
      readonly overtakes?: true;
      /** The words of somebody else, passed on: they wait for this row only, and for what is said before on their link. */
      readonly after?: Row;
    }
  /** Forget a CALL that has not left yet. */
  | { readonly kind: 'recall'; readonly link: LinkId; readonly callId: string }
  /** Forget what has not left yet for this device of a bus: it is not driven any more, or described otherwise. */
  | { readonly kind: 'forget'; readonly device: string }
  | { readonly kind: 'close'; readonly link: LinkId; readonly code: number; readonly reason: string }
  /** `overtakes`: what a device said tells nothing that waits for the disk. */
  | { readonly kind: 'answer'; readonly ask: AskId; readonly body: unknown; readonly overtakes?: true }
  /** A report to be uploaded under this name, with the last lines of the log. `location` may hold a password. */
  | {
      readonly kind: 'upload';
      readonly upload: string;
      readonly location: string;
      readonly fileName: string;
      readonly report: object;
    }
  /** A file is to be fetched, checked (MD5) and kept for stations. `location` may hold a password. */
  | { readonly kind: 'fetchFile'; readonly job: string; readonly location: string; readonly checksum: string }
  /** Something is to be done with certificates; a `certified` with the same id tells what came of it. */
  | { readonly kind: 'certificate'; readonly id: string; readonly task: CertificateTask }
  /** It is offered no more, and a fetch of it that is under way is given up. */
  | { readonly kind: 'dropFile'; readonly checksum: string }
  /** `overtakes`: a read, a heartbeat of what is in force already, or a limit that is lowered need not wait for the disk. */
  | { readonly kind: 'bus'; readonly line: LineId; readonly request: BusRequest; readonly overtakes?: true }
  /** A plan is wanted. `overtakes`: nothing of it leaves the gateway. */
  | { readonly kind: 'plan'; readonly id: number; readonly request: PlanRequest; readonly overtakes: true }
  /** The key by which this station proves itself is to be this one: it is to be told so, and both count until it was. */
  | { readonly kind: 'changeStationKey'; readonly station: StationId; readonly key: string }
  | Publish
  | KeepMinute
  | { readonly kind: 'read'; readonly uplink: UplinkId; readonly from: Row; readonly maxRows: number };

export interface StepResult {
  /** Appended to the journal in this order, numbered on from the journal's head. */
  readonly facts: readonly Fact[];
  readonly sends: readonly Send[];
  readonly wakeAt: Mono;
  /** Set when the links that the core wants open have changed. */
  readonly wanted?: readonly WantedLink[];
  /** Set when the bus lines have changed. */
  readonly lines?: readonly WantedLine[];
  /** Set when the meters that are asked over HTTP have changed. */
  readonly meters?: readonly WantedMeter[];
  /** Set when the MQTT brokers that the core wants to be connected with have changed. */
  readonly brokers?: readonly WantedBroker[];
  readonly snapshots?: readonly Snapshot[];
  readonly identity?: Identity;
  /** Rows up to here are in every snapshot and behind every cursor: the journal may forget them. */
  readonly forgetThrough?: Row;
}

/** Where sends go. */
export interface Outlet {
  send(send: Exclude<Send, { kind: 'read' | 'recall' | 'forget' }>): void;
  want(links: readonly WantedLink[]): void;
  /** Without it there is no bus. */
  wantLines?(lines: readonly WantedLine[]): void;
  /** Without it no meter is asked. */
  wantMeters?(meters: readonly WantedMeter[]): void;
  /** Without it there is no MQTT. */
  wantBrokers?(brokers: readonly WantedBroker[]): void;
  /** The driver takes CALLs of this link again. */
  resume(link: LinkId): void;
}

export interface Clock {
  mono(): Mono;
  utc(): Utc;
  /** Calls `wake` once at about `at`; a later call replaces an earlier one. */
  wakeAt(at: Mono, wake: () => void): void;
}

/**
 * Tells one payload from another that came under the same message id: the same text gives the same hash on every machine and
 * in every run. No secret is kept by it and nobody is kept out.
 */
export type Hash = (text: string) => string;

export interface Random {
  /** A number from 0 up to, but not including, 1. */
  fraction(): number;
  uuid(): string;
}

/** What a secret makes of texts that must not lie about in the open. */
export interface Seal {
  /** Always the same for one text, at least 128 bits as lower-case hex; nobody finds the text without the secret. */
  key(text: string): string;
  /** Always the same for one text. */
  seal(text: string): string;
  /** The text again; undefined for what was not sealed with this secret. */
  open(sealed: string): string | undefined;
}

export type Sealing = (secret: string) => Seal;

/** The driver as the adapters see it. */
export interface Door extends AtTheDoor {
  /**
   * Takes an input. False only for a frame from a station or an ask, when too much waits for the disk or that station asks
   * more than it may: the adapter keeps it, stops reading that link, and offers it again after `resume`.
   */
  offer(input: Input): boolean;
}
