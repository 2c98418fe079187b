// Settings that a central system wants changed in its station: what is the gateway's is answered here, the rest goes on.

import { stationOf } from '../../model/config/site.ts';
import { encodeAnswerText, encodeResult } from '../../ocpp/frame.ts';
import type { Frame } from '../../ocpp/frame.ts';
import { checkInbound } from '../../ocpp/schema.ts';
import type { StationId } from '../../model/ids.ts';
import type { Asker } from '../hear/asker.ts';
import type { CallFrame } from '../hear/context.ts';
import type { Heard } from '../heard.ts';
import type { Link } from '../links.ts';
import type { Now } from '../ports.ts';
import type { State } from '../state.ts';
import { siteOf } from '../state.ts';
import type { UplinkLive } from '../uplink/live.ts';
import { takeKey } from './keys.ts';
import type { Own } from './own-settings.ts';
import { isGoodKey, isProfileOf, ownKey, ownVariable } from './own-settings.ts';
import type { SettingResult, SettingsAsked } from './settings-asked.ts';

interface Asking {
  readonly state: State;
  readonly heard: Heard;
  readonly link: Link;
  readonly uplink: UplinkLive;
  readonly station: StationId;
  readonly frame: CallFrame;
  readonly asker: Asker;
  /** Its payload as it was written. */
  readonly written: string;
  readonly now: Now;
}

/** True where nothing of it, or another text, goes to the station. */
export function serveOwnSettings(asking: Asking): boolean {
  const { frame, link } = asking;
  const isSetting = frame.action === 'ChangeConfiguration' || frame.action === 'SetVariables';
  if (!isSetting || checkInbound(link.peer.version, frame.action, frame.payload) !== undefined) return false;
  return frame.action === 'ChangeConfiguration' ? changeKey(asking) : setVariables(asking);
}

function changeKey(asking: Asking): boolean {
  const { key, value } = asking.frame.payload as { key: string; value: string };
  const own = ownKey(key);
  if (own === undefined) return false;
  const result = judge(asking, own, key, value);
  finish(asking, { results: [result], ...(result.isKey && { key: { at: 0, text: value } }) });
  return true;
}

interface VariableData {
  readonly attributeType?: string;
  readonly attributeValue: string;
  readonly component: { readonly name: string };
  readonly variable: { readonly name: string };
}

function setVariables(asking: Asking): boolean {
  const { heard, station, frame, asker } = asking;
  const payload = frame.payload as { setVariableData: readonly VariableData[] };
  const results: (SettingResult | undefined)[] = [];
  const others: VariableData[] = [];
  let key: SettingsAsked['key'];
  for (const [at, one] of payload.setVariableData.entries()) {
    const { component, variable, attributeValue, attributeType } = one;
    const own = ownVariable(component.name, variable.name, attributeValue);
    if (own === undefined) others.push(one);
    const judged = own && judge(asking, own, `${component.name}.${variable.name}`, attributeValue);
    const type = attributeType === undefined ? {} : { attributeType };
    results.push(judged && { ...type, attributeStatus: judged.attributeStatus, component, variable });
    // Of several the last counts, as in a station.
    if (judged?.isKey === true) key = { at, text: attributeValue };
  }
  if (others.length === results.length) return false;
  const settings: SettingsAsked = { results, ...(key !== undefined && { key }) };
  if (others.length === 0) finish(asking, settings);
  else {
    const rest = JSON.stringify({ ...payload, setVariableData: others });
    heard.commands.push({
      kind: 'passDown',
      asker,
      station,
      id: frame.id,
      action: frame.action,
      payload: rest,
      settings,
    });
  }
  return true;
}

function judge(
  { state, uplink, station }: Asking,
  own: Own,
  name: string,
  value: string,
): { attributeStatus: string; isKey: boolean } {
  const security = stationOf(siteOf(state), station)?.security;
  if (own === 'key' && isGoodKey(value, uplink.config.version)) return { attributeStatus: 'Accepted', isKey: true };
  if (own === 'profile' && security !== undefined && isProfileOf(security, value))
    return { attributeStatus: 'Accepted', isKey: false };
  state.alarms.set(
    `BB_RELAY_SETTING_KEPT:${station}`,
    own === 'key'
      ? `${uplink.config.id} gave ${station} a new key that is none (${value.length} characters) and was refused. 16 to 40 characters, or 16 to 20 bytes in hex, are.`
      : `${uplink.config.id} wants to set ${name.slice(0, 60)} of ${station} and was refused: the station could leave this gateway, or prove less than it does. If it is meant, change the station or its entry in the site file.`,
  );
  return { attributeStatus: 'Rejected', isKey: false };
}

type AnswerFrame = Extract<Frame, { kind: 'result' | 'error' }>;

/** The station has answered what was left for it. */
export function answerSettings(
  state: State,
  heard: Heard,
  asker: Asker,
  { results, key }: SettingsAsked,
  frame: AnswerFrame,
  now: Now,
): void {
  const link = state.links.get(asker.link);
  const uplink = link?.peer.kind === 'uplink' ? state.uplinks.get(link.peer.uplink) : undefined;
  const station = uplink?.config.speaksFor;
  if (link === undefined || uplink === undefined || station === undefined) return;
  if (frame.kind === 'error') {
    const { code, description } = frame;
    const text = encodeAnswerText(4, asker.idText, `${JSON.stringify(code)},${JSON.stringify(description)},{}`);
    return void heard.commands.push({ kind: 'passBack', asker, text });
  }
  const said = ((frame.payload as { setVariableResult?: SettingResult[] } | null)?.setVariableResult ?? []).values();
  const whole = results.map((one) => one ?? said.next().value);
  const settings = { results: whole, ...(key !== undefined && { key }) };
  finish({ state, heard, uplink, station, asker, link, now }, settings);
}

type Finishing = Pick<Asking, 'state' | 'heard' | 'uplink' | 'station' | 'asker' | 'link' | 'now'>;

/** A new key is written down before anybody hears that it was taken. */
function finish(finishing: Finishing, { results, key }: SettingsAsked): void {
  const { heard, asker, link } = finishing;
  const isOf16 = link.peer.version === '1.6';
  const payload = isOf16
    ? { status: results[0]!.attributeStatus }
    : { setVariableResult: results.filter((one) => one !== undefined) };
  heard.commands.push({ kind: 'passBack', asker, text: encodeResult(asker.idText, payload) });
  if (key !== undefined) takeKey(finishing, key.text);
}
