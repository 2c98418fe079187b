// What is true now of one uplink: whether it is open and accepted, and what it is still to be told.

import type { AlarmKey } from '../../model/alarm.ts';
import type { EvseKey, LinkId, Row, StationId } from '../../model/ids.ts';
import { row } from '../../model/ids.ts';
import type { Uplink } from '../../model/config/site.ts';
import type { LinkTrouble } from '../../model/link-trouble.ts';
import type { MeterValue } from '../../model/sampled-value.ts';
import type { Mono } from '../../model/time.ts';
import { never } from '../../model/time.ts';
import type { BootReason } from '../../ocpp/dialect.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { EventToSay, VariableToSay } from '../../ocpp/heard-device.ts';
import type { Outbox, Way } from '../../uplink/outbox.ts';
import { newOutbox } from '../../uplink/outbox.ts';
import type { SiteLimit } from '../limits/site-limit-live.ts';
import type { FeedLive } from '../feed/live.ts';
import { newFeedLive } from '../feed/live.ts';
import { topicsOf } from '../../uplink/mqtt/topics.ts';
import type { Upload } from './upload-job.ts';

export interface UplinkLive {
  config: Uplink;
  stations: ReadonlySet<StationId> | undefined;
  link: LinkId | undefined;
  /** The CSMS accepted our BootNotification in this process. A mere reconnect needs no second one. */
  accepted: boolean;
  /** It said Pending: it may ask and set, and hears what it asked for. */
  pending: boolean;
  bootAt: Mono;
  /** What our last BootNotification said: when we are somebody else, we boot again. */
  bootedAs: string;
  heartbeatMs: number;
  heartbeatAt: Mono;
  failures: number;
  /** Which of several keys is tried, what the connection shows, and the key that its station was told (a relay). */
  keyTurn: number;
  shown: { readonly authorization: string | undefined; readonly sealed?: string } | undefined;
  toldSouth: string | undefined;
  /** It answered a CALL over the connection that is open, or was last. */
  hasAnswered: boolean;
  /** What kept the last try from opening, and the alarm about it. */
  trouble: LinkTrouble | undefined;
  alarm: AlarmKey | undefined;
  /** Wanted open from here on. */
  openAt: Mono;
  /** When it is its turn to be opened, where it has to wait for one. */
  turnAt: Mono | undefined;
  readonly outbox: Outbox;
  /** EVSEs whose newest status the CSMS has not got. */
  readonly statuses: Map<EvseKey, StatusDue>;
  /** What it was told of each EVSE since we connected. */
  readonly statusesTold: Map<EvseKey, string>;
  /** What it was told of connector 0, the gateway itself, since we connected. */
  selfTold: string | undefined;
  /** When the last messages left, as many as may leave in a second. */
  readonly toldAt: Mono[];
  /** Statuses and rows take turns. */
  statusTurn: boolean;
  /** What the CSMS asked to be told (TriggerMessage), each once; a StatusNotification is that of the gateway itself. */
  readonly triggered: Set<Triggered>;
  readonly triggeredStatuses: Set<EvseKey>;
  /** What a job has to say, in order; the oldest gives way. */
  readonly notices: Wording[];
  /** Reports of charging profiles that it asked for. */
  readonly profileReports: Wording[];
  /** When the next limit of a Dynamic profile is asked for, by its id, and when to look next. */
  readonly pulls: Map<number, Mono>;
  pullDueAt: Mono;
  /** What limits the site besides it: what it was told last. */
  siteLimitTold: SiteLimit | undefined;
  /** Events of the device model that it is still to hear of; the oldest gives way. */
  readonly events: Omit<EventToSay, 'id'>[];
  /** By which number the last event was known. */
  lastEvent: number;
  /** EVSE → the problem that it was told of; `''` is the gateway. Kept over a reconnect, so that each is taken back. */
  readonly problemsTold: Map<EvseKey | '', string>;
  /** Reports that it asked for, in order. */
  readonly reports: ReportDue[];
  /** When anything was heard of it last, and whether its limits count no more because that is too long ago (`onLoss`). */
  heardAt: Mono;
  limitLost: boolean;
  /** When its connection was lost; undefined before that. */
  lostAt: Mono | undefined;
  /** Why we boot next. */
  bootReason: BootReason | undefined;
  /** EVSE → its newest meter values outside of any transaction: told when there is time, never kept. */
  readonly readings: Map<EvseKey, readonly MeterValue[]>;
  /** Rows up to here happened before it was there: what is told of them was late. */
  missedThrough: Row;
  /** When a security event that was refused is told again, and how often it was. */
  securityRetryAt: Mono;
  securityRefusals: number;
  upload: Upload | undefined;
  /** When its link is closed, because it was told to start anew. */
  resetAt: Mono;
  /** Over MQTT: the last CALLs that a central system had for this station, by id. */
  readonly framesHeard: Map<string, { readonly hash: string; readonly at: Mono; answer: string | undefined }>;
  /** What an MQTT uplink has of its own; undefined for OCPP. */
  readonly feed: FeedLive | undefined;
}

/** A report of the device model that is under way, a page at a time. */
export interface ReportDue {
  readonly request: number;
  readonly variables: readonly VariableToSay[];
  /** The first variable that was not told yet, and the page that it comes with. */
  from: number;
  seqNo: number;
}

export interface StatusDue {
  /** It must have been stable until then. */
  readonly at: Mono;
  /** Told even when it is what was told last. */
  readonly always: boolean;
}

export type Triggered =
  | 'BootNotification'
  | 'Heartbeat'
  | 'StatusNotification'
  | 'LogStatusNotification'
  | 'DiagnosticsStatusNotification'
  | 'FirmwareStatusNotification'
  | 'PublishFirmwareStatusNotification'
  | 'SignedFirmwareStatusNotification';

/** Seconds between heartbeats where neither the CSMS nor anybody else says how many. */
export const usualHeartbeatSeconds = 300;

export const newUplinkLive = (
  config: Uplink,
  watermark: Row,
  journal: { readonly head: Row },
  now: Mono,
  /** The last row of the stream that arrived, where that is known. */
  lastRow?: Row,
): UplinkLive => ({
  config,
  stations: config.stations === undefined ? undefined : new Set(config.stations),
  link: undefined,
  accepted: false,
  pending: false,
  bootAt: now,
  bootedAs: '',
  heartbeatMs: usualHeartbeatSeconds * 1000,
  heartbeatAt: never,
  failures: 0,
  keyTurn: 0,
  shown: undefined,
  toldSouth: undefined,
  hasAnswered: false,
  trouble: undefined,
  alarm: undefined,
  openAt: now,
  turnAt: undefined,
  outbox: newOutbox(watermark, config.version, journal, wayOf(config)),
  statuses: new Map(),
  statusesTold: new Map(),
  selfTold: undefined,
  toldAt: [],
  statusTurn: false,
  triggered: new Set(),
  triggeredStatuses: new Set(),
  notices: [],
  profileReports: [],
  pulls: new Map(),
  pullDueAt: now,
  siteLimitTold: undefined,
  events: [],
  lastEvent: 0,
  problemsTold: new Map(),
  reports: [],
  heardAt: now,
  // Nobody knows how long it was silent before this process.
  limitLost: config.onLoss !== undefined,
  lostAt: undefined,
  bootReason: undefined,
  readings: new Map(),
  missedThrough: watermark,
  securityRetryAt: now,
  securityRefusals: 0,
  upload: undefined,
  resetAt: never,
  framesHeard: new Map(),
  feed:
    config.feed === undefined
      ? undefined
      : newFeedLive(topicsOf(config.feed.topicPrefix, config.identity), lastRow ?? row(0)),
});

const wayOf = ({ feed, mode }: Uplink): Way => (feed !== undefined ? 'stream' : mode === 'relay' ? 'relay' : 'site');

/** Whether this uplink has to do with a station. */
export const serves = (uplink: Pick<UplinkLive, 'stations'>, station: StationId): boolean =>
  uplink.stations === undefined || uplink.stations.has(station);

/** What jobs say; more than a few wait only for a CSMS that is away for long, to whom the last ones are news enough. */
const noticesKept = 32;

export function addNotice(uplink: UplinkLive, wording: Wording): void {
  uplink.notices.push(wording);
  if (uplink.notices.length > noticesKept) uplink.notices.shift();
}
