// Each rule of "durable before visible" broken on purpose in a copy of the source. A simulation that does not notice is
// worth nothing, so a mutant that survives fails the run.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Mutant {
  readonly rule: string;
  readonly file: string;
  readonly find: string;
  readonly put: string;
}

const mutants: readonly Mutant[] = [
  {
    rule: 'every frame passes the official schema',
    file: 'src/ocpp/v16/provisioning.ts',
    find: '  interval: intervalSeconds,',
    put: '  interval: `${intervalSeconds}`,',
  },
  {
    rule: 'the barrier: sends wait until the journal is durable up to its head',
    file: 'src/core/driver.ts',
    find: 'isNothingWaiting()',
    put: 'true',
  },
  {
    rule: 'the barrier holds for a step that recorded nothing',
    file: 'src/core/driver.ts',
    find: 'isNothingWaiting()',
    put: '(result.facts.length === 0 || isNothingWaiting())',
  },
  {
    rule: 'a message upstream waits for its FirstSent, and for the Answered before it',
    file: 'src/core/driver.ts',
    find: 'isNothingWaiting()',
    put: "(send.kind === 'frame' && send.link.startsWith('u')) || isNothingWaiting()",
  },
  {
    rule: 'only a command that lowers may overtake the disk',
    file: 'src/control/actuate.ts',
    find: 'limits.push(setLimit(write, amps, slot, false));',
    put: 'limits.push(setLimit(write, amps, slot, true));',
  },
  {
    rule: 'a lowering first cancels every unreleased limit for its EVSE',
    file: 'src/core/limits/limits.ts',
    find: 'if (command.lowers) clearTheWay',
    put: 'if (command.amps < 0) clearTheWay',
  },
  {
    rule: 'a recalled limit never leaves',
    file: 'src/core/held-sends.ts',
    find: 'waiting[at]!.send = undefined;',
    put: 'void at;',
  },
  {
    rule: 'the ledger is a fold of durable facts only',
    file: 'src/core/hear/status.ts',
    find: "record(context, { kind: 'StatusReported', station, happenedAt, ...report });",
    put: "part.statuses.set(said.evse, { kind: 'StatusReported', station, happenedAt, ...report });",
  },
  {
    rule: 'a snapshot takes the place of the facts before it',
    file: 'src/site/ledger.ts',
    find: 'if (at <= part.through) return false;',
    put: '',
  },
  {
    rule: 'a fact that cannot be read is set aside, never a crash loop',
    file: 'src/core/recover.ts',
    find: 'setAside.push(at);',
    put: 'throw new Error(`row ${at}`);',
  },
  {
    rule: 'the cursor never passes a row that is not done',
    file: 'src/uplink/outbox.ts',
    find: 'row((outbox.entries[0]?.row ?? outbox.next) - 1)',
    put: 'row(outbox.next - 1)',
  },
  {
    rule: 'done rows above the watermark are remembered',
    file: 'src/site/uplink-part.ts',
    find: 'part.done.add(done);',
    put: 'void done;',
  },
  {
    rule: 'every repeat carries the same id',
    file: 'src/core/tell/rows.ts',
    find: 'sent?.messageId ?? makeId(state)',
    put: 'makeId(state)',
  },
  {
    rule: 'every repeat carries the same rows',
    file: 'src/uplink/outbox.ts',
    find: 'if (again.length === sent.rows.length) return { sent, entries: again };',
    put: 'if (again.length > 0) return { sent, entries: again.slice(0, 1) };',
  },
  {
    rule: 'a merged message never crosses a start or stop',
    file: 'src/uplink/outbox.ts',
    find: 'if (entry.fact.transaction !== first.fact.transaction) continue;',
    put: "if (entry.fact.kind !== 'TransactionSampled') continue;",
  },
  {
    rule: 'the rows of a refused transaction wait, in order',
    file: 'src/uplink/outbox.ts',
    find: 'if (claimed.has(entry.row)) waiting.add(transaction);',
    put: 'if (claimed.has(entry.row)) void transaction;',
  },
  {
    rule: 'only the outbox retries',
    file: 'src/core/timeouts.ts',
    find: 'loseCall(state, heard, link, call, true, now);',
    put: "if (link.peer.kind === 'station') link.session.waiting.unshift(call);\n    else loseCall(state, heard, link, call, true, now);",
  },
  {
    rule: 'ids that are not journaled carry the epoch',
    file: 'src/core/state.ts',
    find: '`${state.ledger.gateway.epoch.toString(36)}-${state.idsMade.toString(36)}`',
    put: '`x-${state.idsMade.toString(36)}`',
  },
  {
    rule: 'the epoch is durable before the first send',
    file: 'src/core/call.ts',
    find: ' && now.durable >= state.epochRow',
    put: '',
  },
  {
    rule: 'transaction messages are known again across sockets and restarts',
    file: 'src/core/hear/samples.ts',
    find: 'if (wasHeard(part.transactions, delivery)) return;',
    put: '',
  },
  {
    rule: 'a repeated start is the same transaction',
    file: 'src/core/hear/transactions.ts',
    find: 'const known = byStartKey(part.transactions, key);',
    put: "const known = byStartKey(part.transactions, '');",
  },
  {
    rule: 'the control cursor pins rows',
    file: 'src/core/housekeeping.ts',
    find: 'through = Math.min(through, part.watermark);',
    put: 'void part;',
  },
  {
    rule: 'a row is forgotten only when every part has it in a snapshot',
    file: 'src/core/housekeeping.ts',
    find: 'through = Math.min(through, state.snapshotRows.get(name) ?? 0);',
    put: 'void name;',
  },
  {
    rule: 'an observer that is cut is told of the gap',
    file: 'src/site/uplink-part.ts',
    find: 'part.gaps.push({ from: fact.from, through: fact.through });',
    put: '',
  },
  {
    rule: 'an uplink with undelivered transactions is dropped only when somebody says so',
    file: 'src/core/site-change.ts',
    find: 'return moved && hasUndelivered(state, old);',
    put: 'return moved && old.id === undefined;',
  },
  {
    rule: 'a journal that was moved aside never renumbers',
    file: 'src/core/start.ts',
    find: 'state.ledger.gateway.epoch < identity.epoch ? identity.numbersBelow : 0',
    put: 'identity.numbersBelow * 0',
  },
  {
    rule: 'numbers are reserved on the disk before they are given out',
    file: 'src/core/housekeeping.ts',
    find: 'numbersBelow: nextNumber + reservedNumbers',
    put: 'numbersBelow: 1',
  },
  {
    rule: 'an I/O error ends the process',
    file: 'src/core/driver.ts',
    find: "if (state === 'failed') return fail({ kind: 'journal', detail });",
    put: "if (state === 'failed') return;",
  },
  {
    rule: 'a full disk gives its batch again',
    file: 'src/core/driver.ts',
    find: 'if (again !== undefined) journal.commit(again);',
    put: 'if (again !== undefined) backlog.finish();',
  },
  {
    rule: 'without a disk no transaction message is taken',
    file: 'src/core/hear/station.ts',
    find: "state.live.disk !== 'ok'",
    put: "state.live.disk === 'absent'",
  },
  {
    rule: 'commands at a crash become unknown',
    file: 'src/site/limits.ts',
    find: "if (one.state === 'pending') one.state = 'unknown';",
    put: 'void one;',
  },
  {
    rule: 'a raise goes only into room whose release is confirmed',
    file: 'src/site/limits.ts',
    find: 'held === undefined ? 0 : held.reduce((most, one) => Math.max(most, one.amps), 0);',
    put: 'held?.at(-1)?.amps ?? 0;',
  },
  {
    rule: 'an EVSE counts on every line that it is wired to',
    file: 'src/model/electric.ts',
    find: 'return all.filter((line) => named.has(line));',
    put: 'return all.filter((line) => named.has(line) && line < 2);',
  },
  {
    rule: 'a station that holds a limit of ours is never cleared',
    file: 'src/core/adopt/clear-profiles.ts',
    find: 'holdsOurs(part)',
    put: 'holdsOurs({ ...part, limits: { ...part.limits, tx: new Map(), default: new Map(), max: new Map() } })',
  },
];

/** Seeds that each mutant is given before it counts as alive. */
const mostRuns = 400;

/** True when every mutant was caught. Prints each rule and the seed that caught its mutant. */
export function runMutants(): boolean {
  const home = new URL('../..', import.meta.url).pathname;
  const copy = mkdtempSync(join(tmpdir(), 'busbar-mutants-'));
  let alive = 0;
  try {
    for (const folder of ['src', 'adapters', 'test/sim', 'test/peers'])
      cpSync(join(home, folder), join(copy, folder), { recursive: true });
    cpSync(join(home, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(home, 'node_modules'), join(copy, 'node_modules'));
    if (simulate(copy, 20) !== undefined) throw new Error('the copy fails before anything in it is broken');
    for (const mutant of mutants) {
      const caught = tryMutant(copy, mutant);
      if (caught === undefined) alive += 1;
      console.log(
        `${caught === undefined ? 'ALIVE ' : 'caught'}  ${mutant.rule}${caught === undefined ? '' : `  (${caught})`}`,
      );
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  console.log(`${mutants.length - alive} of ${mutants.length} mutants caught`);
  return alive === 0;
}

/** What the simulation objects to when the mutant takes the place of the rule; undefined when it notices nothing. */
function tryMutant(copy: string, mutant: Mutant): string | undefined {
  const path = join(copy, mutant.file);
  const source = readFileSync(path, 'utf8');
  if (source.split(mutant.find).length !== 2) throw new Error(`"${mutant.find}" is not once in ${mutant.file}`);
  writeFileSync(
    path,
    source.replace(mutant.find, () => mutant.put),
  );
  try {
    return simulate(copy, mostRuns);
  } finally {
    writeFileSync(path, source);
  }
}

/** The seed that a judge objected to, and why. A simulation that ends in any other way has caught nothing: it throws. */
function simulate(copy: string, runs: number): string | undefined {
  try {
    execFileSync(process.execPath, [join(copy, 'test/sim/main.ts')], {
      env: { ...process.env, RUNS: String(runs), SEED: undefined, FIRST: '1' },
      stdio: 'pipe',
      timeout: 600_000,
    });
    return undefined;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: Buffer; stderr?: Buffer };
    const said = String(stdout ?? '');
    const seed = /seed (\d+) failed/.exec(said)?.[1];
    if (seed === undefined) throw new Error(`the simulation did not run: ${String(stderr ?? error)}`);
    const finding = said.split('\n').find((line) => line.startsWith('  ')) ?? '';
    return `seed ${seed}: ${finding.trim().slice(0, 90)}`;
  }
}
