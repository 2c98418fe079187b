// How often something is tried, and when, as all versions say it.

import type { Utc } from '../model/time.ts';
import type { GetLog } from './order.ts';
import { parseTime } from './time.ts';

/** Undefined where there is no time that can be read. */
export const timeOf = (text: string | undefined): Utc | undefined =>
  text === undefined ? undefined : (parseTime(text) as Utc | undefined);

export interface Tries {
  readonly retries?: number;
  readonly retryInterval?: number;
}

export const readTries = ({ retries, retryInterval }: Tries) => ({
  ...(retries !== undefined && { retries }),
  ...(retryInterval !== undefined && { retryIntervalSeconds: retryInterval }),
});

export const sayTries = ({
  retries,
  retryIntervalSeconds,
}: Pick<GetLog, 'retries' | 'retryIntervalSeconds'>): Tries => ({
  ...(retries !== undefined && { retries }),
  ...(retryIntervalSeconds !== undefined && { retryInterval: retryIntervalSeconds }),
});
