// A simulated central system of 2.x: it knows transactions by the ids of stations, and writes down every gap and repeat.

import { describe, expect, it } from 'vitest';
import { compareBooks } from '../../../adapters/simulator/check-books.ts';
import type { SimCsms } from '../../../adapters/simulator/csms.ts';
import { createCsms } from '../../../adapters/simulator/csms.ts';
import { createVehicle } from '../../../adapters/simulator/electric-vehicle.ts';
import { seeded } from '../../../adapters/simulator/random.ts';
import { createStation } from '../../../adapters/simulator/station.ts';
import { isSameReason, toldIn } from '../../../adapters/simulator/told.ts';
import { createLab, epoch } from './lab.ts';

type Payload = Record<string, unknown>;

const timestamp = '2026-01-15T18:00:00.000Z';
const register = { value: 5, measurand: 'Energy.Active.Import.Register', unitOfMeasure: { unit: 'Wh' } };

function peer(version: '2.0.1' | '2.1' = '2.0.1') {
  const csms = createCsms({ tokens: [['GOOD', { status: 'Accepted', parentIdTag: 'FLEET' }]] });
  const now = { mono: 0, utc: epoch };
  csms.step({ kind: 'opened', link: 'a', identity: 'GW', version }, now);
  const say = (id: string, action: string, payload: object): unknown => {
    const [one] = csms.step({ kind: 'frame', link: 'a', text: JSON.stringify([2, id, action, payload]) }, now);
    return one?.kind === 'send' ? (JSON.parse(one.text) as unknown) : undefined;
  };
  say('boot', 'BootNotification', { reason: 'PowerUp', chargingStation: { vendorName: 'V', model: 'M' } });
  return { csms, say, now };
}

const event = (eventType: string, seqNo: number, more: Payload = {}): Payload => ({
  eventType,
  seqNo,
  timestamp,
  triggerReason: eventType === 'Started' ? 'Authorized' : 'MeterValuePeriodic',
  transactionInfo: { transactionId: 'tx-1' },
  ...(eventType === 'Started' && {
    evse: { id: 1, connectorId: 1 },
    idToken: { idToken: 'GOOD', type: 'Central' },
    meterValue: [{ timestamp, sampledValue: [{ ...register, context: 'Transaction.Begin' }] }],
  }),
  ...more,
});

describe('a central system of 2.x', () => {
  it.each(['2.0.1', '2.1'] as const)(
    '%s: books a transaction under the id of its station, and takes a repeat for what it is',
    (version) => {
      const { csms, say } = peer(version);
      const accepted = { idTokenInfo: { status: 'Accepted', groupIdToken: { idToken: 'FLEET', type: 'Central' } } };
      expect(say('1', 'TransactionEvent', event('Started', 0))).toEqual([3, '1', accepted]);
      expect(say('1', 'TransactionEvent', event('Started', 0))).toEqual([3, '1', accepted]);
      expect(say('2', 'TransactionEvent', event('Updated', 1))).toEqual([3, '2', {}]);
      const ended = event('Ended', 2, { transactionInfo: { transactionId: 'tx-1', stoppedReason: 'Local' } });
      expect(say('3', 'TransactionEvent', ended)).toEqual([3, '3', {}]);
      expect([...csms.books.transactions.keys()]).toEqual(['tx-1']);
      expect(csms.books.transactions.get('tx-1')).toMatchObject({
        updates: [{ messageId: '2' }],
        stop: { messageId: '3' },
      });
      expect(csms.books.violations).toEqual([]);
    },
  );

  const broken: readonly [string, (one: ReturnType<typeof peer>) => void, RegExp][] = [
    [
      'a start with another number than 0',
      ({ say }) => say('1', 'TransactionEvent', event('Started', 1)),
      /has the number 1, not 0/,
    ],
    [
      'a number that is left out',
      ({ say }) => {
        say('1', 'TransactionEvent', event('Started', 0));
        say('2', 'TransactionEvent', event('Updated', 2));
      },
      /has the number 2, not 1/,
    ],
    [
      'a number that comes again under another id',
      ({ say }) => {
        for (const id of ['1', '2', '3'])
          say(id, 'TransactionEvent', event(id === '1' ? 'Started' : 'Updated', id === '1' ? 0 : 1));
      },
      /has the number 1, not 2/,
    ],
    [
      'two starts',
      ({ say }) => {
        for (const id of ['1', '2']) say(id, 'TransactionEvent', event('Started', 0));
      },
      /was started twice/,
    ],
    [
      'an unknown transaction',
      ({ say }) => say('1', 'TransactionEvent', event('Updated', 1)),
      /unknown transaction tx-1/,
    ],
    [
      'another EVSE',
      ({ say }) => {
        say('1', 'TransactionEvent', event('Started', 0));
        say('2', 'TransactionEvent', event('Updated', 1, { evse: { id: 2 } }));
      },
      /another EVSE/,
    ],
    [
      'a word that the version has not',
      ({ say }) => say('1', 'Heartbeat', { now: 1 }),
      /breaks the schema of Heartbeat/,
    ],
    [
      'a page that is left out',
      ({ say }) => {
        for (const seqNo of [0, 2])
          say(`p${seqNo}`, 'NotifyReport', { requestId: 1, generatedAt: timestamp, seqNo, tbc: true });
      },
      /has the number 2, not 1/,
    ],
  ];

  it.each(broken)('writes down %s', (_name, act, expected) => {
    const one = peer();
    act(one);
    expect(one.csms.books.violations.join('\n')).toMatch(expected);
    expect(one.csms.books.violations).toHaveLength(1);
  });

  it('orders in the words of its peer, and gathers what is reported', () => {
    const { csms, say, now } = peer();
    const frames = csms
      .remoteStart('GW', 3, 'GOOD', now)
      .map((one) => (one.kind === 'send' ? (JSON.parse(one.text) as unknown[]) : []));
    expect(frames).toMatchObject([
      [2, 'csms-1', 'RequestStartTransaction', { evseId: 3, idToken: { idToken: 'GOOD' } }],
    ]);
    const row = { component: { name: 'A' }, variable: { name: 'B' }, variableAttribute: [{ value: '1' }] };
    for (const seqNo of [0, 1])
      say(`p${seqNo}`, 'NotifyReport', {
        requestId: 9,
        generatedAt: timestamp,
        seqNo,
        tbc: seqNo === 0,
        reportData: [row],
      });
    expect(csms.books.reports.get('GW/9')).toMatchObject({ rows: [row, row], isWhole: true });
    expect(csms.books.violations).toEqual([]);
  });
});

/** An afternoon of one station of 2.x. */
function afternoon() {
  const chance = seeded(3);
  const csms = createCsms({ tokens: [['AA01', { status: 'Accepted' }]] });
  const station = createStation({ id: 'CP-01', version: '2.1', evses: 1, chance, sampleSeconds: 60 });
  const lab = createLab([station], csms, chance);
  lab.run(10_000);
  const vehicle = createVehicle({ name: 'Van', batteryKwh: 60, soc: 0.3, phases: 3, maxAmps: 16, startDelayMs: 5000 });
  lab.event(station, { kind: 'plug', evse: 1, vehicle, token: 'AA01' });
  lab.run(600_000);
  lab.event(station, { kind: 'unplug', evse: 1 });
  lab.run(10_000);
  expect(compareBooks([station], csms.books)).toEqual([]);
  return { stations: [station], csms };
}

const only = ({ books }: SimCsms) => [...books.transactions.values()][0]!;

describe('compareBooks finds what is planted in books of 2.x', () => {
  const planted: readonly [string, (csms: SimCsms) => void, RegExp][] = [
    ['a lost state', (csms) => only(csms).updates.splice(0, 1), /1 acknowledged states of .* were lost/],
    ['a lost reading', (csms) => only(csms).readings.splice(2, 1), /acknowledged values of .* were lost/],
    [
      'a state that nobody saw',
      (csms) => {
        const [first] = only(csms).updates;
        only(csms).updates.push({ ...first!, payload: { ...first!.payload, timestamp: '2026-01-15T19:00:00Z' } });
      },
      /a state of .* was invented/,
    ],
    [
      'another reason',
      (csms) => {
        const { stop } = only(csms);
        const transactionInfo = { ...(stop!.payload['transactionInfo'] as object), stoppedReason: 'PowerLoss' };
        only(csms).stop = { ...stop!, payload: { ...stop!.payload, transactionInfo } };
      },
      /says reason PowerLoss, not EVDisconnected/,
    ],
  ];

  it.each(planted)('%s', (_name, plant, expected) => {
    const { stations, csms } = afternoon();
    plant(csms);
    expect(compareBooks(stations, csms.books).join('\n')).toMatch(expected);
  });
});

describe('what is told is the same in all versions', () => {
  const stopOf = (reason: string) => toldIn('StopTransaction', { transactionId: 1, meterStop: 5, timestamp, reason })!;
  const endOf = (stoppedReason: string) =>
    toldIn('TransactionEvent', event('Ended', 1, { transactionInfo: { transactionId: 'tx-1', stoppedReason } }))!;

  it('a value, its register and its moment', () => {
    const of16 = toldIn('MeterValues', {
      meterValue: [
        { timestamp, sampledValue: [{ value: '5.0', measurand: 'Energy.Active.Import.Register', unit: 'Wh' }] },
      ],
    })!;
    const of2 = toldIn(
      'TransactionEvent',
      event('Updated', 1, { meterValue: [{ timestamp, sampledValue: [register] }] }),
    )!;
    expect(of2.items[0]!.neutral).toBe(of16.items[0]!.neutral);
    expect(of2.items[0]!.exact).not.toBe(of16.items[0]!.exact);
  });

  it.each([
    ['EVDisconnected', 'EVDisconnected', true],
    ['HardReset', 'ImmediateReset', true],
    ['UnlockCommand', 'Other', true],
    ['Local', 'Remote', false],
    ['PowerLoss', 'Other', false],
  ])('a reason: %s is %s: %s', (was, is, expected) => {
    expect(isSameReason(stopOf(was), endOf(is))).toBe(expected);
  });
});
