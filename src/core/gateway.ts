// The core: one input at a time, `now` as an argument, and everything that is to happen as the result. Sans I/O.

import type { Site } from '../model/config/site.ts';
import type { SiteTokens } from '../model/config/tokens.ts';
import type { Fact } from '../model/fact/fact.ts';
import type { LinkId, StationId } from '../model/ids.ts';
import type { Mono } from '../model/time.ts';
import { never } from '../model/time.ts';
import { brokersDue } from './brokers/follow.ts';
import { admit } from './door/admit.ts';
import { shakeFailed } from './door/handshakes.ts';
import { receive, resolve } from './door/rivals.ts';
import { lookAtClock, startClock } from './clock/clock.ts';
import { decide } from './decide.ts';
import { keepHouse, passRows } from './housekeeping.ts';
import { holdsBack, mayResume } from './door/flow.ts';
import type { Heard } from './heard.ts';
import { followSite, know } from './know.ts';
import type { Input, Now, StepResult } from './ports.ts';
import { wantsRows } from './journal-rows.ts';
import type { Admission, FailedHandshake, Knock, Reception, Resolution, Sign, Told } from './ports/door.ts';
import { read } from './read.ts';
import { say } from './say.ts';
import { withTimeEvents } from './security-event.ts';
import { settleOwed } from './relay/owed.ts';
import { raiseAtStart } from './security-occasions.ts';
import { changeSite } from './site-change.ts';
import { changeSiteTokens } from './tokens/site-tokens.ts';
import { startEpoch } from './start.ts';
import { metersDue } from './meters/told.ts';
import { rememberPrices } from './prices/follow.ts';
import { linesDue } from './modbus/follow-site.ts';
import type { Boot, State } from './state.ts';
import { newState } from './new-state.ts';
import { nextWakeAt } from './state.ts';
import { stirByInput } from './uplink/work.ts';
import { nextTurn } from './limits/pace.ts';
import { findLeases } from './limits/leases.ts';
import { findUnwelcome } from './tokens/unauthorized.ts';

export interface Gateway {
  /** The first step of a process: a new epoch, and the site. Its facts are durable before anything leaves. */
  start(site: Site, now: Now, tokens?: SiteTokens): StepResult;
  step(input: Input, now: Now): StepResult;
  /** Whether somebody at the door may come in; it remembers whom it refused, and changes nothing else. */
  admit(knock: Knock, now: Now): Admission;
  /** Somebody did not come as far as to knock. */
  shakeFailed(failed: FailedHandshake, now: Now): Told;
  receive(station: StationId, now: Now): Reception;
  resolve(knock: Knock, station: StationId, sign: Sign, now: Now): Resolution;
  /**
   * Whether a CALL that came on this link has to wait at the door, and whether such a link may go on by now. `isBusy`: there
   * is no room for what a station asks.
   */
  holdsBack(link: LinkId, now: Mono, isBusy: boolean): boolean;
  mayResume(link: LinkId, now: Mono): boolean;
  /** True when rows became durable that an uplink wants to read. */
  wantsRows(now: Now): boolean;
  readonly state: State;
}

export function createGateway(boot: Boot): Gateway {
  const state = newState(boot);

  function step(input: Input, given: Now): StepResult {
    const facts: Fact[] = [];
    const { now, facts: ofClock } = lookAtClock(state, given);
    know(state, withTimeEvents(state, ofClock, now), facts, now);
    const heard = read(state, input, now);
    stirByInput(state, input);
    know(state, heard.facts, facts, now);
    const decided = decide(state, heard.wishes, now);
    know(state, decided.facts, facts, now);
    const said = say(state, [...heard.commands, ...decided.commands], now);
    know(state, said.facts, facts, now);
    settleOwed(state, input, facts, said.sends);
    return finish(facts, said.sends, now);
  }

  function start(site: Site, given: Now, tokens?: SiteTokens): StepResult {
    const facts: Fact[] = [];
    const { now, facts: ofClock } = startClock(state, given);
    const { epoch, firmware: was } = state.ledger.gateway;
    know(state, startEpoch(state, boot.identity, now), facts, now);
    know(state, ofClock, facts, now);
    state.epochRow = state.ledger.head;
    // What uplinks have to deliver is known before the file may drop one.
    if (state.ledger.gateway.site !== undefined) {
      followSite(state, now);
      rememberPrices(state);
    }
    const heard: Pick<Heard, 'facts' | 'commands'> = { facts: [], commands: [] };
    changeSite(state, heard, site, now);
    if (tokens !== undefined) changeSiteTokens(state, heard, tokens, now);
    know(state, heard.facts, facts, now);
    findLeases(state, now);
    followSite(state, now);
    findUnwelcome(state, now);
    const raised: Fact[] = [];
    raiseAtStart(state, raised, { epoch, firmware: was }, boot.identity, now);
    know(state, raised, facts, now);
    return finish(facts, [], now);
  }

  function finish(facts: Fact[], sends: StepResult['sends'], now: Now): StepResult {
    know(state, passRows(state, facts, now), facts, now);
    // What was decided last may change who gets how much.
    state.shareAt = state.reallocate ? nextTurn(state, now) : never;
    for (const inFlight of state.taken.splice(0)) inFlight.barrier = state.ledger.head;
    if (state.modbus.replies.length > 0) state.modbus.dueAt = now.mono;
    const wakeAt = nextWakeAt(state);
    const due = { ...linesDue(state), ...metersDue(state), ...brokersDue(state) };
    return { facts, sends, ...keepHouse(state, facts, now), ...due, wakeAt };
  }

  return {
    start,
    step,
    admit: (knock, now) => admit(state, knock, now),
    shakeFailed: (failed, now) => shakeFailed(state, failed, now),
    holdsBack: (link, now, isBusy) => holdsBack(state, link, now, isBusy),
    mayResume: (link, now) => mayResume(state, link, now),
    receive: (station, now) => receive(state, station, now),
    resolve: (knock, station, sign, now) => resolve(state, knock, station, sign, now),
    wantsRows: (now) => wantsRows(state, now.durable),
    state,
  };
}
