// What `busbar check` prints of the connections upstream: what each central system sees, and by which keys.

import type { Site, Uplink } from '../model/config/site.ts';
import { listed } from './check-words.ts';

/** Empty where there is no connection upstream. */
export function describeUplinks({ uplinks, stations }: Site): string {
  const relayed = uplinks.filter(({ speaksFor }) => speaksFor !== undefined);
  const groups = Map.groupBy(relayed, ({ id, speaksFor }) => id.slice(0, -`/${speaksFor!}`.length));
  const others = uplinks.filter(({ speaksFor, leads }) => speaksFor === undefined && leads === undefined);
  if (uplinks.length === 0) return '';
  const count = stations.filter(({ state }) => state !== 'retired').length;
  return [
    'Central systems',
    ...others.flatMap((uplink) => (uplink.feed === undefined ? aggregate(uplink, count) : feed(uplink, count))),
    ...[...groups].flatMap(([id, some]) => relay(id, some, uplinks)),
  ].join('\n');
}

function aggregate({ id, identity, version, stations, role }: Uplink, count: number): string[] {
  return [
    `  ${id}: aggregate, OCPP ${version}, ${role}`,
    `    sees one charging station "${identity}" with the EVSEs of ${stations?.length ?? count} stations, over one connection. It may have another version than they.`,
  ];
}

function feed({ id, identity, feed: told, stations, role }: Uplink, count: number): string[] {
  const { protocol, topicPrefix, rawFrames } = told!;
  const has =
    rawFrames === 'csms'
      ? 'It is the central system of its stations, by frames of OCPP; commands beside them are refused.'
      : role === 'control'
        ? 'It orders on the topic "commands". It is never asked about a token: mode "csms" counts as if its central system were away, with the list that it gives.'
        : 'What it orders is refused.';
  return [
    `  ${id}: MQTT ${protocol}, ${role}`,
    `    is told of ${stations?.length ?? count} stations on topics under "${topicPrefix}/${identity}", over one connection. ${has}`,
    ...(rawFrames === true ? ['    is told every frame of OCPP of them as it is; keys of stations are left out.'] : []),
  ];
}

function relay(id: string, some: readonly Uplink[], all: readonly Uplink[]): string[] {
  const [{ version, role, through }] = some as readonly [Uplink, ...Uplink[]];
  const names = (uplinks: readonly Uplink[]): string => listed(uplinks.map(({ identity }) => identity));
  const row = (uplinks: readonly Uplink[], text: string): string[] =>
    uplinks.length === 0 ? [] : [`    ${names(uplinks)}: ${text}`];
  const stations = some.filter(({ mode }) => mode === 'relay');
  const controller = all.find((one) => one.id === id && one.leads !== undefined);
  return [
    `  ${id}: relay, OCPP ${version}, ${role}`,
    `    sees each station under its own identity, over ${through === undefined ? 'a connection' : 'a pair of topics at the broker'} each; they must speak OCPP ${version} as well.`,
    ...row(
      some.filter(({ mode }) => mode !== 'relay'),
      'no OCPP of their own: the gateway is that station.',
    ),
    ...row(
      stations.filter(({ passesKey }) => passesKey),
      'go on with the key that they come with.',
    ),
    ...row(
      some.filter(({ password, hasPassword }) => password !== undefined || hasPassword === true),
      'have a key upstream in the site file.',
    ),
    ...row(
      stations.filter(({ profiles }) => profiles === 'pass'),
      'keep the charging profiles of the central system, under one limit of the gateway for the whole station, which is also what they fall back to.',
    ),
    ...row(
      stations.filter(({ autonomy }) => autonomy === false),
      'are sent away while the central system is.',
    ),
    controller === undefined
      ? '    The controller has no connection of its own: limits for all together come from the site file, the grid and the API.'
      : `    The controller itself is "${controller.identity}", without EVSEs: a limit for it counts for all of them together.`,
  ];
}
