// Relays in the site file: a connection for each station, and what makes no sense about them.

import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../src/model/config/site.ts';
import { describeUplinks } from '../../../src/local/uplinks-report.ts';
import { changed, load, siteOf, smallFile } from './file.ts';

/** The small file with a relay, these keys on its uplink and this station besides. */
function relayFile(keys: readonly string[] = [], station = ''): string {
  const relay = changed('mode: aggregate', 'mode: relay');
  const bare = changed('    identity: depot\n', keys.map((key) => `    ${key}\n`).join(''), relay);
  return station === '' ? bare : changed('uplinks:', `  - ${station}\nuplinks:`, bare);
}

const codesOf = (text: string): readonly string[] => {
  const loaded = load(text);
  return loaded.ok ? loaded.warnings.map(({ code }) => code) : loaded.problems.map(({ code }) => code);
};

const keyed = 'security: { profile: 2 }';

describe('a relay', () => {
  it('is a connection for each station, which shows the key that it came with', () => {
    const { uplinks } = siteOf(relayFile());
    expect(uplinks.map(({ id, identity, passesKey }) => [id, identity, passesKey])).toEqual(
      ['CP-01', 'CP-02', 'CP-03', 'AC-1'].map((id) => [`csms/${id}`, id, true]),
    );
  });

  it('takes the password of a station before that of all, and the journal gets neither', () => {
    const station =
      '{ id: AC-2, template: ac22, circuit: main, upstream: { password: only-for-this-one, keyEncoding: text } }';
    const site = siteOf(relayFile(['security: { profile: 2, password: for-all-of-them }'], station));
    const of = (id: string) => site.uplinks.find((one) => one.id === id);
    expect(of('csms/AC-2')).toMatchObject({ password: 'only-for-this-one', keyEncoding: 'text' });
    expect(of('csms/AC-1')).toMatchObject({ password: 'for-all-of-them' });
    expect(of('csms/AC-1')?.passesKey ?? of('csms/AC-2')?.passesKey).toBeUndefined();
    expect(JSON.stringify(withoutSecrets(site))).not.toMatch(/only-for-this-one|for-all-of-them/);
  });

  it('has a controller where it has an identity, which leads its stations and has none', () => {
    const [controller, ...others] = siteOf(relayFile(['identity: depot', 'profiles: pass'])).uplinks;
    expect(controller).toMatchObject({ id: 'csms', identity: 'depot', stations: [] });
    expect(controller?.leads).toEqual(['CP-01', 'CP-02', 'CP-03', 'AC-1']);
    expect(others.every(({ profiles }) => profiles === 'pass')).toBe(true);
  });

  it('a controller that is called as a station', () => {
    expect(codesOf(relayFile(['identity: CP-02']))).toEqual(['BB_CONFIG_RELAY_IDENTITY']);
  });

  it('a station without a key where the central system wants one', () => {
    const open = '{ id: OLD, circuit: main, evses: [{ id: 1, maxAmps: 32 }], security: { profile: 0 } }';
    expect(codesOf(relayFile([keyed], open))).toContain('BB_CONFIG_RELAY_NO_KEY');
    const own = open.replace('security:', 'upstream: { password: only-for-this-one }, security:');
    expect(codesOf(relayFile([keyed], own))).not.toContain('BB_CONFIG_RELAY_NO_KEY');
    expect(codesOf(relayFile([keyed]))).toEqual([]);
  });

  it('a station that speaks another version', () => {
    const other = '{ id: OLD, template: ac22, circuit: main, assumeProtocol: ocpp2.0.1 }';
    expect(codesOf(relayFile([], other))).toEqual(['BB_CONFIG_RELAY_VERSION']);
  });

  it('one password for many stations is told, and a key that is no hex cannot be sent as bytes', () => {
    const shared = changed(
      '    security:',
      '    upstream: { password: one-for-all }\n    security:',
      relayFile([keyed]),
    );
    expect(codesOf(shared)).toEqual(['BB_CONFIG_SHARED_UPSTREAM_KEY']);
    const raw = '{ id: OLD, template: ac22, circuit: main, upstream: { password: no-hex, keyEncoding: raw } }';
    expect(codesOf(relayFile([keyed], raw))).toEqual(['BB_CONFIG_KEY_NOT_HEX']);
  });

  it('two relays of one station', () => {
    const second = smallFile.slice(smallFile.indexOf('  - id: csms')).replace('id: csms', 'id: other');
    const relay = second.replace('mode: aggregate', 'mode: relay').replace('    identity: depot\n', '');
    const both = relayFile() + relay.replace('role: control', 'role: observe');
    expect(codesOf(both)).toEqual(['BB_CONFIG_TWO_RELAYS']);
  });
});

describe('what "busbar check" says of it', () => {
  it('who is seen as what, by which key, and what limits them together', () => {
    const own = '{ id: AC-2, template: ac22, circuit: main, upstream: { password: only-for-this-one } }';
    const text = describeUplinks(siteOf(relayFile(['identity: depot', 'profiles: pass'], own)));
    expect(text).toContain('csms: relay, OCPP 1.6, control');
    expect(text).toMatch(/CP-01.*AC-1.*: go on with the key that they come with/);
    expect(text).toMatch(/AC-2: have a key upstream in the site file/);
    expect(text).toMatch(/The controller itself is "depot"/);
    expect(text).not.toContain('only-for-this-one');
    expect(describeUplinks(siteOf(smallFile))).toMatch(/one charging station "depot" with the EVSEs of 4 stations/);
  });
});
