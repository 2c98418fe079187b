// Rules of the journal, of restarts and of what stations say, each broken on purpose.

import type { Mutant } from './mutant.ts';

export const journalMutants: readonly Mutant[] = [
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
    rule: 'of what a relay passes on the messages of transactions wait for the disk',
    file: 'src/core/call.ts',
    find: "if (call.context.kind === 'passedUp')",
    put: "if (call.context.kind === 'passedUp' || call.context.kind === 'rows')",
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
    rule: 'a row is forgotten only when every part has it in a snapshot',
    file: 'src/core/housekeeping.ts',
    find: 'through = Math.min(through, state.snapshotRows.get(name) ?? 0);',
    put: 'void name;',
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
    rule: 'a command that may have been told before a crash is never told again',
    file: 'src/core/connect.ts',
    find: '  live.reported.clear();\n',
    put: "  live.reported.clear();\n  for (const { fact } of stationPart(state.ledger, peer.station).remotes.values()) {\n    const order = { kind: 'remoteStart', evse: 1, token: fact.token ?? '' } as const;\n    if (fact.action === 'start') heard.commands.push({ kind: 'giveOrder', station: peer.station, ticket: '' as never, order });\n  }\n",
  },
  {
    rule: 'a stop that is repeated under another id is the same stop',
    file: 'src/core/hear/transactions.ts',
    find: 'return known.stopHash === undefined || known.stopHash === delivery.payloadHash;',
    put: 'return false;',
  },
  {
    rule: 'what was heard is known again after a restart',
    file: 'src/site/station-part.ts',
    find: '  const part = { ...newStationPart(), ...saved };\n',
    put: '  const part = { ...newStationPart(), ...saved };\n  part.transactions.heard.clear();\n',
  },
  {
    rule: 'a station without the time is told to wait',
    file: 'src/core/hear/boot.ts',
    find: 'bootMustWait(state, now) ||',
    put: '(state === undefined && now === undefined) ||',
  },
];
