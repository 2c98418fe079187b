// Error codes of OCPP-J. The canonical names are those of 2.x; 1.6 keeps two old spellings (1.6-J errata 5.1, 5.2).

import type { Version } from '../model/protocol.ts';

const codes = [
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
] as const;

/** A code in its canonical name. */
export type RpcErrorCode = (typeof codes)[number];

const known = new Map<string, RpcErrorCode>(codes.map((code) => [code, code]));
known.set('FormationViolation', 'FormatViolation');
known.set('OccurenceConstraintViolation', 'OccurrenceConstraintViolation');

/** The code that a peer means, in either spelling and in every version; what nobody knows is a GenericError. */
export const readCode = (text: string): RpcErrorCode => known.get(text) ?? 'GenericError';

/** Whether it refuses every such message, and not this one: the peer knows or offers none. */
export const isUnsupported = (text: string): boolean => {
  const code = readCode(text);
  return code === 'NotImplemented' || code === 'NotSupported';
};

/** The code in the spelling of a version; what 1.6 does not know becomes the nearest that it does. */
export function spell(code: RpcErrorCode, version: Version): string {
  if (version !== '1.6') return code;
  switch (code) {
    case 'FormatViolation':
    case 'RpcFrameworkError':
      return 'FormationViolation';
    case 'OccurrenceConstraintViolation':
      return 'OccurenceConstraintViolation';
    case 'MessageTypeNotSupported':
      return 'NotSupported';
    default:
      return code;
  }
}
