import { deviceFiles } from './ar-device-files.ts';
import { devices } from './ar-devices.ts';
import { door } from './ar-door.ts';
import { limits } from './ar-limits.ts';
import { links } from './ar-links.ts';
import { problems } from './ar-problems.ts';
import { siteFileA } from './ar-site-file-a.ts';
import { siteFileB } from './ar-site-file-b.ts';
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
