import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { loadSiteFile } from '../../../adapters/config-file/load.ts';
import { describe as told } from '../../../adapters/config-file/located.ts';
import type { StationId } from '../../../src/model/ids.ts';
import { changed, load, placesOf, problemsOf, siteOf, smallFile } from './file.ts';
import { tempDir } from '../../peers/temp-dir.ts';

const folder = (): string => tempDir('config');

function setVariable(name: string, value: string): void {
  process.env[name] = value;
  onTestFinished(() => void delete process.env[name]);
}

describe('where a problem stands', () => {
  it.each([
    ['a misspelt key', 'limitAmps: 63', 'limitAmp: 63', ['4:5 BB_CONFIG_MISSING_KEY', '6:5 BB_CONFIG_UNKNOWN_KEY']],
    ['a wrong type', 'limitAmps: 63', 'limitAmps: many', ['6:5 BB_CONFIG_TYPE']],
    ['a number out of range', 'limitAmps: 63', 'limitAmps: -1', ['6:5 BB_CONFIG_VALUE']],
    ['one that is no number', 'limitAmps: 63', 'limitAmps: .nan', ['6:5 BB_CONFIG_TYPE']],
    ['one without end', 'limitAmps: 63', 'limitAmps: .inf', ['6:5 BB_CONFIG_TYPE']],
    ['a value in a flow', 'limitAmps: 100', 'limitAmps: [100]', ['3:17 BB_CONFIG_TYPE']],
    ['a word that is not allowed', 'role: control', 'role: contol', ['21:5 BB_CONFIG_VALUE']],
    ['an unknown circuit', 'circuit: main }', 'circuit: mian }', ['13:33 BB_CONFIG_UNKNOWN_CIRCUIT']],
    ['an unknown parent', 'parent: main', 'parent: mian', ['5:5 BB_CONFIG_UNKNOWN_CIRCUIT']],
    ['an unknown template', 'id: AC-1, template: ac22', 'id: AC-1, template: ac11', undefined],
    ['a broken bracket', '[{ id: 1, maxAmps: 32 }]', '[{ id: 1, maxAmps: 32 ]', undefined],
    ['a key written twice', 'role: control', 'role: control\n    role: observe', ['22:5 BB_CONFIG_YAML']],
    ['a tag', 'limitAmps: 63', 'limitAmps: !fuse 63', ['6:16 BB_CONFIG_YAML']],
    ['two documents', 'uplinks:', '---\nuplinks:', ['14:1 BB_CONFIG_YAML']],
    ['no identity', '    identity: depot\n', '', ['15:5 BB_CONFIG_NO_IDENTITY']],
  ])('%s', (_, from, to, places) => {
    const found = placesOf(changed(from, to));
    if (places !== undefined) expect(found).toEqual(places);
    expect(found.length).toBeGreaterThan(0);
  });

  it('is the template, once, when three stations take a mistake from there', () =>
    expect(placesOf(changed('maxAmps: 32', 'maxAmps: 32, minAmps: 40'))).toEqual(['9:35 BB_CONFIG_MIN_ABOVE_MAX']));

  it('is the anchor behind an alias', () => {
    const text = changed('limitAmps: 100 }', 'limitAmps: 100, limits: &w [{ from: "9:00", to: "10:00", amps: 1 }] }');
    expect(placesOf(changed('limitAmps: 63', 'limitAmps: 63\n    limits: *w', text))).toEqual([
      '3:47 BB_CONFIG_VALUE',
      '3:47 BB_CONFIG_VALUE',
    ]);
  });

  it('finds a template whose name is a number', () =>
    expect(placesOf(smallFile.replaceAll('ac22', '"01"').replace('maxAmps: 32', 'maxAmps: -2'))).toEqual([
      '9:22 BB_CONFIG_VALUE',
    ]));

  it('is printed as one block with file, line, column, path, what and remedy', () =>
    expect(
      problemsOf(changed('sites', 'sites', changed('url: wss', 'uri: wss').concat('sites: 1\n'))).map(told),
    ).toEqual([
      'depot.yaml:15:5 BB_CONFIG_MISSING_KEY at uplinks.0\n  "url" is missing here.\n  Add "url": Where the central system is: ws://, wss://, mqtt:// or mqtts://; OCPP appends the identity.',
      'depot.yaml:19:5 BB_CONFIG_UNKNOWN_KEY at uplinks.0.uri\n  There is no key "uri" here.\n  Did you mean "url"?',
      'depot.yaml:22:1 BB_CONFIG_UNKNOWN_KEY at sites\n  There is no key "sites" here.\n  Did you mean "site"?',
    ]));
});

describe('bounds', () => {
  it('shows the first fifty problems and says that there are more', () => {
    const stations = Array.from({ length: 200 }, (_, at) => `  - { id: X-${at}, circuit: main }\n`).join('');
    const problems = problemsOf(changed('stations:\n', `stations:\n${stations}`));
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)).toMatchObject({ code: 'BB_CONFIG_MORE', message: '350 more problems follow.' });
  });

  it.each([
    ['brackets', '['.repeat(1_000_000)],
    ['braces over many lines', '{ a:\n'.repeat(100_000)],
    ['dashes', '- '.repeat(200_000)],
    ['indentation', Array.from({ length: 1500 }, (_, at) => `${' '.repeat(at)}a:\n`).join('')],
    [
      'aliases that unfold',
      `a: &a [x, x, x, x, x, x, x, x, x, x]\n${Array.from('bcdefghi', (name, at) => `${name}: &${name} [${`*${'abcdefgh'[at]}, `.repeat(10)}]\n`).join('')}`,
    ],
  ])('refuses %s in a second', (_, text) => {
    const began = performance.now();
    expect(problemsOf(text)[0]?.code).toMatch(/BB_CONFIG_(YAML|UNKNOWN_KEY|MISSING_KEY)/);
    expect(performance.now() - began).toBeLessThan(3000);
  });

  it('refuses more than four mebibytes', () =>
    expect(placesOf(`${smallFile}# ${'x'.repeat(4 * 1024 * 1024)}`)).toEqual(['1:1 BB_CONFIG_TOO_LONG']));
});

describe('secrets', () => {
  const withPassword = (password: string): string => changed('a-long-station-key', password);
  const keyIn = (text: string): string | undefined => {
    const loaded = load(text);
    return loaded.ok ? loaded.config.stationKeys?.get('CP-01' as StationId)?.bytes : undefined;
  };

  it('come from the environment and from files', () => {
    setVariable('BUSBAR_TEST_KEY', 'from-the-environment');
    const file = join(folder(), 'key');
    writeFileSync(file, 'from-the-file\n');
    expect(keyIn(withPassword('"${env:BUSBAR_TEST_KEY}"'))).toBe('from-the-environment');
    expect(keyIn(withPassword(`"\${file:${file}}"`))).toBe('from-the-file');
  });

  it.each([
    ['a variable that is not set', '"${env:BUSBAR_NOT_SET}"', 'BB_CONFIG_SECRET_MISSING'],
    ['a file that is not there', '"${file:/nowhere/key}"', 'BB_CONFIG_SECRET_MISSING'],
    ['a device', '"${file:/dev/zero}"', 'BB_CONFIG_SECRET_MISSING'],
    ['a folder', '"${file:/tmp}"', 'BB_CONFIG_SECRET_MISSING'],
    ['a part of a value', '"x${env:PATH}"', 'BB_CONFIG_SECRET_FORM'],
    ['an unknown kind', '"${vault:key}"', 'BB_CONFIG_SECRET_FORM'],
  ])('%s is a problem with its line', (_, password, code) =>
    expect(placesOf(withPassword(password))).toEqual([`10:29 ${code}`]),
  );

  it('stay out of messages that quote a name, where a reference stands in its place', () => {
    const secret = `not-for-the-eyes-of-anybody-${'x'.repeat(80)}`;
    setVariable('BUSBAR_TEST_KEY', secret.slice(0, 45));
    const [problem] = problemsOf(changed('circuit: main }', 'circuit: "${env:BUSBAR_TEST_KEY}" }'));
    expect(problem).toMatchObject({ code: 'BB_CONFIG_UNKNOWN_CIRCUIT', message: 'There is no circuit "…".' });
    setVariable('BUSBAR_TEST_KEY', secret);
    const [cut] = problemsOf(changed('timezone: UTC', 'timezone: "${env:BUSBAR_TEST_KEY}"'));
    expect(told(cut!)).not.toContain(secret.slice(0, 40));
  });

  it('stay out of every message, wherever they are written wrongly', () => {
    setVariable('BUSBAR_TEST_KEY', 'hunter2hunter2');
    const reference = '"${env:BUSBAR_TEST_KEY}"';
    const wrong = [
      changed('security: { profile: 1, password: a-long-station-key }', `security: ${reference}`),
      changed('limitAmps: 63', `limitAmps: ${reference}`),
      changed('role: control', `role: ${reference}`),
      changed('a-long-station-key', '[hunter2hunter2]'),
      changed('security: { profile: 1, password: a-long-station-key }', 'security: hunter2hunter2'),
      changed('password: a-long-station-key', 'pasword: hunter2hunter2'),
      changed('password: a-long-station-key', 'password: "hunter2hunter2'),
      changed('password: a-long-station-key', 'password: hunter2hunter2: x: @'),
      changed('wss://csms.example', 'wss://u:hunter2hunter2@csms.example'),
    ];
    for (const text of wrong) {
      const messages = problemsOf(text).map(told).join('\n');
      expect(messages).not.toContain('hunter2');
    }
  });
});

describe('files', () => {
  it('that are missing, folders or pipes are a problem, not a wait', () => {
    const dir = folder();
    execFileSync('mkfifo', [join(dir, 'pipe')]);
    for (const path of [join(dir, 'none'), dir, join(dir, 'pipe')])
      expect(loadSiteFile(path)).toMatchObject({ ok: false, problems: [{ code: 'BB_CONFIG_UNREADABLE', file: path }] });
  });

  it('in an encoding of old are refused with the line of the first umlaut', () => {
    const path = join(folder(), 'depot.yaml');
    writeFileSync(path, Buffer.from(changed('id: AC-1', 'id: Süd'), 'latin1'));
    expect(loadSiteFile(path)).toMatchObject({
      ok: false,
      problems: [{ code: 'BB_CONFIG_ENCODING', line: 13, column: 12 }],
    });
  });

  it('are read as they are, windows line ends and byte order mark too', () => {
    const path = join(folder(), 'depot.yaml');
    writeFileSync(path, `\uFEFF${smallFile.replaceAll('\n', '\r\n')}`);
    expect(loadSiteFile(path)).toMatchObject({ ok: true, config: { site: siteOf(smallFile) } });
  });

  it('keep warnings apart', () => {
    const loaded = load(
      `${changed('limitAmps: 63', 'limitAmps: 200')}inputs: [{ id: dso, source: contact, action: stop, onLoss: active }]\n`,
    );
    expect(loaded).toMatchObject({
      ok: true,
      warnings: [
        { code: 'BB_CONFIG_NOT_YET', line: 22, column: 21 },
        { code: 'BB_CONFIG_LIMIT_ABOVE_PARENT', line: 6, column: 5 },
      ],
    });
  });
});
