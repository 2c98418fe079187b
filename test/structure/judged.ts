// Every frame of the gateway is judged where it arrives: whoever stands for its counterpart in a test uses a judged socket
// or judged links.

import ts from 'typescript';
import { lineOf, walk } from './source.ts';
import type { Parsed } from './source.ts';

/** Who opens sockets without the judge, and why no frame of the gateway escapes it there. */
const exceptions: Readonly<Record<string, string>> = {
  'test/peers/judged.ts': 'is where the judge is put on a socket',
  'test/bench/load.ts': 'keeps a sample, and judges it when nobody measures',
  'test/bench/relay-yard/csms.ts':
    'is told what stations of the bench say, as they say it; conversations of the relay judge the rest',
  'test/bench/relay-yard/stations.ts':
    'hears what the central system of the bench says; conversations of the relay judge the rest',
  'test/bench/hostile.ts': 'floods, and breaks what it says on purpose',
  'test/bench/sink.ts': 'says nothing: there is no gateway',
  'test/bench/storm.ts': 'only counts what comes upstream',
  'test/bench/storm-server.ts': 'shakes hands and says nothing: the gateway is judged elsewhere',
  'test/bench/storm-stations.ts': 'measures a thousand at once, where a judge would be measured with them',
  'test/bench/server.ts': 'sends back what it gets: there is no gateway',
  'test/faults/station-door.ts': 'judges the bytes of a station that writes its handshake itself',
  'test/faults/F050.test.ts': 'starts a process that writes handshakes, and goes no further',
  'test/faults/F056-browser.test.ts': 'has a page that opens sockets in a browser, and says nothing',
  'test/e2e/browser/flows.ts': 'knocks as a station that nobody knows, and is turned away',
  'test/faults/F082.test.ts': 'has a page that tries one at the API, which has none',
  'test/faults/knocking.ts': 'writes handshakes, and goes no further',
  'test/faults/F054.test.ts': 'goes no further than the handshake',
  'test/faults/F078.test.ts': 'starts a process that reads nothing and never boots',
  'test/faults/F078-2x.test.ts': 'starts a process that reads nothing and never boots',
  'test/structure/judge.test.ts': 'has snippets that are wrong on purpose',
  'test/unit/simulator/fleet.test.ts': 'refuses handshakes of simulated stations: there is no gateway',
  'test/unit/simulator/wire.test.ts': 'has a handshake refused by a simulated central system: there is no gateway',
  'test/unit/uplink/trouble.test.ts': 'refuses the handshake, so that nothing is said',
  'test/wire/door/server.ts': 'writes handshakes, and goes no further',
  'test/peers/tls-peer.ts': 'goes no further than the handshake',
  'test/wire/handshake.test.ts': 'writes handshakes, and goes no further',
  'test/wire/rivals.test.ts': 'has two bare ends of sockets: there is no gateway',
};

const byHand = /sec-websocket-key|new WebSocket(Server)?\(/i;
/** Simulated peers that judge only for somebody who wants to be told. */
const simulated = /^(serveCsms|runStation|runDepot)$/;

export function judgedFindings(source: Parsed): string[] {
  const { path, top } = source;
  if (top !== 'test') return [];
  const sockets = socketFindings(source);
  const reason = exceptions[path];
  if (reason !== undefined && sockets.length === 0)
    return [`needs no exception any more ("${reason}"). Take it out of test/structure/judged.ts.`];
  return [...(reason === undefined ? sockets : []), ...coreFindings(source), ...simulatedFindings(source)];
}

function socketFindings({ file }: Parsed): string[] {
  const findings: string[] = [];
  walk(file, (node) => {
    if (!importsWs(node) && !(ts.isStringLiteralLike(node) && byHand.test(node.text)) && !isTemplateByHand(node))
      return;
    findings.push(
      `line ${lineOf(file, node.getStart(file))} opens sockets that nobody judges. ` +
        'Use stationSocket or upstreamServer of test/peers/judged.ts, or say in test/structure/judged.ts why not.',
    );
  });
  return findings;
}

function importsWs(node: ts.Node): boolean {
  if (!ts.isImportDeclaration(node) || !ts.isStringLiteral(node.moduleSpecifier)) return false;
  const { importClause, moduleSpecifier } = node;
  return moduleSpecifier.text === 'ws' && importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword;
}

const isTemplateByHand = (node: ts.Node): boolean =>
  (ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node)) && byHand.test(node.text);

/** A core with an outlet of its own. */
function coreFindings({ file, imports }: Parsed): string[] {
  const isJudged = imports.some((name) => /(judged|judged-links|frame-check|sim\/network)\.ts$/.test(name));
  if (isJudged) return [];
  return callsIn(file, /^createDriver$/).map(
    (call) =>
      `line ${lineOf(file, call.getStart(file))} has a core whose frames nobody judges. ` +
      'Tell judgeLinks of test/peers/judged-links.ts what is said and heard.',
  );
}

function simulatedFindings({ file, imports }: Parsed): string[] {
  if (!imports.some((name) => name.startsWith('adapters/simulator/wire/'))) return [];
  return callsIn(file, simulated)
    .filter((call) => !call.arguments.some((one) => /\bfind\b/.test(one.getText(file))))
    .map(
      (call) =>
        `line ${lineOf(file, call.getStart(file))} runs a simulated peer that judges nothing. ` +
        'Pass find: failsTest() of test/peers/fails-test.ts.',
    );
}

function callsIn(file: ts.SourceFile, name: RegExp): ts.CallExpression[] {
  const calls: ts.CallExpression[] = [];
  walk(file, (node) => {
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && name.test(node.expression.text))
      calls.push(node);
  });
  return calls;
}
