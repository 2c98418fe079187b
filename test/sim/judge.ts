// The judges: they see what leaves the gateway, what is on the disk and what the stations hold, and nothing of what the
// gateway thinks. They read frames and journal lines by themselves.

import type { SimStation } from '../peers/station-types.ts';
import { limitOf } from '../peers/station-evse.ts';
import type { Site } from '../../src/model/config/site.ts';
import { decodeFact } from '../../src/model/line.ts';
import type { Ledger } from '../../src/site/ledger.ts';
import { foldFact, newLedger, partNames, savePart } from '../../src/site/ledger.ts';
import { isTriggered } from '../peers/csms.ts';
import type { Disk } from './disk.ts';
import type { Times } from './course.ts';
import { createEnvelopeJudge } from './judge-envelope.ts';
import { createStartJudge } from './judge-starts.ts';

export interface Judge {
  readonly findings: string[];
  /** In the words of 1.6; `event` is the event of 2.x that it answers. */
  toStation(station: string, text: string, overtakes: boolean, event?: string): void;
  toCsms(text: string): void;
  /** A central system asks something of the gateway. */
  readonly asked: (text: string, isRelay: boolean) => void;
  /** The process is gone. */
  readonly crashed: () => void;
  /** A process came up with this ledger. */
  replayed(ledger: Ledger): void;
  failed(why: string): void;
  /** The clock of the station in this place was set. */
  readonly clockSet: (at: number) => void;
  /** After every event. */
  look(): void;
  /** When everything has healed: what the stations hold is within every limit, whatever was allowed on the way there. */
  settled(): void;
  /** A number that two runs of one seed share, if nothing depends on anything else. */
  hash(): number;
}

const mustBeKept = new Set(['RemoteStartTransaction', 'RemoteStopTransaction']);

interface Line {
  readonly kind: string;
  readonly station?: string;
  readonly delivery?: {
    readonly messageId: string;
    readonly event?: { readonly transaction: string; readonly seqNo: number };
  };
  readonly messageId?: string;
  readonly startKey?: string;
  readonly command?: string;
  readonly amps?: number;
  readonly rung?: string;
  readonly transaction?: string;
  readonly outcome?: string;
  readonly evse?: string;
  readonly number?: number;
}

interface SetProfile {
  readonly csChargingProfiles: {
    readonly chargingProfilePurpose: string;
    readonly stackLevel: number;
    readonly chargingSchedule: { readonly chargingSchedulePeriod: readonly { readonly limit: number }[] };
  };
}

/** A limit as the disk knows it. */
interface Known {
  readonly command: string;
  readonly amps: number;
  readonly place: string;
  readonly transaction: string | undefined;
  isTaken: boolean;
}

const placeOf = (what: string): string =>
  ({ tx: 'own', TxProfile: 'own', max: 'whole', ChargePointMaxProfile: 'whole', lease: 'lease' })[what] ?? 'default';

const knownOf = ({ command, amps, rung, transaction }: Line): Known => ({
  command: command!,
  amps: amps!,
  place: placeOf(rung ?? 'default'),
  transaction: rung === 'tx' ? transaction : undefined,
  isTaken: false,
});

function keep<Item>(items: Item[], stays: (item: Item, at: number) => boolean): void {
  items.splice(0, items.length, ...items.filter(stays));
}

export function createJudge(disk: Disk, stations: readonly SimStation[], site: () => Site, times: Times): Judge {
  const findings: string[] = [];
  const durable = new Set<string>();
  const idsUsed = new Set<string>();
  /** Orders that are for the station itself: what keeps them is their central system. */
  const passed = new Set<string>();
  /** Station → limits that may be in force, as far as the disk knows, wherever it keeps them. */
  const durableLimits = new Map<string, Known[]>();
  let replay = newReplay(disk);
  let digest = 0;

  const find = (what: string): void => void (findings.length < 20 && findings.push(what));
  const envelope = createEnvelopeJudge(stations, site, times, find);
  const starts = createStartJudge(find);
  const mix = (text: string): void => {
    for (let at = 0; at < text.length; at += 1) digest = (Math.imul(digest, 31) + text.charCodeAt(at)) | 0;
  };

  disk.onCommit = (batch) => {
    // A new journal knows of nothing that an old one said.
    if (batch.first === 1) {
      durable.clear();
      durableLimits.clear();
    }
    for (const json of batch.lines) {
      const line = JSON.parse(json) as Line;
      if (line.delivery !== undefined) durable.add(`${line.station}|${line.delivery.messageId}`);
      const event = line.delivery?.event;
      if (event !== undefined) durable.add(`${line.station}|event|${event.transaction}|${event.seqNo}`);
      if (line.startKey !== undefined) durable.add(`${line.station}|start|${line.startKey.split('|').at(-1)}`);
      if (line.kind === 'FirstSent') durable.add(`sent|${line.messageId}`);
      if (line.command !== undefined) durable.add(`command|${line.command}`);
      if (line.kind === 'LimitCommanded') heldBy(line.station!).push(knownOf(line));
      if (line.kind === 'LeaseEnded') keep(heldBy(line.station!), ({ command }) => command !== line.command);
      if (line.kind === 'CommandSettled') settle(line);
      if (line.kind === 'TransactionEnded') {
        const stop = `${line.station}|stop|${line.number}`;
        if (durable.has(stop)) find(`the end of ${line.number} at ${line.station} was recorded twice`);
        durable.add(stop);
        end(line);
      }
      if (line.kind === 'EvseNumbered') starts.numbered(line.evse!, line.number!);
    }
  };

  const heldBy = (station: string): Known[] => {
    const known = durableLimits.get(station) ?? [];
    durableLimits.set(station, known);
    return known;
  };

  function settle(line: Line): void {
    const known = heldBy(line.station!);
    const at = known.findIndex((one) => one.command === line.command);
    if (at < 0) return;
    const { place } = known[at]!;
    const before = (one: Known, index: number): boolean => one.place === place && index < at;
    if (line.outcome === 'accepted') {
      known[at]!.isTaken = true;
      keep(known, (one, index) => !before(one, index));
    } else if (line.outcome !== 'unanswered') known.splice(at, 1);
  }

  function end({ station, transaction }: Line): void {
    if (transaction !== undefined) keep(heldBy(station!), (one) => one.transaction !== transaction);
  }

  /** A confirmation of a transaction message must find the message on the disk. */
  function toStation(id: string, text: string, overtakes: boolean, event?: string): void {
    mix(text);
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    const station = stations.find((one) => one.id === id)!;
    const awaited = station.awaits();
    const isSafe =
      durable.has(`${id}|${frame[1]}`) ||
      durable.has(`${id}|event|${event}`) ||
      durable.has(`${id}|start|${awaited?.startedAt}`) ||
      durable.has(`${id}|stop|${awaited?.ends}`);
    if (frame[0] === 3 && awaited?.id === frame[1] && !isSafe)
      find(`${id} got the answer to ${frame[1]} before it was durable`);
    if (frame[0] !== 2) return;
    const key = `${id}|${frame[1]}`;
    if (idsUsed.has(key)) find(`the id ${frame[1]} was used twice towards ${id}`);
    idsUsed.add(key);
    if (passed.has(frame[1])) return;
    if (frame[2] === 'RemoteStartTransaction') starts.told(id);
    if (frame[2] === 'SetChargingProfile') lookAtProfile(station, (frame[3] as SetProfile).csChargingProfiles);
    if (durable.has(`command|${frame[1]}`)) return;
    if (frame[2] === 'ClearChargingProfile') return cleared(id, frame[3] as object);
    // What has no lasting effect, and what is arranged anew after each connect, needs no journal.
    if (frame[2] !== 'SetChargingProfile')
      return void (
        mustBeKept.has(frame[2] as string) && find(`${id} was told ${String(frame[2])} before it was durable`)
      );
    const { csChargingProfiles: profile } = frame[3] as SetProfile;
    const amps = profile.chargingSchedule.chargingSchedulePeriod[0]!.limit;
    const { chargingProfilePurpose: purpose, stackLevel } = profile;
    const place = placeOf(purpose === 'TxDefaultProfile' && stackLevel > 0 ? 'lease' : purpose);
    const there = heldBy(id).filter((one) => one.place === place);
    const least = Math.min(...there.map((one) => one.amps));
    if (!overtakes || (amps > limitOf(station.evses[0]!) && amps > least))
      find(`${id} was given ${amps} A before it was durable`);
  }

  /** Below a foreign profile a limit counts for nothing; a TxProfile without anything below it leaves nothing when it ends. */
  function lookAtProfile(
    { id, evses }: SimStation,
    { chargingProfilePurpose }: SetProfile['csChargingProfiles'],
  ): void {
    const { profiles } = evses[0]!;
    if (profiles.some(({ isForeign }) => isForeign === true)) find(`${id} was given a limit below a foreign profile`);
    const fallsBack = profiles.some(({ purpose }) => purpose === 'TxDefaultProfile');
    if (chargingProfilePurpose === 'TxProfile' && !fallsBack)
      find(`${id} was given a TxProfile and has nothing to fall back to`);
  }

  /** A station that holds a limit of ours is unlimited for a moment when everything in it is cleared. */
  function cleared(id: string, criteria: object): void {
    if (Object.keys(criteria).length === 0 && heldBy(id).some((one) => one.isTaken))
      find(`${id} was cleared although it holds a limit`);
  }

  function toCsms(text: string): void {
    mix(text);
    const frame = JSON.parse(text) as [number, string, ...unknown[]];
    if (frame[0] !== 2) starts.answered(frame[1]);
    if (frame[0] !== 2 || !['StartTransaction', 'StopTransaction', 'MeterValues'].includes(frame[2] as string)) return;
    if (isTriggered(frame[3] as Record<string, unknown>)) return;
    if (!durable.has(`sent|${frame[1]}`)) find(`${String(frame[2])} ${frame[1]} left before its FirstSent was durable`);
  }

  function look(): void {
    envelope.look();
    for (const station of stations) if (station.complaints.length > 0) station.complaints.splice(0).forEach(find);
  }

  /** The ledger of a new process is what every durable fact adds up to, snapshots or not. */
  function replayed(ledger: Ledger): void {
    if (replay.history !== disk.history) replay = newReplay(disk);
    const difference = differenceOf(replay.catchUp(), ledger);
    if (difference !== undefined) find(difference);
  }

  return {
    findings,
    toStation,
    toCsms,
    asked(text, isRelay) {
      if (isRelay) passed.add((JSON.parse(text) as [number, string])[1]);
      else starts.asked(text);
    },
    crashed: starts.crashed,
    replayed,
    failed: (why) => find(why),
    look,
    clockSet: envelope.clockSet,
    settled: envelope.settled,
    hash: () => digest,
  };
}

/** What a history adds up to, each line folded once: it only grows, and a journal that is lost begins another one. */
function newReplay({ history }: Disk) {
  const ledger = newLedger();
  let folded = 0;
  return {
    history,
    catchUp(): Ledger {
      for (; folded < history.length; folded += 1) {
        const { row, json } = history[folded]!;
        foldFact(ledger, row, decodeFact(json));
      }
      return ledger;
    },
  };
}

/** The first part in which two ledgers differ. */
export function differenceOf(expected: Ledger, actual: Ledger): string | undefined {
  const names = new Set([...partNames(expected), ...partNames(actual)]);
  for (const name of names) {
    const [left, right] = [expected, actual].map((ledger) => savePart({ ...ledger, head: 0 as never }, name));
    if (left === right) continue;
    let at = 0;
    while (left?.[at] === right?.[at]) at += 1;
    const around = (text: string | undefined): string | undefined => text?.slice(Math.max(0, at - 150), at + 150);
    return `replay differs in ${name}: ${around(left)} — ${around(right)}`;
  }
  return undefined;
}
