// Single values in the text of a payload that somebody else wrote: everything around them stays as it stands, to the byte.

/** A key that stands in JSON text as a key: within a text its quotes would be escaped. */
const transactionId = /("transactionId"\s*:\s*)-?\d+/;
const offline = /("offline"\s*:\s*)(?:true|false)/;

/** The same payload with another transaction id (OCPP 1.6, whose messages name one at most). */
export const withTransactionId = (payload: string, number: number): string =>
  payload.replace(transactionId, (_, key: string) => `${key}${number}`);

/** The same payload of a TransactionEvent, marked as one that could not be told when it happened (E04.FR.03). */
export function markedOffline(payload: string): string {
  if (offline.test(payload)) return payload.replace(offline, (_, key: string) => `${key}true`);
  return payload.replace(/^\s*\{/, (open) => `${open}"offline":true,`);
}
