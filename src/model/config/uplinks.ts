import type { StationId, UplinkId } from '../ids.ts';
import { error, unserved } from './problem.ts';
import type { ConfigProblem } from './problem.ts';
import { namesIn } from './range.ts';
import type { SiteFile } from './schema.ts';
import type { Uplink } from './site.ts';
import { bytesOf } from './size.ts';

type Entry = NonNullable<SiteFile['uplinks']>[number];

/** An uplink with its defaults; none where this version cannot speak it, which is reported and never passed over. */
export function expandUplink(
  entry: Entry,
  at: number,
  stations: readonly StationId[],
  report: (problem: ConfigProblem) => void,
): Uplink[] {
  const path = ['uplinks', at] as const;
  if (entry.kind === 'mqtt') {
    report(unserved([...path, 'kind'], 'error'));
    return [];
  }
  if (entry.mode === undefined)
    report(
      error(
        'BB_CONFIG_NO_MODE',
        [...path, 'mode'],
        'The uplink has no mode.',
        'Write "mode: aggregate" (the site is one station with many EVSEs) or "mode: relay" (each station under its own identity).',
      ),
    );
  if (entry.mode === 'relay') report(unserved([...path, 'mode'], 'error'));
  if (entry.version !== undefined && entry.version !== '1.6') report(unserved([...path, 'version'], 'error'));
  if (entry.version === undefined)
    report(
      error('BB_CONFIG_NO_VERSION', [...path, 'version'], 'The uplink has no version.', 'Write "version: \'1.6\'".'),
    );
  if (entry.identity === undefined)
    report(
      error(
        'BB_CONFIG_NO_IDENTITY',
        [...path, 'identity'],
        'The uplink has no identity.',
        'Write the name under which the central system knows this site.',
      ),
    );
  const named = entry.stations?.flatMap((name, index) => {
    const names = namesIn(name) ?? [];
    const unknown = names.filter((one) => !stations.includes(one as StationId));
    if (names.length === 0 || unknown.length > 0)
      report(
        error(
          'BB_CONFIG_UNKNOWN_STATION',
          [...path, 'stations', index],
          `There is no station "${unknown[0] ?? name}".`,
          'Name stations that stand in this file.',
        ),
      );
    return names as StationId[];
  });
  return [
    {
      id: entry.id as UplinkId,
      kind: 'ocpp',
      mode: 'aggregate',
      version: '1.6',
      url: entry.url,
      identity: entry.identity ?? '',
      role: entry.role,
      quotaBytes: bytesOf(entry.quota ?? '64MiB'),
      attempts: entry.attempts ?? 3,
      retryIntervalSeconds: entry.retryIntervalSeconds ?? 60,
      callTimeoutSeconds: entry.callTimeoutSeconds ?? 30,
      backoff: entry.backoff ?? { minSeconds: 5, randomSeconds: 10, repeatTimes: 4 },
      ...(entry.security?.password !== undefined && { password: entry.security.password }),
      ...(named !== undefined && { stations: named }),
    },
  ];
}
