/** The type of OCPP 2.x that the form of a token says: hex of 4, 7 or 10 bytes is an RFID card. */
export const typeOf = (token: string): string => {
  if (/^(?:[0-9a-f]{8}|[0-9a-f]{14}|[0-9a-f]{20})$/i.test(token)) return 'ISO14443';
  if (/^[a-z]{2}-?[a-z0-9]{3}-?c[a-z0-9]{8}(-?[a-z0-9])?$/i.test(token)) return 'eMAID';
  return 'Central';
};
