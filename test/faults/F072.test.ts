import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact/fact.ts';
import { fieldStation } from '../conversations/field.ts';
import type { FieldStation } from '../conversations/field.ts';
import { ordinaryCsms } from '../conversations/harness.ts';

/** What may come in any order: of a station that keeps its messages until they are answered, and of everybody around it. */
const happenings = [
  'plug',
  'sample',
  'unplug',
  'repeat',
  'repeatAnew',
  'offline',
  'restart',
  'remoteStop',
  'reset',
  'wait',
] as const;

interface Message {
  id: string;
  readonly action: string;
  readonly payload: Record<string, unknown>;
}

/** The station, the central system and a model of what must be true, in few lines. */
function newDepot() {
  let station: FieldStation = fieldStation();
  const csms = ordinaryCsms();
  const facts: Fact[] = [];
  const model = { started: 0, ended: 0 };
  let uplink = station.depot.connectCsms();
  let session: { transactionId: number } | undefined;
  let last: Message | undefined;
  let messages = 0;

  function say(action: string, payload: Record<string, unknown>): Record<string, unknown> {
    last = { id: `m${(messages += 1)}`, action, payload };
    return send(last);
  }

  function send({ id, action, payload }: Message): Record<string, unknown> {
    const answer = station.call(action, payload, id);
    if (Array.isArray(answer)) throw new Error(JSON.stringify(answer));
    if (answer !== undefined) return answer as Record<string, unknown>;
    station.depot.answers(uplink, csms);
    station.depot.sleep(2000);
    const [, , late] = station.depot.hears(station.link).find(([type, of]) => type === 3 && of === id)!;
    return late as Record<string, unknown>;
  }

  function again(depot: FieldStation['depot']): void {
    if (depot !== station.depot) facts.push(...station.depot.facts);
    station = fieldStation({ depot });
    uplink = depot.connectCsms();
  }

  const does: Record<(typeof happenings)[number], () => void> = {
    plug() {
      if (session !== undefined) return;
      station.depot.sleep(1000);
      const timestamp = new Date(station.depot.utc()).toISOString();
      const answer = say('StartTransaction', { connectorId: 1, idTag: 'A', meterStart: messages, timestamp });
      session = answer as { transactionId: number };
      model.started += 1;
    },
    sample() {
      const meterValue = [{ timestamp: new Date(station.depot.utc()).toISOString(), sampledValue: [{ value: '9' }] }];
      say('MeterValues', { connectorId: 1, ...session, idTagInfo: undefined, meterValue });
    },
    unplug() {
      if (session === undefined) return;
      const { transactionId } = session;
      const timestamp = new Date(station.depot.utc()).toISOString();
      say('StopTransaction', { transactionId, meterStop: messages, timestamp, reason: 'EVDisconnected' });
      session = undefined;
      model.ended += 1;
    },
    repeat: () => last !== undefined && void send(last),
    repeatAnew() {
      if (last === undefined || last.action === 'MeterValues') return;
      last.id = `m${(messages += 1)}`;
      send(last);
    },
    offline: () => again(station.depot),
    restart: () => again(station.depot.restart()),
    remoteStop() {
      station.depot.says(uplink, [2, `r${(messages += 1)}`, 'RemoteStopTransaction', { transactionId: 5001 }]);
      station.depot.answers(station.link, () => ({ status: 'Accepted' }));
    },
    reset() {
      station.depot.says(uplink, [2, `r${(messages += 1)}`, 'Reset', { type: 'Soft' }]);
      station.depot.answers(station.link, () => ({ status: 'Accepted' }));
    },
    wait: () => station.depot.sleep(20_000),
  };
  return {
    does,
    model,
    isOpen: () => session !== undefined,
    facts: () => [...facts, ...station.depot.facts],
    failures: () => station.depot.failures,
    ledger: () => station.depot.gateway.state.ledger,
  };
}

it('F072 whatever comes in whatever order: each start and each stop has one effect, as in the model', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 25 }), (order) => {
      const depot = newDepot();
      for (const one of order) depot.does[one]();
      const count = (kind: Fact['kind']): number => depot.facts().filter((fact) => fact.kind === kind).length;
      expect({ started: count('TransactionStarted'), ended: count('TransactionEnded') }).toEqual(depot.model);
      const { known } = depot.ledger().stations.get('CP-01' as never)!.transactions;
      const open = [...known.values()].filter(({ endedAt }) => endedAt === undefined);
      expect(open).toHaveLength(depot.isOpen() ? 1 : 0);
      expect(depot.failures()).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
