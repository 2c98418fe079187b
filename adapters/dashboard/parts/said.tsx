// What the gateway says in its own words, which are English; in another language by the kind of the reason where its parts
// are told.

import type { JSX } from 'preact';
import type { Explanation } from '../../../src/local/explanation.ts';
import { amps, clock } from '../text/format.ts';
import { languageNow, useWords } from '../text/language.ts';

export const English = ({ text }: { readonly text: string }): JSX.Element =>
  languageNow() === 'en' ? (
    <>{text}</>
  ) : (
    <span lang="en" dir="ltr" class="english">
      {text}
    </span>
  );

interface WhyProps {
  readonly why: Explanation;
  readonly allocated: number | undefined;
  /** All that the gateway says of it, where that is said in this language. */
  readonly isFull?: boolean;
}

/** Why an EVSE may draw what it may draw. */
export function Why({ why, allocated, isFull = false }: WhyProps): JSX.Element {
  const words = useWords();
  if (isFull && languageNow() === 'en') return <>{why.text}</>;
  const told = words.why[why.kind]({
    circuit: why.circuit ?? '?',
    line: why.line ?? '',
    limit: why.limitAmps === undefined ? '' : amps(why.limitAmps),
    sharedBy: why.sharedBy ?? 0,
    source: why.uplink ?? why.input ?? '',
    until: why.until === undefined ? '' : clock(why.until),
  });
  return <>{allocated === undefined ? told : `${amps(allocated)}: ${told}`}</>;
}
