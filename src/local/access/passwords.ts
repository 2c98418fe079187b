// Which passwords are taken: long ones, whatever they are made of, that nobody guesses first (NIST SP 800-63B 3.1.1).

import type { Problem } from '../problem.ts';

export const fewestCharacters = 12;
/** Far above what anybody types; what is longer is somebody's load test. */
export const mostCharacters = 128;

/** What people begin with when a system asks for a password, and what lists of breached passwords are full of. */
const obvious = [
  ...['busbar', 'password', 'passwort', 'passwd', 'kennwort', 'geheim', 'welcome', 'willkommen', 'letmein', 'changeme'],
  ...['administrator', 'admin', 'installer', 'operator', 'viewer', 'superuser', 'root', 'user', 'login', 'default'],
  ...['qwertyuiop', 'qwertzuiop', 'azertyuiop', 'asdfghjkl', 'zxcvbnm', 'yxcvbnm', 'qwerty', 'qwertz', 'asdfgh'],
  ...[
    '1q2w3e4r5t6y',
    '1qaz2wsx3edc',
    '1q2w3e4r',
    '1qaz2wsx',
    'q1w2e3r4',
    'qazwsxedc',
    'zaq12wsx',
    'abcd1234',
    'abc123',
  ],
  ...['iloveyou', 'sunshine', 'princess', 'football', 'baseball', 'dragon', 'monkey', 'master', 'shadow', 'superman'],
  ...['batman', 'michael', 'jordan', 'liverpool', 'chelsea', 'arsenal', 'starwars', 'pokemon', 'trustno1', 'whatever'],
  ...['charging', 'charger', 'station', 'gateway', 'depot', 'energy', 'electric', 'ocpp', 'modbus', 'test', 'demo'],
  ...['summer', 'winter', 'spring', 'autumn', 'sommer', 'herbst', 'secret', 'company', 'system', 'server', 'google'],
  ...['correcthorsebatterystaple', 'thisisapassword', 'mypassword', 'ilovemyself', 'unbelievable', 'motherfucker'],
];
/** What is left of a password without words of the list must be worth guessing. */
const fewestLeft = 8;
const fewestDifferent = 5;

/** `words`: the name of the user, and of the site. Undefined where the password is taken. */
export function whyPasswordRefused(password: string, words: readonly string[]): Problem | undefined {
  const length = [...password].length;
  if (length < fewestCharacters)
    return weak(`It has ${length} characters; at least ${fewestCharacters} are needed. Some words in a row will do.`);
  if (length > mostCharacters) return weak(`It has ${length} characters, more than ${mostCharacters}.`);
  const plain = password.toLowerCase().normalize('NFKC');
  if (new Set(plain).size < fewestDifferent || isRun(plain))
    return weak('It is one of the first that somebody tries: the same signs again, or signs in a row.');
  const word = wordsOf(words).find((one) => plain.includes(one) && leftOf(plain, words).length < fewestLeft);
  return word === undefined
    ? undefined
    : weak(`Without "${word}" and the like, not much of it is left to guess. Some other words in a row will do.`);
}

const weak = (why: string): Problem => ({ status: 400, code: 'BB_ACCESS_PASSWORD', detail: `This password: ${why}` });

/** Those of the site count as a whole and by themselves; short ones are in every password. */
const wordsOf = (own: readonly string[]): string[] =>
  [...own.flatMap((text) => [text.replace(/[^\p{L}\p{N}]/gu, ''), ...text.split(/[^\p{L}\p{N}]+/u)]), ...obvious]
    .map((word) => word.toLowerCase().normalize('NFKC'))
    .filter((word) => word.length >= 4)
    .sort((one, other) => other.length - one.length);

/** Letters and figures without those words; figures alone are a year or a counter when a word was before them. */
function leftOf(plain: string, own: readonly string[]): string {
  let left = plain.replace(/[^\p{L}\p{N}]/gu, '');
  for (const word of wordsOf(own)) left = left.replaceAll(word, '');
  return left;
}

/** `123456789012`, `abcdefghijkl`, `aaaaabbbbbcc`: three signs in four follow from the one before. */
function isRun(plain: string): boolean {
  const codes = [...plain].map((sign) => sign.codePointAt(0)!);
  const steps = codes.slice(1).filter((code, at) => {
    const step = code - codes[at]!;
    return Math.abs(step) <= 1 || (code === 0x30 && codes[at] === 0x39);
  });
  return steps.length >= (codes.length - 1) * 0.75;
}
