// What is said of the needs of a session, by the API and by central systems.

import type { NeedsAnswer, SaidView } from '../../local/needs-view.ts';
import { stationOf } from '../../model/config/site.ts';
import type { Fact } from '../../model/fact/fact.ts';
import type { EvseKey, UplinkId } from '../../model/ids.ts';
import { evseOf } from '../../model/ids.ts';
import type { Needs } from '../../model/needs.ts';
import { readNeeds } from '../../model/needs.ts';
import { isoOf } from '../../model/time.ts';
import { openAt } from '../../site/transaction.ts';
import { problem } from '../outside/problem.ts';
import type { Now, Problem, Question } from '../ports.ts';
import type { NeedsQuestion } from '../ports/needs.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import { needsView } from './view.ts';

const kinds: ReadonlySet<string> = new Set<NeedsQuestion['kind']>(['needs', 'setNeeds', 'clearNeeds']);

export const isNeedsQuestion = (question: Question): question is NeedsQuestion => kinds.has(question.kind);

export function serveNeeds(state: State, question: NeedsQuestion, facts: Fact[], now: Now): NeedsAnswer | Problem {
  const { evse } = question;
  if (!isThere(state, evse))
    return problem(404, 'BB_EVSE_UNKNOWN', 'There is no such EVSE in the site file. GET /api/v1/site lists them.');
  switch (question.kind) {
    case 'needs':
      return answerOf(state, evse, now);
    case 'clearNeeds':
      clearNeeds(state, evse, 'api', facts, now);
      return withoutApi(answerOf(state, evse, now));
    case 'setNeeds': {
      const needs = readNeeds(question.needs, state.clock.trusted ? now.utc : undefined);
      if (typeof needs === 'string') return problem(400, 'BB_NEEDS', needs);
      setNeeds(state, evse, { by: 'api' }, needs, facts, now);
      const { needs: _, ...answer } = answerOf(state, evse, now);
      return { ...answer, said: { ...answer.said, api: saidView(needs) } };
    }
  }
}

const withoutApi = ({ needs: _, said: { api: __, ...said }, ...answer }: NeedsAnswer): NeedsAnswer => ({
  ...answer,
  said,
});

function isThere(state: State, key: EvseKey): boolean {
  const { station, evse } = evseOf(key);
  const known = stationOf(siteOf(state), station);
  return known !== undefined && known.state !== 'retired' && known.evses.some(({ id }) => id === evse);
}

type Source = { readonly by: 'api' | 'vehicle' } | { readonly by: 'uplink'; readonly csms: UplinkId };

/** About the session that is open there, else about the next one. */
export function setNeeds(state: State, key: EvseKey, source: Source, needs: Needs, facts: Fact[], now: Now): void {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  const open = part === undefined ? undefined : openAt(part.transactions, evse);
  const of = open === undefined ? {} : { transaction: open.transaction };
  facts.push({ kind: 'NeedsSet', station, evse, ...source, ...of, needs, happenedAt: now.utc });
}

/** Nothing is recorded where that source said nothing. */
export function clearNeeds(state: State, key: EvseKey, by: Source['by'], facts: Fact[], now: Now): void {
  const { station, evse } = evseOf(key);
  if (state.ledger.stations.get(station)?.needs.get(evse)?.[by] === undefined) return;
  facts.push({ kind: 'NeedsCleared', station, evse, by, happenedAt: now.utc });
}

function answerOf(state: State, key: EvseKey, now: Now): NeedsAnswer {
  const { station, evse } = evseOf(key);
  const part = state.ledger.stations.get(station);
  const open = part === undefined ? undefined : openAt(part.transactions, evse);
  const { api, uplink, vehicle } = part?.needs.get(evse) ?? {};
  return {
    evse: key,
    ...(open !== undefined && { transaction: open.transaction, needs: needsView(state, key, open, now) }),
    said: {
      ...(api !== undefined && { api: saidView(api.needs) }),
      ...(uplink !== undefined && { uplink: saidView(uplink.needs) }),
      ...(vehicle !== undefined && { vehicle: saidView(vehicle.needs) }),
    },
  };
}

/** In the words in which it is sent. */
function saidView({ departs, ...rest }: Needs): SaidView {
  if (departs === undefined) return rest;
  if ('at' in departs) return { ...rest, departsAt: isoOf(departs.at) };
  const two = (value: number): string => String(value).padStart(2, '0');
  return { ...rest, departsAt: `${two(Math.floor(departs.minuteOfDay / 60))}:${two(departs.minuteOfDay % 60)}` };
}
