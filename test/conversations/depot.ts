// A small depot for conversations about tokens: stations that are taken on, and a central system with a list of tokens.

import type { Authorization, Site, Station } from '../../src/model/config/site.ts';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { smallDepot, uplink } from '../sim/site.ts';
import { boot, createHarness, ordinaryCsms } from './harness.ts';
import type { Harness } from './harness.ts';

export type Frame = ReturnType<Harness['hears']>[number];
type Payload = Record<string, unknown>;
export type Answer = (action: string, payload: Payload) => object | undefined;

export interface SiteOptions {
  readonly stations?: number;
  readonly authorization?: Partial<Authorization>;
  readonly station?: Partial<Station>;
}

export function siteWith({ stations = 2, authorization, station }: SiteOptions = {}): Site {
  const depot = smallDepot(stations, 60, [uplink('csms', 'control')]);
  return {
    ...depot,
    stations: depot.stations.map((one) => ({ ...one, ...station })),
    authorization: { ...depot.authorization, unknownOffline: 'refuse', ...authorization },
  };
}

export const depotWith = (options: SiteOptions = {}, tokens?: SiteTokens): Harness =>
  createHarness(siteWith(options), tokens === undefined ? {} : { tokens });

/** A central system that answers about tokens as the list says; nobody else is known to it. */
export function csmsThatKnows(tokens: Readonly<Record<string, object | string>>): Answer {
  const ordinary = ordinaryCsms();
  const about = (token: unknown): object => {
    const known = tokens[String(token)];
    return typeof known === 'string' ? { status: known } : (known ?? { status: 'Invalid' });
  };
  return (action, payload) => {
    const answer = ordinary(action, payload);
    const { idTag } = payload;
    return 'idTagInfo' in answer || (action === 'StopTransaction' && idTag !== undefined)
      ? { ...answer, idTagInfo: about(idTag) }
      : answer;
  };
}

/** A station that has these settings and does everything that it is told. */
export const stationThatHas =
  (settings: Readonly<Record<string, string>> = {}, more: Answer = () => undefined): Answer =>
  (action, payload) => {
    const own = more(action, payload);
    if (own !== undefined) return own;
    if (action !== 'GetConfiguration') return { status: 'Accepted' };
    return {
      configurationKey: Object.entries(settings).map(([key, value]) => ({ key, value, readonly: false })),
      unknownKey: [],
    };
  };

/** Connects a station and lets it be taken on; returns its link and what it was told. */
export function bootStation(depot: Harness, id: string, answer: Answer = stationThatHas()): [LinkId, Frame[]] {
  const link = depot.connectStation(id);
  depot.says(link, boot);
  depot.sleep(1000);
  return [link, depot.answers(link, answer)];
}

export function connectCsms(depot: Harness, answer: Answer): LinkId {
  const link = depot.connectCsms();
  depot.answers(link, answer);
  return link;
}

let messages = 0;
const nextId = (): string => `m${(messages += 1)}`;

/** Says a CALL and returns what was answered to it; undefined while nothing is. */
export function asks(
  depot: Harness,
  link: LinkId,
  action: string,
  payload: object,
): { id: string; answer: Payload | undefined } {
  const id = nextId();
  depot.says(link, [2, id, action, payload]);
  return { id, answer: answerTo(depot, link, id) };
}

export function answerTo(depot: Harness, link: LinkId, id: string): Payload | undefined {
  const found = depot.hears(link).find(([type, of]) => type === 3 && of === id);
  return found?.[2] as Payload | undefined;
}

export const statusOf = (answer: Payload | undefined): string | undefined =>
  (answer?.['idTagInfo'] as { status: string } | undefined)?.status;

export const at = (minute: number): string => new Date(Date.UTC(2026, 0, 15, 18, minute)).toISOString();

export const startOf = (idTag: string, minute = 0, connectorId = 1): object => ({
  connectorId,
  idTag,
  meterStart: 1000,
  timestamp: at(minute),
});

export const alarmsOf = (depot: Harness): string[] => [...depot.gateway.state.alarms.keys()];

export const factsOf = <Kind extends Harness['facts'][number]['kind']>(depot: Harness, kind: Kind) =>
  depot.facts.filter((fact): fact is Extract<Harness['facts'][number], { kind: Kind }> => fact.kind === kind);

/** An entry of a local list. */
export const entry = (idTag: string, status = 'Accepted', more: object = {}) => ({
  idTag,
  idTagInfo: { status, ...more },
});

/** The answer of the gateway to an order of the central system. */
export function ordered(depot: Harness, link: LinkId, action: string, payload: object): unknown {
  const { answer } = asks(depot, link, action, payload);
  return answer?.['status'] ?? answer?.['listVersion'];
}

export const send = (
  depot: Harness,
  link: LinkId,
  listVersion: number,
  updateType: string,
  list?: readonly object[],
): unknown =>
  ordered(depot, link, 'SendLocalList', {
    listVersion,
    updateType,
    ...(list !== undefined && { localAuthorizationList: list }),
  });
