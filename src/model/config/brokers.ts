// MQTT brokers of the site file.

import { clearPassword, isBrokerUrl } from './broker-url.ts';
import { error, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Broker } from './site.ts';

type Entry = NonNullable<SiteFile['brokers']>[number];

export function brokersOf(file: SiteFile, report: Report): Broker[] {
  const seen = new Set<string>();
  return (file.brokers ?? []).map((broker, at): Broker => {
    const path = ['brokers', at];
    if (seen.has(broker.id))
      report(
        error(
          'BB_CONFIG_DOUBLE_BROKER',
          [...path, 'id'],
          `Broker ${broker.id} is there twice.`,
          'Give each its own id.',
        ),
      );
    seen.add(broker.id);
    checkBroker(broker, path, report);
    checkUse(file, broker, path, report);
    const { id, url, username, password, ca, clientId } = broker;
    return {
      id,
      url,
      clientId: clientId ?? `busbar-${file.site.id}`,
      ...(username !== undefined && { username }),
      ...(password !== undefined && { password }),
      ...(ca !== undefined && { ca }),
    };
  });
}

function checkBroker({ url, username, password, ca }: Entry, path: ConfigPath, report: Report): void {
  const wrong = (key: string, message: string, remedy: string): void =>
    report(error('BB_CONFIG_BROKER', [...path, key], message, remedy));
  if (!isBrokerUrl(url))
    wrong(
      'url',
      'The url of a broker is mqtt:// or mqtts:// with a host and maybe a port, and nothing else.',
      'Write it like "mqtts://broker.example:8883", user and password with keys of their own.',
    );
  if (ca !== undefined && !url.startsWith('mqtts://'))
    wrong('url', 'There is a CA, but the url is not mqtts://, so no certificate is looked at.', 'Write mqtts://.');
  if (password === undefined) return;
  if (username === undefined)
    wrong('password', 'There is a password and no user: MQTT knows no password alone.', 'Write "username:" as well.');
  const clear = clearPassword(url, password, path);
  if (clear !== undefined) report(clear);
}

/** A connection that nobody needs is not opened. */
function checkUse({ meters = [], brokers = [] }: SiteFile, { id }: Entry, path: ConfigPath, report: Report): void {
  const isUsed = meters.some(
    ({ source, broker }) => source === 'mqtt' && (broker === id || (broker === undefined && brokers.length === 1)),
  );
  if (!isUsed)
    report(
      warning(
        'BB_CONFIG_BROKER_UNUSED',
        path,
        `No meter is on broker ${id}: nobody connects to it.`,
        'Write "source: mqtt" and "topic:" at a meter, or take the broker out.',
      ),
    );
}
