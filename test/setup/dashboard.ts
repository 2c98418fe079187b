// Tests that open the dashboard have the one of these sources.

import { buildDashboard } from '../../adapters/dashboard/build.ts';

export default function setup(): void {
  buildDashboard();
}
