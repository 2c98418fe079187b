// The description of the API as a file: made of the routes, with nothing behind them.

import { createEventStream } from '../../adapters/http/event-stream.ts';
import type { Http, HttpOptions } from '../../adapters/http/http.ts';
import { createHttp } from '../../adapters/http/http.ts';
import type { AccountsConsole } from '../local/access/console.ts';
import type { StationConsole } from '../local/station-console.ts';

/** Every route that a gateway may have, and nobody who answers. */
export function routesAlone(): Http {
  const none = (): Promise<never[]> => Promise.resolve([]);
  // Whatever kind of routes there is, it is among them: a new one that is left out here does not compile.
  const all: Required<Omit<HttpOptions, 'dashboard' | 'hosts' | 'budgets' | 'heldCertificates' | 'modbusServer'>> = {
    access: {
      state: () => 'claimed',
      whoIs: () => undefined,
      onEnd: () => undefined,
      accounts: {} as AccountsConsole,
    },
    front: { site: () => undefined },
    asks: { ask: none, answer: () => undefined },
    unhealthy: () => [],
    unready: () => [],
    metrics: () => Promise.resolve({ text: '', contentType: 'text/plain' }),
    transactions: none,
    limitLogs: { limits: none, orders: none },
    eventLogs: { events: none, minutes: none },
    events: createEventStream(0),
    stations: {} as StationConsole,
    plan: {} as NonNullable<HttpOptions['plan']>,
    sessions: {} as NonNullable<HttpOptions['sessions']>,
    trace: {} as NonNullable<HttpOptions['trace']>,
    files: { site: {}, tokens: {} } as NonNullable<HttpOptions['files']>,
    audit: { log: {}, tell: () => undefined } as unknown as NonNullable<HttpOptions['audit']>,
    exports: {} as NonNullable<HttpOptions['exports']>,
    addressOf: {} as NonNullable<HttpOptions['addressOf']>,
    upkeep: {} as NonNullable<HttpOptions['upkeep']>,
  };
  return createHttp(all);
}

export async function openApiText(): Promise<string> {
  const http = routesAlone();
  const text = JSON.stringify(await http.openApi(), undefined, 2);
  await http.stop();
  return `${text}\n`;
}
