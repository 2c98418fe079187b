import type { ComponentChildren, JSX } from 'preact';

/** Names and what is known under them; what is not known is left out. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [string, ComponentChildren])[];
}): JSX.Element => (
  <dl class="facts">
    {facts
      .filter(([, value]) => value !== '' && value !== undefined)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd class="figure">{value}</dd>
        </div>
      ))}
  </dl>
);
