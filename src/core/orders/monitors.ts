// Monitors of the site's variables: what the gateway watches is built in, and others cannot be set (N02–N06). How much of it
// the CSMS hears is its choice.

import type { MonitorOrder } from '../../ocpp/device-order.ts';
import type { OrderOf } from '../../ocpp/order.ts';
import { monitoringBaseKey, monitoringLevelKey } from '../../uplink/device-variables.ts';
import { sameComponent, sameName } from '../../uplink/site-model.ts';
import type { OrderContext } from './context.ts';
import { answerNow, uplinkOf } from './context.ts';
import { modelOf, wholeModel } from './model.ts';
import { isTooMany } from './variables.ts';

const leastSeverity = 9;

export function serveMonitorSet(context: OrderContext, order: OrderOf<'setMonitoringBase'>): void {
  keep(context, order, monitoringBaseKey, order.base);
}

export function serveMonitoringLevel(context: OrderContext, order: OrderOf<'setMonitoringLevel'>): void {
  const { severity } = order;
  const isLevel = Number.isInteger(severity) && severity >= 0 && severity <= leastSeverity;
  if (!isLevel) return answerNow(context, order, { status: 'Rejected' });
  keep(context, order, monitoringLevelKey, String(severity));
}

function keep(context: OrderContext, order: MonitorOrder, key: string, value: string): void {
  const { decided, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  decided.facts.push({ kind: 'SettingChanged', uplink: uplink.config.id, key, value, happenedAt: now.utc });
  answerNow(context, order, { status: 'Accepted' });
}

export function serveSetMonitors(context: OrderContext, order: OrderOf<'setMonitors'>): void {
  const { state, now } = context;
  const uplink = uplinkOf(context);
  if (uplink === undefined) return answerNow(context, order, { status: 'NotSupported' });
  if (isTooMany(context, order.monitors.length, 'SetVariableMonitoring')) return;
  const all = wholeModel(modelOf(state, uplink, now));
  const monitors = order.monitors.map(({ name }) => {
    if (all.some((one) => sameName(one.name, name))) return { status: 'UnsupportedMonitorType' };
    return { status: all.some((one) => sameComponent(one.name, name)) ? 'UnknownVariable' : 'UnknownComponent' };
  });
  answerNow(context, order, { status: 'Accepted', monitors });
}

export function serveClearMonitors(context: OrderContext, order: OrderOf<'clearMonitors'>): void {
  answerNow(context, order, { status: 'Accepted', monitors: order.ids.map((id) => ({ id, status: 'NotFound' })) });
}

/** There are none that could be reported: what is built in has no number. */
export function serveMonitoringReport(context: OrderContext, order: OrderOf<'getMonitoringReport'>): void {
  answerNow(context, order, { status: 'EmptyResultSet' });
}
