// What is wrong, with what to do, on top of everything.

import type { JSX } from 'preact';
import type { SiteView } from '../../../src/local/site-view.ts';
import { usePart } from '../live/live.ts';
import { useWords } from '../text/language.ts';
import { Icon } from './icon.tsx';
import { English } from './said.tsx';

export function Alarms(): JSX.Element | null {
  const words = useWords();
  const alarms = usePart<SiteView['alarms']>('alarms') ?? [];
  const warnings = usePart<SiteView['warnings']>('warnings') ?? [];
  const site = usePart<Pick<SiteView, 'disk' | 'safeMode'>>('site');
  const all = [
    ...(site?.safeMode === undefined ? [] : [{ code: 'BB_SAFE_MODE', text: site.safeMode, isBad: true }]),
    ...alarms.map((one) => ({ ...one, isBad: true })),
    ...warnings.map((one) => ({ ...one, isBad: false })),
  ];
  if (all.length === 0) return null;
  return (
    <section aria-label={words.alarms} role="status">
      <ul class="alarms">
        {all.map(({ code, text, isBad }, at) => (
          <li key={`${code} ${at}`} class={`note ${isBad ? 'bad' : 'warn'}`}>
            <Icon name={isBad ? 'alarm' : 'info'} />
            <div>
              <p class="small">
                <b>{isBad ? words.alarm : words.warning}</b> <code>{code}</code>
              </p>
              <p>
                <English text={text} />
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
