// What belongs to no transaction and yet must not get lost: how jobs of the central system go on. It is told after an outage.

const news: ReadonlySet<string> = new Set([
  'DiagnosticsStatusNotification',
  'FirmwareStatusNotification',
  'LogStatusNotification',
  'PublishFirmwareStatusNotification',
  'ReservationStatusUpdate',
  'SignedFirmwareStatusNotification',
]);

export const isNews = (action: string): boolean => news.has(action);
