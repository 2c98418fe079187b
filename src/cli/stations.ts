// `busbar stations …`: putting stations up, replacing them and taking them out.

import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import type { Outcome } from '../local/problem.ts';
import { describeChanged, describePending } from '../local/stations-report.ts';
import { namesIn } from '../model/config/range.ts';
import type { StationOptions } from '../model/config/station-options.ts';
import type { CertificateOptions } from './station-certificates.ts';
import { changeCertificates, describeCertificates } from './station-certificates.ts';
import type { ClientOptions } from './stations-client.ts';
import { withConsole } from './stations-client.ts';
import { asksGateway } from './asks-gateway.ts';
import { prove } from './prove.ts';

type Charging = ClientOptions & { readonly evenIfCharging?: boolean };

export function addStationCommands(busbar: Command): void {
  const stations = busbar
    .command('stations')
    .description('put stations up, replace them, take them out, and see who was refused');
  const command = (words: string, what: string): Command =>
    stations
      .command(words)
      .description(what)
      .option('--api <url>', 'where the gateway listens (as its site file says; http://127.0.0.1:8080 without one)')
      .option('--config <file>', 'site file; it is changed directly where no gateway runs');

  command('pending', 'who was refused since the gateway started, why, and what to do').action(
    (options: ClientOptions) =>
      print(
        withConsole(options, (console) => console.pending()),
        ({ pending }) => describePending(pending),
      ),
  );
  addApprove(command);
  command('replace <old> <new>', 'another device takes the place of a station, with its numbers upstream')
    .option('--even-if-charging', 'although a transaction of the old one has not ended')
    .action((old: string, by: string, { evenIfCharging = false, ...options }: Charging) =>
      print(
        withConsole(options, (console) => console.replace(old, by, evenIfCharging)),
        describeChanged,
      ),
    );
  command('move <station>', 'hang a station on another circuit')
    .requiredOption('--circuit <circuit>', 'where it hangs')
    .action((station: string, { circuit, ...options }: ClientOptions & { circuit: string }) =>
      print(
        withConsole(options, (console) => console.move(station, circuit)),
        describeChanged,
      ),
    );
  command('retire <station>', 'take a station out for good; its numbers upstream stay')
    .option('--even-if-charging', 'although a transaction of it has not ended')
    .action((station: string, { evenIfCharging = false, ...options }: Charging) =>
      print(
        withConsole(options, (console) => console.retire(station, evenIfCharging)),
        describeChanged,
      ),
    );
  asksGateway(stations.command('prove <station>'))
    .description('test how a station falls back, a step at a time, with a vehicle and a hand at its cable')
    .action(prove);
  addKeys(command);
  addEnrol(command);
}

type Commands = (words: string, what: string) => Command;

function addApprove(command: Commands): void {
  command('approve <station>', 'add a station to the site file, or place one that was enrolled')
    .option('--template <name>', 'what it is like')
    .option('--circuit <circuit>', 'where it hangs')
    .option('--max-amps <amps>', 'rating of each EVSE, where no template says it', number)
    .option('--evses <n>', 'how many EVSEs it has', number)
    .option('--profile <profile>', '1: with a key (usual); 0: without, on a network that nobody else reaches', number)
    .option('--address <address>', 'profile 0: the only address or network it may come from')
    .option('--key-encoding <encoding>', 'how it sends its key: raw, hex or text')
    .action((station: string, { api, config, ...options }: ClientOptions & StationOptions) =>
      print(
        withConsole({ ...(api !== undefined && { api }), ...(config !== undefined && { config }) }, (console) =>
          console.approve({ station, ...options }),
        ),
        describeChanged,
      ),
    );
}

function addKeys(command: Commands): void {
  command('key <station>', 'make a new key and show it once; for a range such as CP-[01-20], one each').action(
    async (station: string, options: ClientOptions) => {
      for (const name of namesIn(station) ?? [station])
        await print(
          withConsole(options, (console) => console.newKey(name)),
          describeChanged,
        );
    },
  );
  command('change-key <station>', 'tell a connected station a new key over OCPP').action(
    (station: string, options: ClientOptions) =>
      print(
        withConsole(options, (console) => console.changeKey(station)),
        describeChanged,
      ),
  );
  command(
    'end-transactions <station>',
    'end what is open at a device that was taken away, with its last reading',
  ).action((station: string, options: ClientOptions) =>
    print(
      withConsole(options, (console) => console.endTransactions(station)),
      describeChanged,
    ),
  );
  command('certificates <station>', 'list the certificates of a station, or change them')
    .option('--install <file>', 'a root, as PEM')
    .option('--use <use>', 'what for, such as CSMSRootCertificate, ManufacturerRootCertificate or V2GRootCertificate')
    .option('--delete <serial>', 'the one with this serial number')
    .option('--renew', 'let it ask for a new certificate of its own')
    .action((station: string, options: ClientOptions & CertificateOptions) =>
      print(
        withConsole(options, (console) => changeCertificates(console, station, options)),
        describeCertificates,
      ),
    );
  command('readmit <station>', 'let a station in again that was shut out').action(
    (station: string, options: ClientOptions) =>
      print(
        withConsole(options, (console) => console.readmit(station)),
        describeChanged,
      ),
  );
}

function addEnrol(command: Commands): void {
  command('enrol', 'let unknown stations with a key in for a while; 0 minutes ends it')
    .requiredOption('--minutes <n>', 'for how long, at most 240', number)
    .option('--template <name>', 'what they are like')
    .option('--circuit <circuit>', 'where they hang')
    .action(
      ({
        minutes,
        template,
        circuit,
        ...options
      }: ClientOptions & { minutes: number; template?: string; circuit?: string }) =>
        print(
          withConsole(options, (console) =>
            console.enrol({
              minutes,
              ...(template !== undefined && { template }),
              ...(circuit !== undefined && { circuit }),
            }),
          ),
          ({ text }) => text,
        ),
    );
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is a number.');
  return value;
}

async function print<Value>(outcome: Promise<Outcome<Value>>, describe: (value: Value) => string): Promise<void> {
  const result = await outcome;
  if (result.ok) return console.log(describe(result.value));
  console.error(`${result.problem.code}\n  ${result.problem.detail}`);
  process.exitCode = 1;
}
