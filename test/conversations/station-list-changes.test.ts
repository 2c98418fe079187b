// Changes of the lists that stations keep themselves: what has changed is sent alone where it is known what they hold.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SiteTokens } from '../../src/model/config/tokens.ts';
import { alarmsOf, bootStation, depotWith } from './depot.ts';
import type { SiteOptions } from './depot.ts';
import { keeper } from './list-keeper.ts';

describe('what has changed in the list of a station', () => {
  const roomy = { SendLocalListMaxLength: '2', LocalAuthListMaxLength: '50' };
  const fleet = Array.from({ length: 9 }, (_, at) => ({ token: `VAN-${at + 1}` }));

  /** A station that holds the list of a fleet, and two minutes after each change of it. */
  function listed(more: SiteOptions = {}) {
    const depot = depotWith(more, fleet);
    const { one, held, answer } = keeper(roomy);
    const [link] = bootStation(depot, 'CP-01', answer);
    const pass = (): void => {
      for (let seconds = 0; seconds < 120; seconds += 10) {
        depot.sleep(10_000);
        depot.answers(link, answer);
      }
    };
    pass();
    one.sent.splice(0);
    const changes = (next: SiteTokens): string[] => {
      depot.change(depot.gateway.state.siteFile!, next);
      pass();
      return one.sent.splice(0);
    };
    return { depot, one, held, answer, changes };
  }

  it('TC_043 is sent alone, in pieces, each under its own version, while the station holds what we sent', () => {
    const { one, held, changes } = listed();
    const { version } = one;
    expect(changes([...fleet.slice(1), { token: 'NEW-1' }, { token: 'NEW-2' }])).toEqual([
      'Differential -VAN-1 +NEW-1',
      'Differential +NEW-2',
    ]);
    expect(one.version).toBe(version + 2);
    expect([...held.keys()].sort()).toEqual(['NEW-1', 'NEW-2', ...fleet.slice(1).map(({ token }) => token)]);
    expect(changes([...fleet.slice(2), { token: 'NEW-1' }, { token: 'NEW-2' }])).toEqual(['Differential -VAN-2']);
  });

  it.each(['VersionMismatch', 'Failed'] as const)('is sent as a whole list where the station says %s', (status) => {
    const { depot, one, held, changes } = listed();
    one.refusesChanges = status;
    const first = changes([...fleet.slice(1)]);
    expect(first[0]).toMatch(/^Full /);
    expect(changes(fleet.slice(2))[0]).toMatch(/^Differential /);
    expect([...held.keys()].sort()).toEqual(fleet.slice(2).map(({ token }) => token));
    expect(alarmsOf(depot)).not.toContain('BB_STATION_LIST:CP-01');
  });

  it('is a whole list where it is not known what the station holds after a restart', () => {
    const { depot, one, held, answer } = listed();
    const again = depot.restart();
    const [link] = bootStation(again, 'CP-01', answer);
    again.change(again.gateway.state.siteFile!, fleet.slice(1));
    for (let seconds = 0; seconds < 120; seconds += 10) {
      again.sleep(10_000);
      again.answers(link, answer);
    }
    expect(one.sent[0]).toMatch(/^Full /);
    expect(held.size).toBe(8);
  });

  it('does not take out what is written like something that stays', () => {
    const station = { tokenFormat: { byteOrder: 'normal', leadingZeros: 'dropped' } } as const;
    const { held, changes } = listed({ station });
    changes([...fleet, { token: '04A1B2C3' }, { token: '4A1B2C3' }]);
    expect(held.has('4A1B2C3')).toBe(true);
    changes([...fleet, { token: '04A1B2C3' }]);
    expect(held.has('4A1B2C3')).toBe(true);
    changes(fleet);
    expect(held.has('4A1B2C3')).toBe(false);
  });

  it('always adds up to the list, whatever was added, taken out, blocked, refused or cut off', () => {
    const pool = Array.from({ length: 12 }, (_, at) => `T${at}`);
    const list = fc.uniqueArray(fc.constantFrom(...pool), { maxLength: 12 });
    const step = fc.record({ list, trouble: fc.constantFrom('none', 'none', 'mismatch', 'reconnect', 'restart') });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), (steps) => {
        let depot = depotWith({}, fleet);
        const { one, held, answer } = keeper(roomy);
        let [link] = bootStation(depot, 'CP-01', answer);
        for (const { list: next, trouble } of steps) {
          one.refusesChanges = trouble === 'mismatch' ? 'VersionMismatch' : undefined;
          if (trouble === 'restart') depot = depot.restart();
          if (trouble === 'reconnect' || trouble === 'restart') [link] = bootStation(depot, 'CP-01', answer);
          depot.change(
            depot.gateway.state.siteFile!,
            next.map((token) => ({ token })),
          );
          for (let seconds = 0; seconds < 150; seconds += 30) {
            depot.sleep(30_000);
            depot.answers(link, answer);
          }
          // Where it refused a piece of the whole list too, it gets it in its next connection.
          one.refusesChanges = undefined;
          if (trouble === 'mismatch') [link] = bootStation(depot, 'CP-01', answer);
          expect([...held.keys()].sort()).toEqual([...next].sort());
        }
      }),
      { numRuns: 40 },
    );
  });
});
