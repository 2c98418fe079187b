// A depot whose control uplink is MQTT, and what comes of what it is told.

import type { Feed } from '../../../src/model/config/feed.ts';
import type { Site, Uplink } from '../../../src/model/config/site.ts';
import type { Publish } from '../../../src/core/ports/feed.ts';
import type { LinkId } from '../../../src/model/ids.ts';
import type { Version } from '../../../src/model/protocol.ts';
import { isoOf, utc } from '../../../src/model/time.ts';
import { feed, smallDepot } from '../../sim/site.ts';
import type { Harness, HarnessOptions } from '../harness.ts';
import { boot, createHarness, obedient } from '../harness.ts';

export const root = 'busbar/v1/depot';

export const feedUplink = (
  id: string,
  role: Uplink['role'],
  own: Partial<Feed> = {},
  more: Partial<Uplink> = {},
): Uplink => feed(id, { role, ...more }, own);

const boot2 = [
  2,
  'boot',
  'BootNotification',
  { reason: 'PowerUp', chargingStation: { vendorName: 'Acme', model: 'Two' } },
] as const;

export interface Answer {
  readonly id: string | null;
  readonly status: string;
  readonly code?: string;
  readonly text?: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

export type Answering = (action: string, payload: Record<string, unknown>) => object | undefined;

export interface Commanded {
  readonly depot: Harness;
  /** Everything that left for the broker. */
  readonly published: readonly Publish[];
  /** A message on a topic of ours. */
  tells(
    topic: string,
    text: string | undefined,
    more?: { isRetained?: boolean; responseTopic?: string; correlation?: string; expiresInSeconds?: number },
  ): void;
  /** A command; it expires in a minute unless it says otherwise. Returns what was answered, station and all. */
  orders(command: object, station?: Answering): Answer | undefined;
  /** Answers on the topics of answers since the last look. */
  answers(): Answer[];
  /** CALLs that stations got since the last look; each is answered. */
  heard(station?: Answering): (readonly [string, Record<string, unknown>])[];
  station(id: string): LinkId;
  restart(options?: HarnessOptions & { site?: Site }): Commanded;
  inSeconds(seconds: number): string;
}

export interface CommandedOptions extends HarnessOptions {
  readonly uplinks?: readonly Uplink[];
  readonly site?: Partial<Site>;
  /** Stations that are there, in this version. */
  readonly stations?: number;
  readonly version?: Version;
  readonly answer?: Answering;
}

export function commanded(options: CommandedOptions = {}): Commanded {
  const {
    uplinks = [feedUplink('fleet', 'control')],
    site = {},
    stations = 2,
    version = '1.6',
    answer,
    ...more
  } = options;
  const depot = createHarness({ ...smallDepot(stations, 60, uplinks), ...site }, more);
  return follow(depot, { stations, version, ...(answer !== undefined && { answer }) });
}

interface Following {
  readonly stations: number;
  readonly version: Version;
  readonly answer?: Answering;
}

function follow(depot: Harness, { stations, version, answer = obedient }: Following): Commanded {
  const { publishes: published } = depot;
  const link = depot.connectCsms('fleet');
  const links = new Map<string, LinkId>();
  for (let at = 1; at <= stations; at += 1) {
    const id = `CP-${String(at).padStart(2, '0')}`;
    const open = depot.connectStation(id, version);
    links.set(id, open);
    depot.says(open, version === '1.6' ? boot : boot2);
  }
  depot.sleep(1000);
  for (const one of links.values()) depot.answers(one, answer);
  let seen = published.length;
  let orders = 0;
  const inSeconds = (seconds: number): string => isoOf(utc(depot.utc() + seconds * 1000));
  /** A broker that takes nothing of the stream for long is left. */
  let taken = 0;
  const take = (): void => {
    const ids = published.slice(taken).flatMap(({ id = 0 }) => (id > 0 ? [id] : []));
    taken = published.length;
    if (ids.length > 0) depot.offers({ kind: 'published', link, ids });
  };
  const heard: Commanded['heard'] = (says = answer) => {
    const calls = [...links.values()].flatMap((one) =>
      depot.answers(one, says).map((frame) => [frame[2], frame[3]] as [string, Record<string, unknown>]),
    );
    take();
    return calls;
  };
  const answers = (): Answer[] => {
    const found = published.slice(seen).filter(({ topic }) => topic.startsWith(`${root}/answers/`));
    seen = published.length;
    return found.map(({ text }) => JSON.parse(text) as Answer);
  };
  const tells: Commanded['tells'] = (topic, text, { isRetained = false, ...more } = {}) =>
    depot.offers({
      kind: 'told',
      link,
      topic: `${root}/${topic}`,
      ...(text !== undefined && { text }),
      isRetained,
      ...more,
    });
  return {
    depot,
    published,
    tells,
    answers,
    heard,
    inSeconds,
    station: (id) => links.get(id)!,
    orders(command, says) {
      orders += 1;
      tells('commands', JSON.stringify({ id: `o${orders}`, expiresAt: inSeconds(60), ...command }));
      heard(says);
      return answers().at(-1);
    },
    restart: ({ site, ...more } = {}) =>
      follow(depot.restart({ ...(site !== undefined && { site }), ...more }), { stations, version, answer }),
  };
}

export const kindsOf = ({ depot }: Commanded, ...kinds: string[]) =>
  depot.facts.filter(({ kind }) => kinds.includes(kind)) as unknown as Record<string, unknown>[];

/** A vehicle that charges at a station of 1.6. */
export function charges(here: Commanded, id: string, idTag = 'VAN'): void {
  const link = here.station(id);
  const at = here.inSeconds(0);
  here.depot.says(link, [
    2,
    `start-${id}`,
    'StartTransaction',
    { connectorId: 1, idTag, meterStart: 0, timestamp: at },
  ]);
  here.heard();
}

/** A station that answers these so, and takes everything else. */
export const takes =
  (answers: Readonly<Record<string, object>>): Answering =>
  (action) =>
    answers[action] ?? { status: 'Accepted' };
