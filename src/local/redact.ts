// Texts that leave the site for help: what opens something, or names a person's card, is shown as "…".

/** What is shown instead. */
export const hiddenWord = '…';

/** A shorter one would hide half of every text; nobody is kept out by it. */
const shortestSecret = 4;

/** Hides what is known to be secret, and what looks like it. */
export function redacting(secrets: Iterable<string>): (text: string) => string {
  const known = [...new Set([...secrets].flatMap(formsOf))]
    .filter((secret) => secret.length >= shortestSecret && !isWord(secret))
    // A secret that is part of another must not leave its rest behind.
    .sort((a, b) => b.length - a.length);
  return (text) => shapes(known.reduce((now, secret) => now.replaceAll(secret, hiddenWord), text));
}

/** As it is, as JSON writes it, and as a key is sent: in hex and in base64. */
function formsOf(secret: string): string[] {
  const hex = [...new TextEncoder().encode(secret)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = btoaOf(secret).replace(/=+$/, '');
  return [secret, json, encodeURIComponent(secret), ...(secret.length < 6 ? [] : [hex, hex.toUpperCase(), base64])];
}

const btoaOf = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));

/** Stands in every site file and keeps nobody out. */
const isWord = (text: string): boolean => ['managed', 'none', 'true', 'false'].includes(text) || /^\$\{/.test(text);

const named = 'password|passphrase|authorizationKey|basicAuthPassword|secret|tokenSecret|apiKey|api_key';

function shapes(text: string): string {
  return (
    text
      .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g, hiddenWord)
      .replace(/\b([a-z][a-z0-9+.-]{0,30}:\/\/)[^/\s"'@]+@/gi, `$1${hiddenWord}@`)
      .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hiddenWord}`)
      // A key of YAML or JSON and its value; a reference says where the secret is, and "managed" that Busbar has it.
      .replace(
        new RegExp(
          `(["']?\\b(?:${named})\\b["']?\\s*[:=]\\s*)(?!["']?(?:managed\\b|\\$\\{|…))("[^"\\n]*"|'[^'\\n]*'|[^\\s,}#][^,}#\\n]*)`,
          'gi',
        ),
        `$1"${hiddenWord}"`,
      )
      // A variable of OCPP 1.6 or 2.x and the value beside it.
      .replace(
        /("(?:key|name)"\s*:\s*"(?:AuthorizationKey|BasicAuthPassword)"[^{}]{0,500}?"(?:value|attributeValue)"\s*:\s*")[^"]*/gi,
        `$1${hiddenWord}`,
      )
      .replace(/("(?:idTag|parentIdTag|idToken)"\s*:\s*")[^"]*/g, `$1${hiddenWord}`)
  );
}

/** The values under keys that hold secrets, wherever they stand in what a file says. */
export function secretsIn(value: unknown, keys: ReadonlySet<string>): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => secretsIn(one, keys));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => (keys.has(key) ? textsIn(one) : secretsIn(one, keys)));
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value === 'number') return [String(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

/** The end of a text, from a whole line on: what happened last is what is asked about. */
export function endOf(text: string, mostBytes: number): string {
  if (text.length <= mostBytes) return text;
  const end = text.slice(-mostBytes);
  return `… (the beginning is left out)\n${end.slice(end.indexOf('\n') + 1)}`;
}
