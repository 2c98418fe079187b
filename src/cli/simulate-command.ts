// The options of `busbar simulate`.

import { Command } from 'commander';
import { mostStations } from './simulate-options.ts';
import { simulate } from './simulate.ts';

const examples = `
The stations do what good charge points do: they boot, ask about tokens, charge vehicles that follow their limits, read
their meters, keep what is not acknowledged and say it again, and obey every order of their version of OCPP. With the same seed the
same vehicles come.

Exit code 0: every station was accepted, something was charged, and all of it was acknowledged. Else 1.

Examples:
  A gateway on this computer, ten stations of its site file, for five minutes:
    busbar simulate --url ws://127.0.0.1:9000 --id-pattern 'CP-[01-60]' --stations 10 --minutes 5
  A central system that knows one token, with HTTP Basic over TLS:
    BUSBAR_SIMULATE_PASSWORD=… busbar simulate --url wss://csms.example/ocpp --id-pattern DEMO-1 --tokens 04A2B3C4
  A station whose key "busbar stations key CP-01" made:
    BUSBAR_SIMULATE_PASSWORD=… busbar simulate --url ws://127.0.0.1:9000
  Stations of OCPP 2.0.1:
    busbar simulate --url ws://127.0.0.1:9000 --version 2.0.1
  Connections that break: each station about every two minutes:
    busbar simulate --url ws://127.0.0.1:9000 --stations 60 --drop-minutes 2`;

export function simulateCommand(): Command {
  return new Command('simulate')
    .description("charge points with vehicles that charge, for anybody's gateway or central system")
    .requiredOption('--url <url>', 'where charge points connect, without the identity: ws://host:port/path or wss://…')
    .option('--stations <n>', `how many, at most ${mostStations}; all of the pattern, or one`)
    .option('--version <version>', 'the version of OCPP that they speak: 1.6, 2.0.1 or 2.1', '1.6')
    .option('--id-pattern <pattern>', "their identities, as 'CP-[01-60]' (default: CP-01 and so on)")
    .option('--evses <n>', 'EVSEs a station, with one connector each', '1')
    .option('--password <text>', 'HTTP Basic password of every station; or in BUSBAR_SIMULATE_PASSWORD')
    .option(
      '--key-as-text',
      'OCPP 1.6: send a key of 32 to 40 hex digits as it is written, not the bytes that it means',
    )
    .option('--ca <file>', 'PEM certificate of the authority behind a wss:// address')
    .option('--tokens <list>', 'tokens of the drivers, with commas (default: one of its own for each)')
    .option('--minutes <m>', 'end after so many minutes (default: Ctrl-C ends it)')
    .option('--seed <n>', 'the same vehicles and chances as in another run (default: any)')
    .option('--sample-seconds <s>', 'how often they read their meters while they charge', '10')
    .option('--stay-minutes <m>', 'how long a vehicle stays, on average', '5')
    .option('--pause-minutes <m>', 'how long a place is empty then, on average', '0.5')
    .option('--connect-per-second <n>', 'how many stations connect in a second, at most 50', '20')
    .option('--drop-minutes <m>', 'break the connection of each station about every so many minutes (default: never)')
    .option('--security-events', 'send security events (security whitepaper)')
    .option('--wait', 'go on trying when nobody lets the first station in')
    .option('--quiet', 'show the summary and the totals only')
    .addHelpText('after', examples)
    .action(simulate);
}
