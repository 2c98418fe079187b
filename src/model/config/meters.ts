// Meters of the site file: where each says its values, and what makes no sense about it.

import type { StationId } from '../ids.ts';
import { topicsOf } from '../meter-topics.ts';
import { accessOf } from './modbus.ts';
import { error, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Meter } from './site.ts';

type MeterEntry = NonNullable<SiteFile['meters']>[number];

/** A meter is read so often, or tells so often, when the file does not say. */
const usualPeriodMs = 1000;

export const metersOf = (file: SiteFile, report: Report): Meter[] =>
  (file.meters ?? []).map((meter, at) => {
    const { id, role, battery, ctRatio, invert, phaseMap, periodMs } = meter;
    checkKeys(meter, ['meters', at], report);
    return {
      id,
      ...(role !== undefined && { role }),
      ...(battery !== undefined && { battery: { efficiencyPercent: usualEfficiency, ...battery } }),
      source: sourceOf(file, meter, ['meters', at], report),
      ctRatio: ctRatio ?? 1,
      invert: invert ?? false,
      phaseMap: (phaseMap ?? 'L1L2L3') as Meter['phaseMap'],
      periodMs: periodMs ?? usualPeriodMs,
    };
  });

const usualEfficiency = 90;

/** Keys of one source that mean nothing to another. */
const keysOf = { broker: ['mqtt'], topics: ['mqtt'], units: ['mqtt', 'http'], paths: ['mqtt', 'http'] } as const;

function checkKeys(meter: MeterEntry, path: ConfigPath, report: Report): void {
  if (meter.battery !== undefined && meter.role !== 'battery')
    report(
      error(
        'BB_CONFIG_METER_KEY',
        [...path, 'battery'],
        '"battery" means nothing to a meter that is not that of a battery.',
        'Take it out, or write "role: battery".',
      ),
    );
  for (const [key, sources] of Object.entries(keysOf) as [keyof typeof keysOf, readonly string[]][])
    if (meter[key] !== undefined && !sources.includes(meter.source))
      report(
        error(
          'BB_CONFIG_METER_KEY',
          [...path, key],
          `"${key}" means nothing to a meter with "source: ${meter.source}".`,
          `Take it out, or write "source: ${sources[0]}".`,
        ),
      );
}

function sourceOf(file: SiteFile, meter: MeterEntry, path: ConfigPath, report: Report): Meter['source'] {
  const missing = (key: string, example: string): string => {
    report(
      error(
        'BB_CONFIG_METER_SOURCE',
        path,
        `A meter with "source: ${meter.source}" needs "${key}".`,
        `Write "${key}: ${example}".`,
      ),
    );
    return '';
  };
  const { paths, units } = meter;
  const said = { ...(paths !== undefined && { paths }), ...(units !== undefined && { units }) };
  switch (meter.source) {
    case 'modbus':
      return { kind: 'modbus', ...accessOf(meter, path, report) };
    case 'http':
      return {
        kind: 'http',
        url: urlOf(meter.url ?? missing('url', 'http://10.0.0.5/meter'), [...path, 'url'], report),
        ...said,
      };
    case 'station':
      return { kind: 'station', station: (meter.station ?? missing('station', 'CP-01')) as StationId };
    case 'sum':
      return { kind: 'sum', of: meter.of ?? [missing('of', '[m1, m2]')] };
    case 'mqtt': {
      const { topic, topics } = meter;
      if (topic === undefined && topics === undefined) missing('topic', 'site/pv/power');
      checkTopics(meter, path, report);
      const broker = brokerOf(file, meter, path, report);
      return {
        kind: 'mqtt',
        ...(broker !== undefined && { broker }),
        ...(topic !== undefined && { topic }),
        ...(topics !== undefined && { topics }),
        ...said,
      };
    }
  }
}

function brokerOf({ brokers = [] }: SiteFile, meter: MeterEntry, path: ConfigPath, report: Report): string | undefined {
  const only = brokers.length === 1 ? brokers[0]?.id : undefined;
  const broker = meter.broker ?? only;
  // A name that is wrong is said where all names are looked at.
  if (broker !== undefined) return broker;
  const told =
    brokers.length === 0
      ? warning(
          'BB_CONFIG_METER_BROKER',
          path,
          `Meter ${meter.id} tells over MQTT, and the file names no broker: it says nothing until then.`,
          'Write "brokers: [ { id: local, url: mqtt://10.0.0.2 } ]".',
        )
      : error(
          'BB_CONFIG_METER_BROKER',
          path,
          `Nothing says which of ${brokers.length} brokers meter ${meter.id} is on.`,
          `Write "broker: ${brokers[0]?.id ?? ''}" or another of them.`,
        );
  report(told);
  return undefined;
}

function checkTopics(meter: MeterEntry, path: ConfigPath, report: Report): void {
  const wrong = (key: string, message: string, remedy: string): void =>
    report(error('BB_CONFIG_TOPIC', [...path, key], message, remedy));
  const key = meter.topics === undefined ? 'topic' : 'topics';
  if (meter.topic !== undefined && meter.topics !== undefined)
    wrong('topics', 'A meter has one "topic" for everything, or "topics" for a value each.', 'Take one of them out.');
  if (meter.topics !== undefined && meter.topics.powerW === undefined && meter.topics.amps === undefined)
    wrong('topics', 'None of the topics says powerW or amps.', 'Write "topics: { powerW: site/grid/power }".');
  for (const topic of topicsOf(topicsIn(meter))) {
    if (/[+#]/.test(topic))
      wrong(
        key,
        `"${topic.slice(0, 80)}" has a wildcard: nobody knows which of its topics is the meter.`,
        'Write each topic as it is, without + and #.',
      );
    // The standard forbids NUL, and no topic that a person wrote has control characters.
    if (/[\u0000-\u001f\u007f]/.test(topic))
      wrong(key, 'A topic holds a character that cannot be seen.', 'Write it again by hand.');
  }
}

const topicsIn = ({ topic, topics }: MeterEntry) => ({
  ...(topic !== undefined && { topic }),
  ...(topics !== undefined && { topics }),
});

/** Its address is in the journal and in answers of the API: it holds no password. */
function urlOf(url: string, path: ConfigPath, report: Report): string {
  if (url === '') return url;
  const parsed = URL.parse(url);
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (!isHttp)
    report(
      error('BB_CONFIG_METER_URL', path, 'This is no address that can be asked.', 'Write "http://10.0.0.5/meter".'),
    );
  else if (parsed.username !== '' || parsed.password !== '')
    report(
      error(
        'BB_CONFIG_METER_URL',
        path,
        'The address holds a user or a password.',
        'Take it out; meters that want one are not served.',
      ),
    );
  return url;
}
