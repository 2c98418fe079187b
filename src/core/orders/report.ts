// GetBaseReport and GetReport: what is reported is decided at once, and told page by page behind the answer.

import type { Criterion, GetBaseReport, GetReport, Pattern } from '../../ocpp/device-order.ts';
import type { VariableToSay } from '../../ocpp/heard-device.ts';
import type { VariableName } from '../../ocpp/variable-name.ts';
import { writeVariable } from '../../ocpp/variable-name.ts';
import { mostVariablesAsked } from '../../uplink/device-variables.ts';
import { wakeBy } from '../state.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';
import { modelOf, wholeModel } from './model.ts';

/** Reports that wait for their turn; a CSMS that wants more is told to ask later. */
const mostReports = 4;

export function serveGetBaseReport(context: OrderContext, order: GetBaseReport): void {
  const keep = { ConfigurationInventory: isSettable, FullInventory: isAny, SummaryInventory: isSummary }[order.base];
  report(context, order, (all) => all.filter(keep));
}

export function serveGetReport(context: OrderContext, order: GetReport): void {
  const { from, decided } = context;
  const { criteria = [], patterns = [] } = order;
  if (patterns.length > mostVariablesAsked && from.kind === 'csms')
    return void decided.commands.push({
      kind: 'refuse',
      asker: from.asker,
      code: 'OccurrenceConstraintViolation',
      text: `At most ${mostVariablesAsked} variables are named at once (ItemsPerMessageGetReport).`,
    });
  report(context, order, (all) => {
    const holds = judgeOf(all);
    return all
      .filter(({ name }) => patterns.length === 0 || patterns.some((pattern) => fits(name, pattern)))
      .filter(({ name }) => criteria.length === 0 || criteria.some((one) => holds(one, name)));
  });
}

function report(
  context: OrderContext,
  order: GetBaseReport | GetReport,
  choose: (all: readonly VariableToSay[]) => readonly VariableToSay[],
): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (uplink.reports.length >= mostReports) return answerNow(context, order, { status: 'Rejected' });
  const variables = choose(wholeModel(modelOf(state, uplink, now)));
  if (variables.length === 0) return answerNow(context, order, { status: 'EmptyResultSet' });
  answerNow(context, order, { status: 'Accepted' });
  uplink.reports.push({ request: order.request, variables, from: 0, seqNo: 0 });
  wakeBy(state, now.mono);
}

const isAny = (): boolean => true;
const isSettable = ({ mutability }: VariableToSay): boolean => mutability !== 'ReadOnly';

const problems = new Set(['Problem', 'Tripped', 'Overload', 'Fallback']);

/** What can be used, and what does not work (B07.FR.09). */
const isSummary = ({ name, value }: VariableToSay): boolean =>
  name.variable === 'AvailabilityState' || (problems.has(name.variable) && value?.toLowerCase() === 'true');

const lower = (one: string): string => one.toLowerCase();

/** What the pattern does not say may be anything. */
function fits(name: VariableName, pattern: Pattern): boolean {
  const same = (of: keyof Pattern): boolean => {
    const wanted = pattern[of];
    const is = name[of];
    return wanted === undefined || lower(String(wanted)) === lower(String(is ?? ''));
  };
  return (
    same('component') &&
    same('componentInstance') &&
    same('evse') &&
    same('connector') &&
    same('variable') &&
    same('instance')
  );
}

/**
 * Whether it holds for a component: one that says nothing of it has no problem, and is active, available and enabled
 * (B08.FR.07–10).
 */
function judgeOf(all: readonly VariableToSay[]): (criterion: Criterion, name: VariableName) => boolean {
  const said = new Map<string, string>();
  for (const { name, value } of all)
    if (criteriaKnown.has(name.variable) && name.instance === undefined && value !== undefined)
      said.set(lower(writeVariable(name)), lower(value));
  return (criterion, { instance: _, ...name }) => {
    const value = said.get(lower(writeVariable({ ...name, variable: criterion })));
    return value === 'true' || (value === undefined && criterion !== 'Problem');
  };
}

const criteriaKnown: ReadonlySet<string> = new Set<Criterion>(['Active', 'Available', 'Enabled', 'Problem']);
