// One station, one central system that knows some tokens, and what each of them hears.

import type { SiteTokens } from '../../src/model/config/tokens.ts';
import type { LinkId } from '../../src/model/ids.ts';
import { answerTo, asks, bootStation, connectCsms, csmsThatKnows, depotWith } from './depot.ts';
import type { Answer, SiteOptions } from './depot.ts';
import type { Harness } from './harness.ts';

const csms = () =>
  csmsThatKnows({
    'VAN-1': { status: 'Accepted', parentIdTag: 'FLEET' },
    'VAN-2': { status: 'Accepted', parentIdTag: 'FLEET', expiryDate: '2026-01-16T00:00:00Z' },
    'VAN-3': 'Accepted',
    LOST: 'Blocked',
    OLD: 'Expired',
  });

export interface Scene {
  readonly depot: Harness;
  readonly station: LinkId;
  readonly uplink: LinkId;
  readonly answer: Answer;
}

export function scene(options: SiteOptions = {}, tokens?: SiteTokens): Scene {
  const depot = depotWith(options, tokens);
  const [station] = bootStation(depot, 'CP-01');
  const answer = csms();
  return { depot, station, uplink: connectCsms(depot, answer), answer };
}

/** Says it and lets the central system answer; returns the answer of the gateway and what the central system was asked. */
export function exchange({ depot, station, uplink, answer }: Scene, action: string, payload: object) {
  const asked = asks(depot, station, action, payload);
  const told = depot.answers(uplink, answer).map(([, , name, about]) => [name, about] as const);
  return { answer: asked.answer ?? answerTo(depot, station, asked.id), told };
}
