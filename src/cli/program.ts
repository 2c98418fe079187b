// The command line: one file a command.

import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import { groupings } from '../local/export-energy.ts';
import { abandon } from './abandon.ts';
import { asksGateway } from './asks-gateway.ts';
import { caCommand } from './ca.ts';
import { claim } from './claim.ts';
import { check } from './check.ts';
import { deadLetters } from './dead-letters.ts';
import { demo } from './demo.ts';
import { findPhasesAt } from './find-phases.ts';
import { modbusCommand } from './modbus-command.ts';
import { doctor } from './doctor.ts';
import { exported, exportHistory } from './export.ts';
import { run } from './run.ts';
import { release } from './prove.ts';
import { addStationCommands } from './stations.ts';
import { addUpkeepCommands } from './upkeep-commands.ts';
import { schema } from './schema.ts';
import { simulateCommand } from './simulate-command.ts';
import { siteCommand } from './site-command.ts';
import { version } from './version.ts';
import { why } from './why.ts';

export function program(): Command {
  const busbar = new Command('busbar')
    .description('On-site gateway for EV depots: many chargers in, one connection out, under the limits of the site.')
    .version(version)
    // What stands behind a command belongs to it: `simulate --version 1.6`.
    .enablePositionalOptions();
  busbar
    .command('demo')
    .description('a simulated depot with a central system, on this computer alone')
    .option('--minutes <n>', 'end after so many minutes', numberAbove0)
    .option('--keep', 'go on with the data of the last demo')
    .option('--free-ports', 'take any ports that are free, not those of config/demo.yaml')
    .addOption(new Option('--upstream <version>', 'what the central system speaks').choices(['1.6', '2.0.1', '2.1']))
    .addOption(new Option('--hurry <n>', 'everything so many times as fast').argParser(numberAbove0).hideHelp())
    .action(demo);
  busbar.command('run').description('run the gateway').requiredOption('--config <file>', 'site file').action(run);
  busbar
    .command('check <file>')
    .description('read a site file or a Modbus device file and say what is wrong with it, or what it means')
    .action(check);
  busbar
    .command('doctor [file]')
    .description('look at clock, disk, ports, central systems, and each Modbus point once; nothing is written anywhere')
    .option('--json', 'for programs')
    .action(doctor);
  addAsking(busbar);
  addClaim(busbar);
  busbar.addCommand(caCommand());
  busbar.addCommand(simulateCommand());
  busbar.addCommand(siteCommand());
  busbar.addCommand(modbusCommand());
  addExport(busbar);
  addSchema(busbar);
  addStationCommands(busbar);
  addUpkeepCommands(busbar);
  return busbar;
}

/** What asks the running gateway. */
function addAsking(busbar: Command): void {
  asksGateway(busbar.command('abandon <uplink>'))
    .description('give up what a removed uplink has not taken')
    .action(abandon);
  asksGateway(busbar.command('why <evse>'))
    .description('why an EVSE (station/evse) may draw what it may draw now, and what can be done')
    .action(why);
  asksGateway(busbar.command('find-phases <evse>'))
    .description('step an EVSE (station/evse) that a vehicle charges at, and say on which lines of the site it is')
    .option('--write', 'write "phases" into the site file where it is sure')
    .option('--step-seconds <n>', 'how long a step lasts', stepSeconds, 45)
    .option('--amps <amps>', 'step down to so much; the least that a vehicle charges with when absent', ampsFrom0)
    .action(findPhasesAt);
  asksGateway(busbar.command('dead-letters <action> <uplink> [messageId]'))
    .description('list, replay or discard messages that a central system refused for good')
    .action(deadLetters);
  asksGateway(busbar.command('release'))
    .description('give the chargers their own limits back; asks first')
    .option('--yes', 'do not ask')
    .option('--end', 'limit them again')
    .action(release);
}

function addClaim(busbar: Command): void {
  busbar
    .command('claim')
    .description('the one-time code for the first visit of a gateway that nobody owns yet')
    .option('--config <file>', 'site file of the gateway')
    .option('--data <dir>', 'its data directory')
    .option('--api <url>', 'where it listens')
    .option(
      '--user <name>',
      'claim it from here, as this first admin, or give this user a new password; it is asked for',
    )
    .action(claim);
}

function addSchema(busbar: Command): void {
  busbar
    .command('schema')
    .description(
      'print the JSON Schema of the site file, of its list of tokens, of a Modbus device file, of what goes over MQTT, or of the API',
    )
    .addArgument(
      new Argument('[file]', 'which one')
        .choices(['site', 'tokens', 'device', 'mqtt', 'asyncapi', 'openapi'])
        .default('site'),
    )
    .action(schema);
}

function addExport(busbar: Command): void {
  busbar
    .command('export')
    .description('sessions, or energy and costs by vehicle, token, EVSE, day or month, to standard output')
    .addArgument(new Argument('<what>', 'what').choices(exported))
    .requiredOption('--config <file>', 'site file of the gateway')
    .option('--from <day>', 'from this day of the site, or this time, on')
    .option('--to <day>', 'up to the end of this day of the site, or up to this time')
    .addOption(new Option('--format <format>', 'csv or json').choices(['csv', 'json']).default('csv'))
    .addOption(new Option('--by <group>', 'what energy is summed up by').choices(groupings).default('day'))
    .action(exportHistory);
}

function numberAbove0(text: string): number {
  const value = Number(text);
  if (value > 0 && value < Infinity) return value;
  throw new InvalidArgumentError('Give a number above 0.');
}

/** The longest of its steps, with what is added, is what the gateway allows. */
function stepSeconds(text: string): number {
  const value = Number(text);
  if (value >= 35 && value <= 120) return value;
  throw new InvalidArgumentError('Give seconds, 35 to 120.');
}

function ampsFrom0(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value < Infinity) return value;
  throw new InvalidArgumentError('Give amps, 0 or more.');
}
