/** Where the built dashboard lies, beside the compiled program or in the folder of its sources. */
export const dashboardFolder = new URL(
  import.meta.url.endsWith('.ts') ? '../../dist/dashboard/' : '../../dashboard/',
  import.meta.url,
).pathname;
