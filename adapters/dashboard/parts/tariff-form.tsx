import type { JSX } from 'preact';
import { useWords } from '../text/language.ts';
import { NumberCell, TextCell } from './cell-input.tsx';
import type { Draft } from './draft.ts';
import { EditTable } from './edit-table.tsx';

export function TariffForm({ draft }: { readonly draft: Draft }): JSX.Element {
  const words = useWords();
  return (
    <>
      <section class="panel fields">
        <label class="field">
          <span>{words.site.currency}</span>
          <TextCell draft={draft} path={['tariff', 'currency']} label={words.site.currency} />
        </label>
        <label class="field">
          <span>{words.site.defaultPrice}</span>
          <NumberCell draft={draft} path={['tariff', 'defaultPricePerKwh']} label={words.site.defaultPrice} />
        </label>
      </section>
      <EditTable
        title={words.site.periods}
        draft={draft}
        path={['tariff', 'periods']}
        nameOf={({ from, to }) => `${String(from)}–${String(to)}`}
        columns={[
          { key: 'period', name: words.site.period, kind: 'name' },
          { key: 'from', name: words.site.from, kind: 'text', isNeeded: true, hint: '22:00' },
          { key: 'to', name: words.site.to, kind: 'text', isNeeded: true, hint: '06:00' },
          { key: 'pricePerKwh', name: words.site.pricePerKwh, kind: 'number', isNeeded: true },
        ]}
        made={({ period: _, ...rest }) => rest}
      />
    </>
  );
}
