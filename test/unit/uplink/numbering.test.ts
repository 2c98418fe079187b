import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Site, Station } from '../../../src/model/config/site.ts';
import type { EvseKey, StationId } from '../../../src/model/ids.ts';
import { evseOf } from '../../../src/model/ids.ts';
import { evseNumbered, foldGateway, newGatewayPart, numberOf, successorOf } from '../../../src/site/gateway-part.ts';
import { assignNumbers } from '../../../src/uplink/numbering.ts';
import { smallDepot } from '../../sim/site.ts';

interface Wanted {
  readonly id: string;
  readonly fixed?: number;
}

const siteWith = (stations: readonly Wanted[], former: readonly (readonly [string, number])[] = []): Site => {
  const depot = smallDepot(1, 100, []);
  const [like] = depot.stations;
  return {
    ...depot,
    stations: stations.map(({ id, fixed }): Station => ({
      ...like!,
      id: id as StationId,
      evses: [{ ...like!.evses[0]!, ...(fixed !== undefined && { upstreamEvse: fixed }) }],
    })),
    ...(former.length > 0 && { formerNumbers: former as [EvseKey, number][] }),
  };
};

describe('numbers upstream (G14)', () => {
  it('whatever the file says in whatever order: no number changes or is used again, but by who takes the place', () => {
    const name = fc.constantFrom('A', 'B', 'C', 'D', 'E');
    const wanted = fc.record({ id: name, fixed: fc.option(fc.integer({ min: 1, max: 8 }), { nil: undefined }) });
    const file = fc.uniqueArray(wanted, { selector: ({ id }) => id, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(file, { minLength: 1, maxLength: 8 }), (files) => {
        const part = newGatewayPart();
        const owners = new Map<number, EvseKey>();
        for (const stations of files) {
          const site = siteWith(stations as Wanted[]);
          const present = new Set(stations.map(({ id }) => `${id}/1`));
          const before = new Map(part.numbering);
          for (const fact of assignNumbers(site, part.numbering).facts) {
            const owner = owners.get(fact.number);
            // Only of who is not there any more, and only where the file says so.
            expect(fact.insteadOf).toBe(owner);
            if (owner !== undefined) {
              expect(present.has(owner)).toBe(false);
              expect(stations.find(({ id }) => `${id}/1` === fact.evse)?.fixed).toBe(fact.number);
            }
            owners.set(fact.number, fact.evse);
            foldGateway(part, fact);
          }
          for (const key of present) expect(part.numbering.has(key as EvseKey)).toBe(true);
          for (const [key, number] of before) if (present.has(key)) expect(part.numbering.get(key)).toBe(number);
          expect(new Set(part.numbering.values()).size).toBe(part.numbering.size);
          for (const [key, number] of part.numbering) expect(evseNumbered(part, number)).toBe(key);
          // The same file once more gives nothing new.
          expect(assignNumbers(site, part.numbering).facts).toEqual([]);
        }
      }),
    );
  });

  it('a station that takes the place of another has its numbers, and what the other said is told under them', () => {
    const part = newGatewayPart();
    const follow = (site: Site): void =>
      assignNumbers(site, part.numbering).facts.forEach((fact) => foldGateway(part, fact));
    follow(siteWith([{ id: 'CP-01' }, { id: 'CP-02' }]));
    follow(siteWith([{ id: 'CP-01' }, { id: 'ACME', fixed: 2 }]));
    expect([...part.numbering]).toEqual([
      ['CP-01/1', 1],
      ['ACME/1', 2],
    ]);
    expect(numberOf(part, 'CP-02/1' as EvseKey)).toBe(2);
    expect(successorOf(part, 'CP-02' as StationId)).toBe('ACME');
    follow(siteWith([{ id: 'CP-01' }, { id: 'CP-02', fixed: 2 }]));
    expect(successorOf(part, 'CP-02' as StationId)).toBeUndefined();
    expect(successorOf(part, 'ACME' as StationId)).toBe('CP-02');
    expect(evseOf(evseNumbered(part, 2)!).station).toBe('CP-02');
  });

  it('after the loss of everything but the file, numbers of stations that are gone are still taken', () => {
    const { facts } = assignNumbers(siteWith([{ id: 'NEW' }, { id: 'CP-03', fixed: 3 }], [['CP-01/1', 1]]), new Map());
    expect(facts.map(({ evse, number }) => `${evse} ${number}`)).toEqual(['CP-01/1 1', 'CP-03/1 3', 'NEW/1 2']);
  });

  it('a number that another has is not taken from it, and is named', () => {
    const numbering = new Map([['CP-01/1' as EvseKey, 1]]);
    const site = siteWith([
      { id: 'CP-01', fixed: 7 },
      { id: 'CP-02', fixed: 1 },
    ]);
    expect(assignNumbers(site, numbering)).toEqual({
      facts: [{ kind: 'EvseNumbered', evse: 'CP-02/1', number: 2 }],
      kept: [
        { evse: 'CP-01/1', fixed: 7, has: 1, owner: undefined },
        { evse: 'CP-02/1', fixed: 1, has: undefined, owner: 'CP-01/1' },
      ],
    });
  });
});
