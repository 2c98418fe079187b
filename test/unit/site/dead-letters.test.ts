// Dead letters and security events are bounded, and what matters is the last to go.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Parked, SecurityEventRaised } from '../../../src/model/fact/uplink.ts';
import type { UplinkId } from '../../../src/model/ids.ts';
import { row } from '../../../src/model/ids.ts';
import { utc } from '../../../src/model/time.ts';
import type { DeadLetters } from '../../../src/site/dead-letters.ts';
import { foldLetter, lettersKept, park } from '../../../src/site/dead-letters.ts';
import { foldSecurityEvent, newSecurityEvents, nextSecurityEvent } from '../../../src/site/security-events.ts';

const uplink = 'csms' as UplinkId;

const letter = (messageId: string, action: string, bytes = 100): Parked => ({
  kind: 'Parked',
  uplink,
  messageId,
  action,
  payload: 'x'.repeat(bytes),
  code: 'InternalError',
  description: '',
  through: row(0),
  happenedAt: utc(0),
});

const none = (): DeadLetters => ({ parked: [], parkedTotal: 0, replays: new Map() });

const acted = (kind: 'LetterReplayed' | 'LetterDiscarded', messageId: string) =>
  ({ kind, uplink, messageId, happenedAt: utc(0) }) as const;

describe('dead letters', () => {
  it('are so many at most, and readings go before starts and stops', () => {
    const letters = none();
    park(letters, letter('start', 'StartTransaction'));
    for (let at = 0; at < lettersKept; at += 1) park(letters, letter(`m${at}`, 'MeterValues'));
    park(letters, letter('stop', 'StopTransaction'));
    expect(letters.parked).toHaveLength(lettersKept);
    expect(letters.parkedTotal).toBe(lettersKept + 2);
    expect(letters.parked[0]?.messageId).toBe('start');
    expect(letters.parked.at(-1)?.messageId).toBe('stop');
    expect(letters.parked.map(({ messageId }) => messageId)).not.toContain('m1');
  });

  it('are so many bytes at most, but the newest is always kept', () => {
    const letters = none();
    for (let at = 0; at < 80; at += 1) park(letters, letter(`m${at}`, 'MeterValues', 48_000));
    const bytes = letters.parked.reduce((sum, { payload }) => sum + payload.length, 0);
    expect(bytes).toBeLessThanOrEqual(2 * 1024 * 1024);
    expect(letters.parked.at(-1)?.messageId).toBe('m79');
    park(letters, letter('huge', 'StopTransaction', 3 * 1024 * 1024));
    expect(letters.parked.map(({ messageId }) => messageId)).toEqual(['huge']);
  });

  it('each is in one place only, whatever is done with it', () => {
    const ids = ['a', 'b', 'c'];
    const step = fc.record({ what: fc.constantFrom('park', 'replay', 'discard'), id: fc.constantFrom(...ids) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const letters = none();
        for (const { what, id } of steps) {
          const isThere = letters.parked.some(({ messageId }) => messageId === id);
          // The same message is parked again only after it was sent again.
          if (what === 'park' && !isThere) park(letters, letter(id, 'StartTransaction'));
          if (what === 'replay') foldLetter(letters, acted('LetterReplayed', id));
          if (what === 'discard') foldLetter(letters, acted('LetterDiscarded', id));
        }
        const all = [...letters.parked.map(({ messageId }) => messageId), ...letters.replays.keys()];
        expect(new Set(all).size).toBe(all.length);
      }),
    );
  });
});

describe('security events', () => {
  const event = (messageId: string, critical: boolean): SecurityEventRaised => ({
    kind: 'SecurityEventRaised',
    uplink,
    messageId,
    type: 'X',
    critical,
    happenedAt: utc(0),
  });

  it('no number of others evicts a critical one, and the oldest critical one is next', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 300 }), (kinds) => {
        const events = newSecurityEvents();
        for (const [at, critical] of kinds.entries()) foldSecurityEvent(events, event(String(at), critical));
        const critical = kinds.flatMap((one, at) => (one ? [String(at)] : []));
        expect(events.critical.map(({ messageId }) => messageId)).toEqual(critical.slice(-200));
        expect(events.others.length).toBeLessThanOrEqual(50);
        const next = nextSecurityEvent(events);
        if (critical.length > 0) expect(next?.messageId).toBe(critical.slice(-200)[0]);
        if (next !== undefined) {
          foldSecurityEvent(events, { kind: 'SecurityEventTold', uplink, messageId: next.messageId });
          expect(nextSecurityEvent(events)?.messageId).not.toBe(next.messageId);
        }
      }),
    );
  });
});
