// Secrets in OCPP messages: passwords and keys are neither kept in a trace nor told to a broker. Tokens are, because messages are of
// no use without them.

const hidden = '…';

/** Settings and members whose value is a secret. */
const named = /passw|passphrase|authorizationkey|basicauth|secret|privatekey|sharedkey|simpin/i;
/** The password of an address. */
const inAddress = /(:\/\/[^\s"\\/:@]{0,200}:)[^\s"\\/@]{1,500}(?=@)/g;
/** Members with a text, in what is no JSON. Their names are looked at one by one, so that no text is gone over again and again. */
const member = /"([a-z]{1,100})"\s*:\s*"/gi;
const restOfText = /(?:[^"\\]|\\.)*"?/y;
const tornName = /^(?:value|attributeValue|actualValue|data)$|passw|passphrase|secret|sharedkey|privatekey|simpin/i;
/** Where the value of a setting stands, beside its name. */
const valueNames = ['value', 'attributeValue', 'actualValue'] as const;
/** Deeper than any message. */
const mostDepth = 40;

/** What stations say all the time, and what can hold none. */
const harmless: ReadonlySet<string> = new Set([
  ...['Heartbeat', 'MeterValues', 'StatusNotification', 'TransactionEvent', 'Authorize'],
  ...['StartTransaction', 'StopTransaction', 'BootNotification'],
]);
/** An answer that is shorter tells no secret. */
const shortAnswer = 40;
const [two, three] = ['2'.charCodeAt(0), '3'.charCodeAt(0)];

/** Whether it is worth to look: most messages are of a few kinds that hold none. */
export function mayHoldSecrets(text: string): boolean {
  const type = text.charCodeAt(1);
  if (type === three) return text.length > shortAnswer;
  if (type !== two) return true;
  const end = text.indexOf('",', 4);
  return end < 0 || !harmless.has(text.slice(end + 3, text.indexOf('"', end + 3)));
}

/** Cheap for the many messages that hold none. What holds none is as it was, to the letter. */
export function redacted(text: string): string {
  const safe = text.includes('://') && text.includes('@') ? text.replace(inAddress, `$1${hidden}`) : text;
  if (!named.test(safe)) return safe;
  let message: unknown;
  try {
    message = JSON.parse(safe);
  } catch {
    return hiddenInTorn(safe);
  }
  return hide(message, 0) ? JSON.stringify(message) : safe;
}

function hiddenInTorn(text: string): string {
  let safe = '';
  let from = 0;
  member.lastIndex = 0;
  for (let found = member.exec(text); found !== null; found = member.exec(text)) {
    if (!tornName.test(found[1]!)) {
      // What ends here may begin another one.
      member.lastIndex = found.index + 1;
      continue;
    }
    restOfText.lastIndex = member.lastIndex;
    const { length } = restOfText.exec(text)![0];
    safe += `${text.slice(from, member.lastIndex)}${hidden}"`;
    from = member.lastIndex + length;
    member.lastIndex = from;
  }
  return safe + text.slice(from);
}

/** Takes secrets out in place; says whether there were any. */
function hide(part: unknown, depth: number): boolean {
  if (typeof part !== 'object' || part === null || depth > mostDepth) return false;
  const record = part as Record<string, unknown>;
  let did = isSetting(record) && hideValues(record);
  // A VPN of 2.x has a key of its own.
  if (typeof record['server'] === 'string' && typeof record['user'] === 'string') did = hideOne(record, 'key') || did;
  for (const [name, value] of Object.entries(record)) {
    if (typeof value === 'object') did = hide(value, depth + 1) || did;
    else if (named.test(name) || (name === 'data' && isSecretName(value))) did = hideOne(record, name) || did;
  }
  return did;
}

const isSecretName = (value: unknown): boolean => typeof value === 'string' && named.test(value);

/** It is the value of a secret, by the name beside it. */
const isSetting = ({ key, variable, component }: Record<string, unknown>): boolean =>
  [key, nameIn(variable), nameIn(component)].some(isSecretName);

const nameIn = (part: unknown): unknown =>
  typeof part === 'object' && part !== null ? (part as { name?: unknown }).name : undefined;

function hideValues(record: Record<string, unknown>): boolean {
  let did = false;
  for (const name of valueNames) did = hideOne(record, name) || did;
  const attributes = record['variableAttribute'];
  if (Array.isArray(attributes))
    for (const one of attributes as unknown[])
      if (typeof one === 'object' && one !== null) did = hideValues(one as Record<string, unknown>) || did;
  return did;
}

function hideOne(record: Record<string, unknown>, name: string): boolean {
  if (typeof record[name] !== 'string' && typeof record[name] !== 'number') return false;
  record[name] = hidden;
  return true;
}
