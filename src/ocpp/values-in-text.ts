// Single values in the text of a payload that somebody else wrote: everything around them stays as it stands, to the byte.

/** The same payload with another transaction id (OCPP 1.6, whose messages name one at most). */
export const withTransactionId = (payload: string, number: number): string =>
  placeOf(payload, 'transactionId') === undefined ? payload : withValue(payload, ['transactionId'], String(number));

/** The same payload of a TransactionEvent, marked as one that could not be told when it happened (E04.FR.03). */
export const markedOffline = (payload: string): string => withValue(payload, ['offline'], 'true');

/** The same answer about a token, with another verdict: `info` is `idTagInfo` in 1.6 and `idTokenInfo` in 2.x. */
export const withStatus = (payload: string, info: 'idTagInfo' | 'idTokenInfo', status: string): string =>
  withValue(payload, [info, 'status'], JSON.stringify(status));

/** `text` is that of a JSON object; a key that is not there is put first. */
function withValue(text: string, [key, ...inner]: readonly string[], json: string): string {
  if (key === undefined) return json;
  const place = placeOf(text, key);
  if (place === undefined) {
    const open = text.indexOf('{') + 1;
    const isEmpty = /^\s*\}/.test(text.slice(open));
    return `${text.slice(0, open)}${JSON.stringify(key)}:${withValue('{}', inner, json)}${isEmpty ? '' : ','}${text.slice(open)}`;
  }
  const before = text.slice(place.start, place.end);
  // What is no object has no keys: it gives way.
  const holder = inner.length === 0 || before.startsWith('{') ? before : '{}';
  return text.slice(0, place.start) + withValue(holder, inner, json) + text.slice(place.end);
}

/** Where the value of a key of this object stands; of a key that is there twice the last, as JSON has it. */
function placeOf(text: string, wanted: string): { start: number; end: number } | undefined {
  let found: { start: number; end: number } | undefined;
  let at = afterSpace(text, text.indexOf('{') + 1);
  while (text[at] === '"') {
    const keyEnd = endOfText(text, at);
    const key: unknown = JSON.parse(text.slice(at, keyEnd));
    const start = afterSpace(text, afterSpace(text, keyEnd) + 1);
    const end = endOfValue(text, start);
    if (key === wanted) found = { start, end };
    at = afterSpace(text, end);
    if (text[at] === ',') at = afterSpace(text, at + 1);
  }
  return found;
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n]/.test(text.charAt(at))) at += 1;
  return at;
}

function endOfText(text: string, from: number): number {
  let at = from + 1;
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function endOfValue(text: string, from: number): number {
  let depth = 0;
  let at = from;
  while (at < text.length) {
    const sign = text[at]!;
    if (sign === '"') {
      at = endOfText(text, at);
      if (depth === 0) return at;
      continue;
    }
    if (depth === 0 && /[\s,\]}]/.test(sign)) return at;
    if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    at += 1;
    if (depth === 0 && (sign === '}' || sign === ']')) return at;
  }
  return at;
}
