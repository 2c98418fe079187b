// Through the relay no byte of a payload changes that the relay does not own: all actions of each version and unknown ones,
// in both directions, answers and refusals too.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LinkId } from '../../../src/model/ids.ts';
import { actionsOf } from '../../../src/ocpp/schema.ts';
import { bootOf } from '../matrix/charger.ts';
import { versions } from '../matrix/scene.ts';
import { oddObject, oddText, space } from './odd-json.ts';
import { relayYard, station, upstream } from './yard.ts';

type Version = (typeof versions)[number];

/** Limits of the station, and where it connects, are served by the gateway itself. */
const own = new Set([
  'ClearChargingProfile',
  'GetChargingProfiles',
  'GetCompositeSchedule',
  'SetChargingProfile',
  'SetNetworkProfile',
  'UpdateDynamicSchedule',
  'UsePriorityCharging',
]);
/** What a station says of profiles of the gateway. */
const ownOfStation = new Set(['PullDynamicScheduleUpdate', 'ReportChargingProfiles']);
/** What is refused of these is told again by the gateway, so the station is not refused. */
const kept = new Set(['MeterValues', 'StartTransaction', 'StopTransaction', 'TransactionEvent']);

const framed = (type: number, idText: string, rest: string, gap: string): string =>
  `[${type}${gap},${gap}${idText},${gap}${rest}${gap}]`;

function byteYard(version: Version) {
  const sent = new Map<LinkId, string[]>();
  const yard = relayYard(version, { onText: (link, text) => sent.set(link, [...(sent.get(link) ?? []), text]) });
  const { depot, south } = yard;
  const north = yard.north!;
  /** What left with this id, or for this action. */
  const left = (link: LinkId, mark: string): string | undefined => {
    const found = (sent.get(link) ?? []).find((one) => (JSON.parse(one) as unknown[]).slice(1, 3).includes(mark));
    sent.set(link, []);
    return found;
  };
  depot.says(south, [2, 'boot', 'BootNotification', bootOf(version)]);
  depot.says(north, [3, 'boot', { status: 'Accepted', currentTime: '2026-01-15T18:00:00Z', interval: 77 }]);
  return { depot, south, north, left };
}

type ByteYard = ReturnType<typeof byteYard>;

/** A new one now and then, so that the pace of nobody is too fast. */
function yards(version: Version): () => ByteYard {
  let yard = byteYard(version);
  let uses = 0;
  return () => ((uses += 1) % 20 === 0 ? (yard = byteYard(version)) : yard);
}

const refusal = fc
  .tuple(oddText, oddText, oddObject)
  .map(([code, why, details]) => [4, `${code}, ${why},${details}`] as const);
const answering = fc.oneof(
  oddObject.map((payload) => [3, payload] as const),
  refusal,
);

interface Crossing extends ByteYard {
  readonly id: string;
  readonly payload: string;
  readonly type: number;
  readonly answer: string;
  readonly gap: string;
}

/** Whatever is said and answered, spaced in any way. */
function crossings(version: Version, mark: string, cross: (crossing: Crossing) => void): void {
  let ids = 0;
  const next = yards(version);
  fc.assert(
    fc.property(oddObject, answering, space, (payload, [type, answer], gap) =>
      cross({ ...next(), id: `${mark}${(ids += 1)}`, payload, type, answer, gap }),
    ),
    { numRuns: 10 },
  );
}

describe.each(versions)('OCPP %s through the relay', (version) => {
  const all = [...actionsOf(version), 'AcmeDoes', 'SignedThing-Signed'];

  it.each(all.filter((action) => !ownOfStation.has(action)))(
    '%s of the station, and what its central system answers, stay as they are',
    (action) =>
      crossings(version, 's', ({ depot, south, north, left, id, payload, type, answer, gap }) => {
        depot.writes(south, framed(2, `"${id}"`, `"${action}",${gap}${payload}`, gap));
        expect(left(north, id)).toBe(`[2,"${id}","${action}",${payload}]`);
        depot.writes(north, framed(type, `"${id}"`, answer, gap));
        const heard = left(south, id);
        if (type === 3 || !kept.has(action)) expect(heard).toBe(`[${type},"${id}",${answer}]`);
        else expect(heard).toBeDefined();
      }),
  );

  it.each(all.filter((action) => !own.has(action)))(
    '%s of the central system, and what the station answers',
    (action) =>
      crossings(version, 'c', ({ depot, south, north, left, id, payload, type, answer, gap }) => {
        depot.writes(north, framed(2, `"${id}"`, `"${action}",${gap}${payload}`, gap));
        expect(left(south, id)).toBe(`[2,"${id}","${action}",${payload}]`);
        depot.writes(south, framed(type, `"${id}"`, answer, gap));
        expect(left(north, id)).toBe(`[${type},"${id}",${answer}]`);
      }),
  );

  it.each(['[]', 'null', '7', '{"status":[]}'])(
    'a verdict that is none (%s) reaches the station, and shuts nobody out',
    (odd) => {
      const { depot, south, north, left } = byteYard(version);
      const answer = `{"idTagInfo":${odd},"idTokenInfo":${odd}}`;
      for (let at = 0; at < 8; at += 1) {
        const id = `v${at}`;
        const token = version === '1.6' ? '{"idTag":"VAN"}' : '{"idToken":{"idToken":"VAN","type":"Central"}}';
        depot.writes(south, `[2,"${id}","Authorize",${token}]`);
        expect(left(north, id)).toBe(`[2,"${id}","Authorize",${token}]`);
        depot.writes(north, `[3,"${id}",${answer}]`);
        expect(left(south, id)).toBe(`[3,"${id}",${answer}]`);
      }
    },
  );
});

/** Messages of a transaction with something of a vendor in them: the payload, by its time and its number. */
const rows16 = {
  StartTransaction: (odd: string, at: string) =>
    `{"acme": ${odd} , "connectorId":1, "idTag" : "VAN","meterStart":5,"timestamp":"${at}"}`,
  MeterValues: (odd: string, at: string, number: string) =>
    `{"acme":{"transactionId":3,"x":${odd}},"connectorId":1,"transactionId" : ${number} ,"meterValue":[{"timestamp":"${at}","sampledValue":[{"value":"7.0"}],"acme":${odd}}]}`,
  StopTransaction: (odd: string, at: string, number: string) =>
    `{ "meterStop":9,"timestamp":"${at}","transactionId": ${number},"acme":${odd}}`,
} as const;

const event = (odd: string, at: string, place: number, type: string): string =>
  `{ "customData":{"vendorId":"acme","offline":false,"odd":${odd}}, "eventType" :"${type}","timestamp":"${at}","triggerReason":"Trigger","seqNo":${place},"transactionInfo":{"transactionId":"tx"},"evse":{"id":1}, "meterValue":[{"timestamp":"${at}","sampledValue":[{"value":1.50}]}]}`;

const at = (minute: number): string => `2026-01-15T18:0${minute}:00Z`;
const property = (judge: (odd: string) => void): void => fc.assert(fc.property(oddObject, judge), { numRuns: 25 });

describe('messages of transactions', () => {
  it('OCPP 1.6: pass as they are, and what began alone has another number and nothing else', () => {
    property((odd) => {
      const { depot, south, north, left } = byteYard('1.6');
      for (const [id, [action, payload]] of Object.entries([
        ['StartTransaction', rows16.StartTransaction(odd, at(1))],
        ['MeterValues', rows16.MeterValues(odd, at(2), '12')],
        ['StopTransaction', rows16.StopTransaction(odd, at(3), '12')],
      ] as const)) {
        depot.writes(south, `[2,"${id}","${action}",${payload}]`);
        expect(left(north, id)).toBe(`[2,"${id}","${action}",${payload}]`);
        const answer = `{"transactionId" : 12, "acme":${odd}, "idTagInfo":{"status":"Accepted","odd":${odd}}}`;
        depot.writes(north, `[3,"${id}",${answer}]`);
        expect(left(south, id)).toBe(`[3,"${id}",${answer}]`);
      }
      depot.drop(north);
      depot.writes(south, `[2,"b1","StartTransaction",${rows16.StartTransaction(odd, at(4))}]`);
      const [, , begun] = JSON.parse(left(south, 'b1')!) as [number, string, { transactionId: number }];
      depot.writes(south, `[2,"b2","MeterValues",${rows16.MeterValues(odd, at(5), String(begun.transactionId))}]`);
      depot.sleep(20_000);
      const again = depot.connectCsms(upstream);
      const told = (action: string): string | undefined => {
        for (let tries = 0; tries < 9; tries += 1) {
          const call = depot.hears(again).find(([type]) => type === 2);
          if (call === undefined) return undefined;
          const text = left(again, action);
          depot.says(again, [
            3,
            call[1],
            call[2] === 'StartTransaction' ? { transactionId: 77, idTagInfo: { status: 'Accepted' } } : {},
          ]);
          if (text !== undefined) return text.slice(text.indexOf('{'), -1);
        }
        return undefined;
      };
      expect(told('StartTransaction')).toBe(rows16.StartTransaction(odd, at(4)));
      expect(told('MeterValues')).toBe(rows16.MeterValues(odd, at(5), '77'));
    });
  });

  it.each(['2.0.1', '2.1'] as const)(
    'OCPP %s: pass as they are, and what is late says so and nothing else',
    (version) => {
      property((odd) => {
        const { depot, south, north, left } = byteYard(version);
        for (const [place, type] of ['Started', 'Updated', 'Ended'].entries()) {
          const text = `[2,"e${place}","TransactionEvent",${event(odd, at(place), place, type)}]`;
          depot.writes(south, text);
          expect(left(north, `e${place}`)).toBe(text);
          depot.writes(north, `[3,"e${place}",{ "totalCost":1.0, "customData":${odd}}]`);
          expect(left(south, `e${place}`)).toBe(`[3,"e${place}",{ "totalCost":1.0, "customData":${odd}}]`);
          if (type === 'Updated') break;
        }
        depot.drop(north);
        const late = event(odd, at(5), 2, 'Ended');
        depot.writes(south, `[2,"l","TransactionEvent",${late}]`);
        depot.sleep(20_000);
        const again = depot.connectCsms(upstream);
        for (let tries = 0; tries < 9; tries += 1) {
          const call = depot.hears(again).find(([type]) => type === 2);
          const text = left(again, 'TransactionEvent');
          if (text !== undefined) {
            expect(text.slice(text.indexOf('{'), -1)).toBe(late.replace('{', '{"offline":true,'));
            return;
          }
          depot.says(again, [3, call![1], {}]);
        }
        expect.unreachable(`${station} was not told of`);
      });
    },
  );
});
