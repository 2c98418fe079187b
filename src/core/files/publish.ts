// The gateway as local cache for firmware (L03, L04): a central system has it fetched once, and stations get it over the LAN.

import type { AlarmKey } from '../../model/alarm.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { FirmwarePublished, FirmwareWanted } from '../../model/fact/firmware.ts';
import { after, never } from '../../model/time.ts';
import type { PublishStatus } from '../../ocpp/dialect.ts';
import { dialectOf } from '../../ocpp/dialects.ts';
import type { Wording } from '../../ocpp/heard.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { raiseNews } from '../asked/news.ts';
import type { Heard } from '../heard.ts';
import type { OrderContext } from '../orders/context.ts';
import { answerNow, uplinkOf } from '../orders/context.ts';
import type { FetchOutcome, Now } from '../ports.ts';
import type { State } from '../state.ts';
import { makeId, wakeBy } from '../state.ts';
import type { Telling as UplinkTelling } from '../tell/telling.ts';
import { mostRetries } from '../uplink/upload.ts';
import type { Fetch } from './live.ts';

/** A few models, each with its last firmware: the disk is for the journal. */
const mostPublished = 8;

/** What is said goes into the journal first. */
interface Telling {
  readonly state: State;
  readonly facts: Fact[];
  readonly now: Now;
}

export function servePublish(context: OrderContext, order: OrderOf<'publishFirmware'>): void {
  const { state, decided, now } = context;
  const { ledger } = state;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  const { id } = uplink.config;
  const telling: Telling = { state, facts: decided.facts, now };
  const why = whyNot(state, order);
  if (why !== undefined) {
    state.alarms.set(`BB_FIRMWARE_REFUSED:${id}`, `${id} wants firmware published, and ${why}`);
    return answerNow(context, order, { status: 'Rejected' });
  }
  state.alarms.delete(`BB_FIRMWARE_REFUSED:${id}`);
  answerNow(context, order, { status: 'Accepted' });
  const about = { uplink: id, request: order.request };
  const here = ledger.gateway.published.get(order.checksum);
  // It lies here already (L03.FR.06).
  if (here !== undefined) return tellAbout(telling, about, 'Published', here);
  const wanted: FirmwareWanted = {
    kind: 'FirmwareWanted',
    checksum: order.checksum,
    sealed: state.seal.seal(order.location),
    by: id,
    request: order.request,
    retries: Math.min(order.retries ?? 1, mostRetries),
    retrySeconds: order.retryIntervalSeconds ?? 60,
    happenedAt: now.utc,
  };
  decided.facts.push(wanted);
  beginWanted(telling, decided, wanted, order.location);
}

function beginWanted(
  telling: Telling,
  decided: Pick<Heard, 'commands'>,
  { by, request, checksum, retries, retrySeconds }: FirmwareWanted,
  location: string,
): void {
  const { state } = telling;
  const fetch: Fetch = {
    uplink: by,
    request,
    id: makeId(state),
    location,
    checksum,
    retriesLeft: retries,
    retryMs: 1000 * retrySeconds,
    retryAt: never,
  };
  state.files.fetches.set(checksum, fetch);
  begin(telling, decided, fetch);
}

/** What the process before this one was fetching is fetched anew. One whose address cannot be read any more is given up. */
function resumeFetches(telling: Telling, heard: Pick<Heard, 'commands'>): void {
  const { state, facts, now } = telling;
  for (const wanted of state.ledger.gateway.wanted.values()) {
    const { checksum, sealed, by, request } = wanted;
    if (state.files.fetches.has(checksum)) continue;
    const location = state.uplinks.has(by) ? state.seal.open(sealed) : undefined;
    if (location !== undefined) {
      beginWanted(telling, heard, wanted, location);
      continue;
    }
    facts.push({ kind: 'FirmwareGivenUp', checksum, happenedAt: now.utc });
    tellAbout(telling, { uplink: by, request }, 'DownloadFailed');
  }
}

function whyNot({ files, ledger }: State, { location, checksum }: OrderOf<'publishFirmware'>): string | undefined {
  if (files.addresses.length === 0)
    return 'no listener serves files. Write "listeners: [{ port: 8081, files: true }]".';
  if (!/^https?:\/\/[^\s/]/i.test(location)) return 'names a place that is neither http:// nor https://.';
  if (!/^[0-9a-f]{32}$/.test(checksum)) return 'names a checksum that is no MD5 of 32 hexadecimal digits.';
  const { published } = ledger.gateway;
  if (published.has(checksum)) return undefined;
  const count = new Set([...published.keys(), ...files.fetches.keys()]).size;
  return count >= mostPublished ? `${mostPublished} files are published already. Unpublish one first.` : undefined;
}

function begin(telling: Telling, { commands }: Pick<Heard, 'commands'>, fetch: Fetch): void {
  fetch.retryAt = never;
  tellAbout(telling, fetch, 'Downloading');
  const { id: job, location, checksum } = fetch;
  commands.push({ kind: 'fetchFile', job, location, checksum });
}

export function serveUnpublish(context: OrderContext, order: OrderOf<'unpublishFirmware'>): void {
  const { state, decided, now } = context;
  const { checksum } = order;
  if (state.files.fetches.has(checksum)) return answerNow(context, order, { status: 'DownloadOngoing' });
  if (!state.ledger.gateway.published.has(checksum)) return answerNow(context, order, { status: 'NoFirmware' });
  decided.facts.push({ kind: 'FirmwareUnpublished', checksum, happenedAt: now.utc });
  decided.commands.push({ kind: 'dropFile', checksum });
  answerNow(context, order, { status: 'Unpublished' });
}

/** What became of a fetch. */
export function hearFetched(state: State, heard: Heard, job: string, outcome: FetchOutcome, now: Now): void {
  const fetch = [...state.files.fetches.values()].find(({ id }) => id === job);
  if (fetch === undefined) return;
  const telling: Telling = { state, facts: heard.facts, now };
  const alarm: AlarmKey = `BB_FIRMWARE_FETCH:${fetch.uplink}`;
  const { checksum, location, uplink: by } = fetch;
  if (outcome.ok) {
    state.alarms.delete(alarm);
    const source = withoutUser(location);
    const published = {
      kind: 'FirmwarePublished',
      checksum,
      source,
      bytes: outcome.bytes,
      by,
      happenedAt: now.utc,
    } as const;
    heard.facts.push(published);
    for (const status of ['Downloaded', 'ChecksumVerified'] as const) tellAbout(telling, fetch, status);
    tellAbout(telling, fetch, 'Published', published);
    return void state.files.fetches.delete(checksum);
  }
  state.alarms.set(alarm, `Firmware that ${by} wants published was not fetched: ${outcome.reason}.`);
  if (fetch.retriesLeft > 0 && !outcome.isWrong) {
    fetch.retriesLeft -= 1;
    fetch.retryAt = after(now.mono, fetch.retryMs);
    return wakeBy(state, fetch.retryAt);
  }
  heard.facts.push({ kind: 'FirmwareGivenUp', checksum, happenedAt: now.utc });
  if (outcome.isWrong) tellAbout(telling, fetch, 'Downloaded');
  tellAbout(telling, fetch, outcome.isWrong ? 'InvalidChecksum' : 'DownloadFailed');
  state.files.fetches.delete(checksum);
}

/** Fetches whose next try is due. */
export function retryFetches(state: State, heard: Pick<Heard, 'commands' | 'facts'>, now: Now): void {
  const telling: Telling = { state, facts: heard.facts, now };
  for (const fetch of state.files.fetches.values()) {
    if (now.mono >= fetch.retryAt) begin(telling, heard, fetch);
    else wakeBy(state, fetch.retryAt);
  }
}

/** What lies on the disk. What is published and not there is published no more; what is not published goes. */
export function hearFiles(
  state: State,
  heard: Heard,
  { addresses, held }: { readonly addresses: readonly string[]; readonly held: readonly string[] },
  now: Now,
): void {
  const { published } = state.ledger.gateway;
  state.files.addresses = addresses;
  for (const { checksum, by } of published.values()) {
    if (held.includes(checksum)) continue;
    heard.facts.push({ kind: 'FirmwareUnpublished', checksum, happenedAt: now.utc });
    state.alarms.set(
      `BB_FIRMWARE_LOST:${checksum}`,
      `The firmware ${checksum} that ${by} had published is gone from the disk. Have it published again.`,
    );
  }
  for (const checksum of held) if (!published.has(checksum)) heard.commands.push({ kind: 'dropFile', checksum });
  if (addresses.length > 0) resumeFetches({ state, facts: heard.facts, now }, heard);
}

/** Where stations find it: under each address of the gateway. The name is the last of where it came from: some look at its end. */
const placesOf = ({ files }: State, { checksum, source }: FirmwarePublished): string[] =>
  files.addresses.map((address) => `${address}/${checksum}/${nameOf(source)}`);

function nameOf(source: string): string {
  const last = /\/([A-Za-z0-9._-]{1,64})(?:[?#].*)?$/.exec(source)?.[1];
  return last === undefined || /^\.+$/.test(last) ? 'firmware' : last;
}

/** A firmware that is published here under the address that a station is told to fetch it from: ours instead. */
export function nearestPlace(state: State, location: string): string {
  if (state.files.addresses.length === 0) return location;
  const source = withoutUser(location);
  for (const one of state.ledger.gateway.published.values())
    if (one.source === source) return placesOf(state, one)[0] ?? location;
  return location;
}

/** User and password of an address are nobody's business later. */
const withoutUser = (location: string): string => location.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');

/** Kept until the central system has taken it: it may be away. */
function tellAbout(
  { state, facts, now }: Telling,
  { uplink: id, request }: Pick<Fetch, 'uplink' | 'request'>,
  status: PublishStatus,
  published?: FirmwarePublished,
): void {
  const locations = published === undefined ? [] : placesOf(state, published);
  state.files.told.set(id, { status, locations, request });
  const uplink = state.uplinks.get(id);
  const wording =
    uplink === undefined
      ? undefined
      : dialectOf(uplink.config.version).toCsms.publishStatus(status, locations, request);
  raiseNews(state, facts, id, wording, 'site', now);
}

/** What a central system that asks is told; Idle where nothing goes on. */
export function publishStatusNow({ state, id, uplink }: UplinkTelling): readonly Wording[] {
  const told = state.files.told.get(id);
  const goesOn = [...state.files.fetches.values()].some((one) => one.uplink === id);
  const { toCsms } = dialectOf(uplink.config.version);
  const wording =
    told === undefined || !goesOn
      ? toCsms.publishStatus('Idle', [])
      : toCsms.publishStatus(told.status, told.locations, told.request);
  return wording === undefined ? [] : [wording];
}
