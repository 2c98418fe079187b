// What HTTP answers mean for a connection upstream that asked for an upgrade.

import type { IncomingMessage } from 'node:http';
import type { LinkTrouble } from '../../src/model/link-trouble.ts';
import type { Trouble } from '../../src/model/network-trouble.ts';

export interface HttpTrouble extends Trouble {
  readonly retryAfterSeconds?: number;
}

const byStatus: Readonly<Record<number, LinkTrouble>> = {
  401: 'unauthorized',
  403: 'forbidden',
  404: 'notFound',
  410: 'notFound',
  429: 'busy',
  503: 'busy',
};

/** An HTTP answer that is no upgrade. */
export function troubleOfAnswer({ statusCode = 0, statusMessage = '', headers }: IncomingMessage): HttpTrouble {
  const isRedirect = statusCode >= 300 && statusCode < 400;
  const place = isRedirect && headers.location !== undefined ? ` to ${headers.location}` : '';
  const retryAfterSeconds = Number(headers['retry-after']);
  return {
    trouble: isRedirect ? 'redirected' : (byStatus[statusCode] ?? 'httpStatus'),
    detail: `HTTP ${statusCode} ${statusMessage}${place}`.trim(),
    ...(Number.isFinite(retryAfterSeconds) && retryAfterSeconds > 0 && { retryAfterSeconds }),
  };
}
