// MQTT brokers of the site file.

import { error, warning } from './problem.ts';
import type { ConfigPath, Report } from './problem.ts';
import type { SiteFile } from './schema.ts';
import type { Broker } from './site.ts';

type Entry = NonNullable<SiteFile['brokers']>[number];

/** With a host and maybe a port: a user and a password have keys of their own, and a path means nothing. */
const brokerUrl = /^mqtts?:\/\/(\[[0-9a-fA-F:.]+\]|[^\s/?#@:[\]]+)(:\d{1,5})?\/?$/;

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
  const port = Number(/:(\d+)\/?$/.exec(url)?.[1] ?? 1);
  if (!brokerUrl.test(url) || port < 1 || port > 65_535)
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
  if (url.startsWith('mqtt://') && !isThisComputer(url))
    report(
      warning(
        'BB_CONFIG_BROKER_CLEAR',
        [...path, 'url'],
        'The password goes over the network as it is, and whoever listens has it.',
        'Write mqtts:// if the broker can do TLS, and "ca:" where it has a CA of its own.',
      ),
    );
}

const isThisComputer = (url: string): boolean => /^mqtt:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(url);

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
