// Settings, cache and vendor messages of a simulated charge point (1.6 §5.3, §5.4, §5.6, §5.8).

import type { Body } from './body.ts';
import { changeConfiguration, getConfiguration, keyNumber } from './keys.ts';
import type { Handler, Handlers } from './reply.ts';
import { done, incomplete, status } from './reply.ts';
import { raiseSecurityEvent } from './security-events.ts';
import { restartSampling } from './sessions.ts';
import type { At } from './types.ts';

const changeKey: Handler = (body, live, { key, value }, now) => {
  if (typeof key !== 'string' || typeof value !== 'string') return incomplete('key and value are texts');
  if (key === 'AuthorizationKey')
    return status(changePassword(body, value, now, () => (live.hangUpAt = now.mono + 500)));
  const { keys } = body.memory;
  const said = changeConfiguration(keys, key, value);
  if (said === 'Accepted' && key === 'HeartbeatInterval' && Number(value) > 0) {
    live.heartbeatMs = keyNumber(keys, key) * 1000;
    live.heartbeatAt = now.mono + live.heartbeatMs;
  }
  if (said === 'Accepted' && (key === 'MeterValueSampleInterval' || key === 'ClockAlignedDataInterval'))
    restartSampling(body, live, now);
  return status(said);
};

/** A new password counts from the next connection on, which follows at once (whitepaper A01). It can never be read. */
function changePassword(body: Body, value: string, now: At, reconnect: () => void): string {
  if (!/^[!-~]{16,40}$/.test(value)) return 'Rejected';
  body.memory.password = value;
  raiseSecurityEvent(body, 'ReconfigurationOfSecurityParameters', now);
  reconnect();
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
