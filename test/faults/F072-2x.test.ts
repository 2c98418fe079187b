import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Fact } from '../../src/model/fact/fact.ts';
import { energyOf } from '../conversations/field-2x.ts';
import { createHarness } from '../conversations/harness.ts';
import type { Frame, Harness } from '../conversations/harness.ts';
import type { Book, Version } from '../conversations/matrix/book.ts';
import { newBook } from '../conversations/matrix/book.ts';
import { smallDepot, uplink } from '../sim/site.ts';

/** What may come in any order: of a station that keeps its messages until they are answered, and of everybody around it. */
const happenings = [
  'plug',
  'sample',
  'unplug',
  'repeat',
  'repeatLate',
  'repeatAnew',
  'offline',
  'restart',
  'remoteStop',
  'reset',
  'wait',
] as const;
type Happening = (typeof happenings)[number];
type Payload = Record<string, unknown>;

interface Message {
  id: string;
  payload: Payload;
}

interface World {
  readonly does: Record<Happening, () => void>;
  readonly model: { started: number; ended: number; samples: number };
  readonly book: Book;
  readonly isOpen: () => boolean;
  readonly facts: () => Fact[];
  readonly depot: () => Harness;
  settles(): void;
}

/** The station, the central system and a model of what must be true, in few lines. */
function newWorld(south: Version, north: Version): World {
  let depot = createHarness(smallDepot(1, 60, [uplink('csms', 'control', { version: north })]));
  const book = newBook(north);
  const facts: Fact[] = [];
  const model = { started: 0, ended: 0, samples: 0 };
  let csms = depot.connectCsms();
  let link = depot.connectStation('CP-01', south);
  let session: { readonly id: string; seqNo: number } | undefined;
  let last: Message | undefined;
  let messages = 0;
  const answers = new Map<string, Frame>();

  /** Everybody answers whatever comes. A central system whose order closed its own link is there again. */
  function attend(): void {
    if (!depot.gateway.state.links.has(csms)) csms = depot.connectCsms();
    for (;;) {
      const [above, below] = [depot.hears(csms), depot.hears(link)];
      if (above.length + below.length === 0) return;
      for (const [type, id, action, payload] of above)
        if (type === 2) depot.says(csms, [3, id, book.hears(id, action as string, payload as Payload)]);
      for (const frame of below) {
        if (frame[0] !== 2) answers.set(frame[1], frame);
        else depot.says(link, [3, frame[1], obeys(frame[2] as string)]);
      }
    }
  }

  function send({ id, payload }: Message, action = 'TransactionEvent'): void {
    answers.delete(id);
    depot.says(link, [2, id, action, payload]);
    for (let tries = 0; tries < 20 && !answers.has(id); tries += 1) {
      attend();
      if (!answers.has(id)) depot.sleep(200, attend);
    }
    if (answers.get(id)?.[0] !== 3) throw new Error(`${id} got ${JSON.stringify(answers.get(id))}`);
  }

  function event(eventType: string, more: Payload, info: Payload = {}): void {
    const timestamp = new Date(depot.utc()).toISOString();
    const meterValue = [{ timestamp, sampledValue: [energyOf(messages * 10)] }];
    last = {
      id: `m${(messages += 1)}`,
      payload: {
        eventType,
        timestamp,
        triggerReason: 'Trigger',
        seqNo: session!.seqNo++,
        transactionInfo: { transactionId: session!.id, ...info },
        meterValue,
        ...more,
      },
    };
    send(last);
  }

  function again(next: Harness): void {
    if (next !== depot) {
      facts.push(...depot.facts);
      depot = next;
      csms = depot.connectCsms();
    } else depot.drop(link);
    link = depot.connectStation('CP-01', south);
    const chargingStation = { vendorName: 'Acme', model: 'Two' };
    send({ id: `b${(messages += 1)}`, payload: { reason: 'PowerUp', chargingStation } }, 'BootNotification');
  }

  const orders = (action: string, payload: Payload): void => {
    depot.says(csms, [2, `r${(messages += 1)}`, action, payload]);
    attend();
  };

  const does: World['does'] = {
    plug() {
      if (session !== undefined) return;
      depot.sleep(1000, attend);
      session = { id: `tx${(messages += 1)}`, seqNo: 0 };
      model.started += 1;
      const idToken = { idToken: 'A', type: 'Central' };
      event('Started', { triggerReason: 'Authorized', evse: { id: 1, connectorId: 1 }, idToken });
    },
    sample() {
      if (session === undefined) return;
      model.samples += 1;
      event('Updated', { triggerReason: 'MeterValuePeriodic' });
    },
    unplug() {
      if (session === undefined) return;
      model.ended += 1;
      event('Ended', { triggerReason: 'EVDeparted' }, { stoppedReason: 'EVDisconnected' });
      session = undefined;
    },
    repeat: () => last !== undefined && void send(last),
    // E11.FR.07: it did not hear the answer, and says so when it says it again.
    repeatLate() {
      if (last !== undefined) send({ ...last, payload: { ...last.payload, offline: true } });
    },
    repeatAnew() {
      if (last === undefined) return;
      last.id = `m${(messages += 1)}`;
      send(last);
    },
    offline: () => again(depot),
    restart: () => again(depot.restart()),
    remoteStop() {
      const started = [...facts, ...depot.facts].findLast((fact) => fact.kind === 'TransactionStarted');
      const transactionId = north === '1.6' ? 5000 + model.started : (started?.transaction ?? 'none');
      orders(north === '1.6' ? 'RemoteStopTransaction' : 'RequestStopTransaction', { transactionId });
    },
    reset: () => orders('Reset', { type: north === '1.6' ? 'Soft' : 'Immediate' }),
    wait: () => depot.sleep(20_000, attend),
  };
  again(depot);
  return {
    does,
    model,
    book,
    isOpen: () => session !== undefined,
    facts: () => [...facts, ...depot.facts],
    depot: () => depot,
    settles: () => depot.sleep(60_000, attend),
  };
}

function obeys(action: string): object {
  if (action === 'GetLocalListVersion') return { versionNumber: 0 };
  return { status: 'Accepted' };
}

it.each([
  ['2.0.1', '2.0.1'],
  ['2.0.1', '1.6'],
  ['2.1', '2.1'],
] as const)(
  'F072 %s station, %s central system, whatever comes in whatever order: each event has one effect, as in the model',
  (south, north) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...happenings), { maxLength: 25 }), (order) => {
        const world = newWorld(south, north);
        for (const one of order) world.does[one]();
        world.settles();
        const facts = world.facts();
        const count = (...kinds: Fact['kind'][]): number => facts.filter(({ kind }) => kinds.includes(kind)).length;
        const samples = count('TransactionSampled', 'TransactionUpdated');
        expect({ started: count('TransactionStarted'), ended: count('TransactionEnded'), samples }).toEqual(
          world.model,
        );
        const { known } = world.depot().gateway.state.ledger.stations.get('CP-01' as never)!.transactions;
        const open = [...known.values()].filter(({ endedAt }) => endedAt === undefined);
        expect(open).toHaveLength(world.isOpen() ? 1 : 0);
        expect(world.book.trouble).toEqual([]);
        expect(world.book.booked()).toHaveLength(world.model.started);
        expect(world.depot().failures).toEqual([]);
      }),
      { numRuns: Number(process.env['RUNS'] ?? 30) },
    );
  },
);
