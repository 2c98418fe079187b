// Lines for people, no more of them than somebody can read.

export interface Lines {
  /** Says it unless too much was said within this second; what is left out is counted. */
  say(text: string): void;
  /** Says it in any case. */
  tell(text: string): void;
}

/** `seconds` is the time that stands before each line; `print` takes it. */
export function newLines(print: (line: string) => void, seconds: () => number, mostPerSecond = 20): Lines {
  let second = -1;
  let said = 0;
  let leftOut = 0;

  const put = (text: string): void => print(`${clock(seconds())}  ${text}`);

  function tell(text: string): void {
    if (leftOut > 0) put(`… ${leftOut} more lines`);
    leftOut = 0;
    put(text);
  }

  return {
    tell,
    say(text) {
      const now = Math.floor(seconds());
      if (now !== second) [second, said] = [now, 0];
      if (said >= mostPerSecond) return void (leftOut += 1);
      said += 1;
      tell(text);
    },
  };
}

/** `3:07`, `1:02:45`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
