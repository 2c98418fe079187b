// What is no JSON has its secrets hidden too, and takes no time whatever it is made of (F067).

import { expect, it } from 'vitest';
import { masked, unmasked } from '../../../adapters/config-file/mask.ts';
import { redacting } from '../../../src/local/redact.ts';
import { redacted } from '../../../src/model/frame-secrets.ts';

it.each([
  ['a value beside the name', '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"hunter2"'],
  ['a name of its own', '[2,"1","X",{"basicAuthPassword" : "hunter2"'],
  ['a text that goes on', '[2,"1","X",{"myPasswordHere":"hunt\\"er2 hunter2'],
  ['a torn text before it', '[2,"1","passw",{"note":"torn , "value":"hunter2"}'],
  ['two of them', '[2,"1","X",{"sharedKey":"hunter2","simPin":"hunter2"'],
])('%s is hidden in what is no JSON', (_what, text) => {
  expect(redacted(text)).not.toContain('hunter2');
  expect(redacted(text)).toContain('…');
});

const long = 250_000;
const fill = (part: string): string => part.repeat(Math.ceil(long / part.length)).slice(0, long);

it.each([
  ['a frame of names', () => redacted(`[2,"1","X",{"${fill('passw')}`)],
  ['a frame of quotes', () => redacted(`[2,"passw","a${fill('"a')}`)],
  ['a frame of members', () => redacted(`[2,"passw",${fill('"a" : ')}`)],
  ['a log of dots', () => redacting([])(`${fill('a.')}://`)],
  ['a log of keys', () => redacting([])(fill('"key":"AuthorizationKey"'))],
  ['a file of blanks', () => masked(`a: [\npassword:${fill(' ')}"…`)],
  ['a file of comments', () => unmasked(`password #${fill('#')}`, `password #${fill('#')}`)],
])('%s takes no time', (_what, look) => {
  const took = process.threadCpuUsage();
  look();
  const { user, system } = process.threadCpuUsage(took);
  // Whatever goes over it again and again takes from six seconds to a minute.
  expect((user + system) / 1000).toBeLessThan(2000);
});
