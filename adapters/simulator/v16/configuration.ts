// Settings, cache and vendor messages (1.6 §5.3, §5.4, §5.6, §5.8).

import type { Payload } from '../frame.ts';
import { fits, isWritable } from '../station/keys.ts';
import type { Handler, Handlers } from '../station/reply.ts';
import { done, incomplete, status } from '../station/reply.ts';
import { changePassword, settingChanged } from '../station/settings.ts';

const changeKey: Handler = (body, live, { key, value }, now) => {
  if (typeof key !== 'string' || typeof value !== 'string') return incomplete('key and value are texts');
  if (key === 'AuthorizationKey') return status(changePassword(body, live, value, now));
  const said = changeConfiguration(body.memory.keys, key, value);
  if (said === 'Accepted') settingChanged(body, live, key, now);
  return status(said);
};

/** GetConfiguration.conf (1.6 §5.8). */
function getConfiguration(keys: ReadonlyMap<string, string>, wanted: unknown): Payload {
  const names = Array.isArray(wanted) && wanted.length > 0 ? wanted.map(String) : [...keys.keys()];
  return {
    configurationKey: names
      .filter((key) => keys.has(key))
      .map((key) => ({ key, readonly: !isWritable(key), value: keys.get(key) })),
    unknownKey: names.filter((key) => !keys.has(key)),
  };
}

/** The status of ChangeConfiguration.conf (1.6 §5.3). */
function changeConfiguration(keys: Map<string, string>, key: string, value: string): string {
  if (!keys.has(key)) return 'NotSupported';
  if (!fits(key, value)) return 'Rejected';
  keys.set(key, value);
  return 'Accepted';
}

export const configurationHandlers: Handlers = {
  GetConfiguration: ['Core', ({ memory }, _live, { key }) => done(getConfiguration(memory.keys, key))],
  ChangeConfiguration: ['Core', changeKey],
  ClearCache: [
    'Core',
    ({ memory }) => {
      memory.cache.clear();
      return status('Accepted');
    },
  ],
  DataTransfer: ['Core', () => status('UnknownVendorId')],
};
