/** What limits the whole site besides central systems. */
export interface SiteLimit {
  /** Amps on each line. */
  readonly amps: number;
  /** `SO`: the grid operator; `EMS`: the site itself. */
  readonly source: 'EMS' | 'SO';
  readonly isCritical: boolean;
}
