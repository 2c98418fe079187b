/** What a browser sees at `/`. */
export const page = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Busbar</title>
<h1>Busbar</h1>
<p>The gateway of this depot is running.</p>
<ul>
<li><a href="/api/v1/site">The site now</a>: circuits, stations, limits and why, uplinks</li>
<li><a href="/api/v1/grid/log">Orders from outside</a> and their effect; <a href="/api/v1/events">what changes, as it happens</a></li>
<li><a href="/api/v1/transactions">Transactions</a>, the newest first</li>
<li><a href="/healthz">Health</a>, <a href="/readyz">readiness</a>, <a href="/metrics">metrics</a></li>
</ul>
</html>
`;
