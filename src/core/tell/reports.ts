// NotifyReport: the report that the CSMS asked for, page after page (B07.FR.03, B08.FR.03).

import { pageFrom } from '../../uplink/report-pages.ts';
import { dialectOfLink } from '../links.ts';
import type { Teller } from './telling.ts';
import { tell } from './telling.ts';

export const tellReports: Teller = (telling) => {
  const { uplink, link, now } = telling;
  const [due] = uplink.reports;
  const { report } = dialectOfLink(link).toCsms;
  if (due === undefined || report === undefined) return false;
  const { request, seqNo } = due;
  const variables = pageFrom(due.variables, due.from);
  due.from += variables.length;
  due.seqNo += 1;
  const isLast = due.from >= due.variables.length;
  if (isLast) uplink.reports.shift();
  const wording = report({ request, seqNo, isLast, at: now.utc, variables });
  return tell(telling, wording, { kind: 'notice', wording });
};
