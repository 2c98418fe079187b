import { describe, expect, it } from 'vitest';
import type { RpcErrorCode } from '../../../src/ocpp/errors.ts';
import { readCode, spell } from '../../../src/ocpp/errors.ts';

describe('error codes', () => {
  const spelling: [RpcErrorCode, string][] = [
    ['FormatViolation', 'FormationViolation'],
    ['RpcFrameworkError', 'FormationViolation'],
    ['OccurrenceConstraintViolation', 'OccurenceConstraintViolation'],
    ['MessageTypeNotSupported', 'NotSupported'],
    ['PropertyConstraintViolation', 'PropertyConstraintViolation'],
    ['SecurityError', 'SecurityError'],
  ];
  it.each(spelling)('%s is %s in 1.6', (code, text) => {
    expect(spell(code, '1.6')).toBe(text);
    expect(spell(code, '2.0.1')).toBe(code);
    expect(spell(code, '2.1')).toBe(code);
  });

  it.each([
    ['FormationViolation', 'FormatViolation'],
    ['FormatViolation', 'FormatViolation'],
    ['OccurenceConstraintViolation', 'OccurrenceConstraintViolation'],
    ['OccurrenceConstraintViolation', 'OccurrenceConstraintViolation'],
    ['NotImplemented', 'NotImplemented'],
    ['MessageTypeNotSupported', 'MessageTypeNotSupported'],
    ['', 'GenericError'],
    ['constructor', 'GenericError'],
    ['VendorError', 'GenericError'],
  ])('%j is read as %s', (text, code) => {
    expect(readCode(text)).toBe(code);
  });
});
