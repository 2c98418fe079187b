// Where brokers are, as meters and uplinks name them.

import type { ConfigPath, ConfigProblem } from './problem.ts';
import { warning } from './problem.ts';

/** With a host and maybe a port: a user and a password have keys of their own, and a path means nothing. */
const brokerUrl = /^mqtts?:\/\/(\[[0-9a-fA-F:.]+\]|[^\s/?#@:[\]]+)(:\d{1,5})?\/?$/;

export function isBrokerUrl(url: string): boolean {
  const port = Number(/:(\d+)\/?$/.exec(url)?.[1] ?? 1);
  return brokerUrl.test(url) && port >= 1 && port <= 65_535;
}

/** A password that goes over the network in the clear; undefined where none does. */
export function clearPassword(url: string, password: string | undefined, path: ConfigPath): ConfigProblem | undefined {
  if (password === undefined || !url.startsWith('mqtt://') || isThisComputer(url)) return undefined;
  return warning(
    'BB_CONFIG_BROKER_CLEAR',
    [...path, 'url'],
    'The password goes over the network as it is, and whoever listens has it.',
    'Write mqtts:// if the broker can do TLS, and "ca:" where it has a CA of its own.',
  );
}

const isThisComputer = (url: string): boolean => /^mqtt:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$)/.test(url);
