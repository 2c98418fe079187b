// A relay: a connection upstream for each of its stations, under the station's own identity, and one of the controller itself
// where the central system wants that.

import type { StationId, UplinkId } from '../ids.ts';
import { error, unserved, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import { namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import { keyNotHex, managed, noManagedPassword } from './security.ts';
import type { Station, Uplink } from './site.ts';
import { mergeTemplate } from './template.ts';

type Entry = NonNullable<SiteFile['uplinks']>[number];

/** How a station proves itself upstream, where the file says that for it. */
interface OwnUpstream {
  readonly password?: string;
  readonly keyEncoding?: 'raw' | 'hex' | 'text';
}

/**
 * A relay unrolled. A Modbus device appears as a station of its own. The controller has an identity and no EVSEs; what it is
 * told limits all its stations together.
 */
export function relaysOf(
  file: SiteFile,
  at: number,
  uplink: Uplink,
  known: readonly Station[],
  report: Report,
): Uplink[] {
  const entry = file.uplinks![at]!;
  const { stations, password: common, ...base } = uplink;
  const served = known.filter(({ id, state }) => state !== 'retired' && stations?.includes(id) !== false);
  const own = upstreamsOf(file, report);
  checkRelay(file, at, served, own, report);
  const relays = served.map((station): Uplink => {
    const { password = common, keyEncoding } = own.get(station.id) ?? {};
    return {
      ...base,
      ...(keyEncoding !== undefined && { keyEncoding }),
      ...(password !== undefined && { password }),
      id: `${entry.id}/${station.id}` as UplinkId,
      identity: station.id,
      mode: station.modbus === undefined ? 'relay' : 'aggregate',
      speaksFor: station.id,
      stations: [station.id],
      ...(entry.autonomy === false && { autonomy: false as const }),
      ...(entry.profiles === 'pass' && station.modbus === undefined && { profiles: 'pass' as const }),
      ...(password === undefined && station.modbus === undefined && { passesKey: true as const }),
    };
  });
  if (entry.identity === undefined || entry.kind === 'mqtt') return relays;
  const leads = served.map(({ id }) => id);
  return [{ ...base, ...(common !== undefined && { password: common }), stations: [], leads }, ...relays];
}

/** What stations and their templates say of their connections upstream. */
function upstreamsOf(file: SiteFile, report: Report): Map<StationId, OwnUpstream> {
  const own = new Map<StationId, OwnUpstream>();
  for (const [at, entry] of file.stations.entries()) {
    const { keys, whereIs } = mergeTemplate(file, entry, at, report);
    if (keys.upstream === undefined) continue;
    const { password, keyEncoding } = keys.upstream;
    const path = whereIs('upstream');
    const names = entry.range === undefined ? [entry.id ?? ''] : (namesIn(entry.range) ?? []);
    checkOwn(keys.upstream, names.length, path, report);
    for (const name of names)
      own.set(name as StationId, {
        ...(password !== undefined && { password }),
        ...(keyEncoding !== undefined && { keyEncoding }),
      });
  }
  return own;
}

function checkOwn({ password, keyEncoding }: OwnUpstream, stations: number, path: ConfigPath, report: Report): void {
  if (password === undefined) return;
  if (password === managed) return report(unserved('error', [...path, 'password'], managed, noManagedPassword));
  if (stations > 1)
    report(
      warning(
        'BB_CONFIG_SHARED_UPSTREAM_KEY',
        [...path, 'password'],
        `${stations} stations prove themselves upstream by one password: whoever has it is all of them.`,
        'Write the stations one by one, each with its own "upstream: { password: ${file:…} }".',
      ),
    );
  const notHex = keyNotHex(password, keyEncoding, path);
  if (notHex !== undefined) report(notHex);
}

function checkRelay(
  file: SiteFile,
  at: number,
  served: readonly Station[],
  own: ReadonlyMap<StationId, OwnUpstream>,
  report: Report,
): void {
  const entry = file.uplinks![at]!;
  const path: ConfigPath = ['uplinks', at];
  const isOverMqtt = entry.kind === 'mqtt';
  const wrong = (code: string, key: string, message: string, remedy: string): void =>
    report(error(code, [...path, key], message, remedy));
  const namesake = served.find(({ id }) => id === entry.identity);
  if (namesake !== undefined && !isOverMqtt)
    wrong(
      'BB_CONFIG_RELAY_IDENTITY',
      'identity',
      `The controller and a station would both be "${namesake.id}" upstream.`,
      'Give the controller a name of its own, or leave "identity" out if the central system wants no connection of it.',
    );
  const other = served.find(({ assumeProtocol }) => assumeProtocol !== undefined && assumeProtocol !== entry.version);
  if (other !== undefined)
    wrong(
      'BB_CONFIG_RELAY_VERSION',
      'version',
      `A relay passes on what stations say, so both sides speak one version: ${other.id} is taken to speak ${other.assumeProtocol}, and the uplink ${entry.version}.`,
      'Use another uplink for this station ("stations:"), the version that it speaks, or "mode: aggregate", which translates.',
    );
  // The broker is shown who the site is; stations show it nothing.
  if (!isOverMqtt) checkKeys(entry, path, served, own, report);
  checkAlone(file, at, served, report);
}

/** Where the central system wants a key, each station needs one that the gateway can show. */
function checkKeys(
  { security }: Entry,
  path: ConfigPath,
  served: readonly Station[],
  own: ReadonlyMap<StationId, OwnUpstream>,
  report: Report,
): void {
  if ((security?.profile !== 1 && security?.profile !== 2) || security.password !== undefined) return;
  const without = served.filter(
    ({ id, modbus, security: { profile } }) =>
      own.get(id)?.password === undefined && (modbus !== undefined || (profile !== 1 && profile !== 2)),
  );
  const [one] = without;
  if (one === undefined) return;
  const more = without.length > 1 ? ` and ${without.length - 1} more have` : ' has';
  report(
    error(
      'BB_CONFIG_RELAY_NO_KEY',
      [...path, 'security'],
      `Profile ${security.profile} needs a password, and ${one.id}${more} none to show upstream: ${one.modbus === undefined ? 'it comes without one' : 'a Modbus device has none'}.`,
      'Write "upstream: { password: ${file:/run/secrets/…} }" at the station.',
    ),
  );
}

/** Of two relays with one station each would be that station, and only one can pass on what it says. */
function checkAlone(file: SiteFile, at: number, served: readonly Station[], report: Report): void {
  for (const [index, other] of file.uplinks!.slice(0, at).entries()) {
    if (other.mode !== 'relay' && other.rawFrames !== 'csms') continue;
    const theirs = other.stations?.flatMap((name) => namesIn(name) ?? []);
    const both = served.find(({ id }) => theirs?.includes(id) !== false);
    if (both === undefined) continue;
    report(
      error(
        'BB_CONFIG_TWO_RELAYS',
        ['uplinks', at, 'mode'],
        `${both.id} would be relayed by ${file.uplinks![index]!.id} and by ${file.uplinks![at]!.id}.`,
        'Share the stations out with "stations", or make one of them "mode: aggregate".',
      ),
    );
    return;
  }
}
