import { describe, expect, it } from 'vitest';
import { chooseSubprotocol, subprotocolOf } from '../../../src/ocpp/subprotocol.ts';

const all = ['2.1', '2.0.1', '1.6'] as const;

describe('subprotocols', () => {
  it('prefers as we do, not as the station does', () => {
    expect(chooseSubprotocol(['ocpp1.6', 'ocpp2.0.1'], all)).toBe('2.0.1');
    expect(chooseSubprotocol(['ocpp1.6', 'ocpp2.0.1'], ['1.6', '2.0.1'])).toBe('1.6');
    expect(chooseSubprotocol(['ocpp1.5', 'ocpp1.6'], all)).toBe('1.6');
  });

  it.each([['ocpp2.0'], ['OCPP1.6'], ['ocpp1.6 '], ['1.6'], ['ocpp1.60'], ['']])(
    'has nothing in common with %j',
    (offer) => {
      expect(chooseSubprotocol([offer], all)).toBeUndefined();
    },
  );

  it('assumes a version only where nothing is offered (Q24)', () => {
    expect(chooseSubprotocol([], all)).toBeUndefined();
    expect(chooseSubprotocol([], all, '1.6')).toBe('1.6');
    expect(chooseSubprotocol([], ['2.1'], '1.6')).toBeUndefined();
    expect(chooseSubprotocol(['soap'], all, '1.6')).toBeUndefined();
    expect(chooseSubprotocol(['ocpp2.1'], all, '1.6')).toBe('2.1');
  });

  it('writes the names of the registry', () => {
    expect(all.map(subprotocolOf)).toEqual(['ocpp2.1', 'ocpp2.0.1', 'ocpp1.6']);
  });
});
