import { deviceFiles } from './de-device-files.ts';
import { devices } from './de-devices.ts';
import { door } from './de-door.ts';
import { limits } from './de-limits.ts';
import { links } from './de-links.ts';
import { problems } from './de-problems.ts';
import { siteFileA } from './de-site-file-a.ts';
import { siteFileB } from './de-site-file-b.ts';
import type { AllCodes } from './told.ts';

export const codes: AllCodes = {
  ...limits,
  ...devices,
  ...links,
  ...door,
  ...problems,
  ...siteFileA,
  ...siteFileB,
  ...deviceFiles,
};
