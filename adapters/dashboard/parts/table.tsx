import type { ComponentChildren, JSX } from 'preact';

interface TableProps {
  /** What it shows, for whoever does not see it. */
  readonly label: string;
  readonly heads: readonly ComponentChildren[];
  readonly look?: string;
  readonly rowsLook?: string;
  /** What the gateway writes is English, wherever it stands. */
  readonly isEnglish?: boolean;
  readonly isBusy?: boolean;
  /** Its rows. */
  readonly children: ComponentChildren;
}

/** Scrolls by itself, by the keyboard too, so that a page on a phone does not. */
export const Table = ({
  label,
  heads,
  look,
  rowsLook,
  isEnglish = false,
  isBusy,
  children,
}: TableProps): JSX.Element => (
  <div class="scroll" tabIndex={0} role="region" aria-label={label} aria-busy={isBusy}>
    <table class={look}>
      <thead>
        <tr>
          {heads.map((head, at) => (
            <th key={at} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody class={rowsLook} {...(isEnglish && { lang: 'en', dir: 'ltr' })}>
        {children}
      </tbody>
    </table>
  </div>
);
