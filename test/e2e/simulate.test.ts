// `busbar simulate` as somebody types it: what it says, and its exit code.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createCsms } from '../../adapters/simulator/csms.ts';
import { serveCsms } from '../../adapters/simulator/wire/serve-csms.ts';
import { failsTest } from '../peers/fails-test.ts';
import { startCommand } from './command.ts';

describe('busbar simulate', () => {
  it.each(['1.6', '2.0.1', '2.1'])(
    '%s: charges until Ctrl-C, and its summary says that all was acknowledged',
    async (version) => {
      const csms = createCsms({ tokens: [['VAN', { status: 'Accepted' }]] });
      const served = await serveCsms(csms, { find: failsTest() });
      onTestFinished(() => served.close());
      const url = `ws://127.0.0.1:${served.port}/ocpp`;
      const command = startCommand([
        ...[
          'simulate',
          '--url',
          url,
          '--version',
          version,
          '--id-pattern',
          'CP-[07-12]',
          '--stations',
          '3',
          '--evses',
          '2',
        ],
        ...['--tokens', 'VAN', '--pause-minutes', '0.01', '--seed', '7'],
      ]);
      for (const id of ['CP-07', 'CP-08', 'CP-09'])
        await command.until(new RegExp(`${id}/\\d {2}a transaction of VAN starts`));
      command.interrupt();
      expect(await command.exited).toBe(0);
      expect(command.said()).toContain(
        `OCPP ${version}: 3 stations, CP-07 to CP-09, connect without a password, the first to ${url}/CP-07`,
      );
      expect(command.said()).toMatch(/stations +3 of 3 were accepted/);
      expect(command.said()).toContain('Everything that the stations did was acknowledged.');
      expect(new Set([...csms.books.transactions.values()].map(({ identity }) => identity)).size).toBe(3);
      expect([...csms.books.transactions.values()].every(({ stop }) => stop !== undefined)).toBe(true);
      expect(csms.books.violations).toEqual([]);
    },
  );

  it('says what to do when it is not let in', async () => {
    const server = createServer();
    server.on('upgrade', (_request, socket) => {
      socket.on('error', () => undefined);
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const command = startCommand(['simulate', '--url', `ws://127.0.0.1:${port}/ocpp/`]);
    expect(await command.exited).toBe(1);
    expect(command.said()).toContain('BB_SIMULATE_UNKNOWN_STATION');
    expect(command.said()).toContain(`does not know CP-01 at ws://127.0.0.1:${port}/ocpp/CP-01`);
    expect(command.said()).toContain('--id-pattern');
  });

  it('names every option that is wrong at once, and shows no password', async () => {
    const command = startCommand(
      ['simulate', '--url', 'http://x', '--version', '3.0', '--stations', '501', '--minutes', 'soon'],
      { BUSBAR_SIMULATE_PASSWORD: 'very-secret-word' },
    );
    expect(await command.exited).toBe(1);
    expect(command.said().match(/BB_SIMULATE_OPTION/g)).toHaveLength(4);
    expect(command.said()).not.toContain('very-secret');
  });
});
