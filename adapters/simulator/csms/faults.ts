// What goes wrong with a simulated central system because somebody wants it to.

/** What may go wrong, to be switched at any time. */
export interface Faults {
  /** Hears nothing and says nothing. */
  silent: boolean;
  /** Without a wait it cannot tell that a peer says a second CALL before the answer to the first. */
  answerAfterMs: number;
  /** Answers this action with a CALLERROR so many times, without any effect. */
  refuse(action: string, code: string, times: number): void;
  /** Takes the effect of so many CALLs and dies before the answer: the link closes. Of any action if none is named. */
  crashAfterEffect(times: number, action?: string): void;
}

export interface PlannedFaults {
  readonly faults: Faults;
  /** Uses up a refusal of this action: its code, if one is planned. */
  refusal(action: string): string | undefined;
  /** Uses up a crash after this action; true if one is planned. */
  crash(action: string): boolean;
}

export function planFaults(): PlannedFaults {
  const refusals: { action: string; code: string; times: number }[] = [];
  const crashes: { action: string | undefined; times: number }[] = [];
  return {
    faults: {
      silent: false,
      answerAfterMs: 0,
      refuse: (action, code, times) => void refusals.push({ action, code, times }),
      crashAfterEffect: (times, action) => void crashes.push({ action, times }),
    },
    refusal: (action) => takes(refusals, (one) => one.action === action)?.code,
    crash: (action) => takes(crashes, (one) => one.action === undefined || one.action === action) !== undefined,
  };
}

/** Uses up one of the first that fits. */
function takes<One extends { times: number }>(some: One[], fits: (one: One) => boolean): One | undefined {
  const found = some.find((one) => one.times > 0 && fits(one));
  if (found !== undefined) found.times -= 1;
  return found;
}
