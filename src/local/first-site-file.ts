// The first site file, from what an installer answers: with comments that say what else can be written.

export interface FirstSite {
  readonly name: string;
  readonly id: string;
  readonly timezone: string;
  readonly supply: 'tn400' | 'it230' | 'split240';
  readonly mainAmps: number;
  readonly protection: 'mcb' | 'mccb' | 'gG';
  /** The most that everything but the chargers draws. */
  readonly baseAmps: number;
  /** A range, or one name. */
  readonly stations: string;
  readonly stationAmps: number;
  readonly uplink: 'none' | 'aggregate' | 'relay' | 'mqtt';
  readonly url?: string;
  readonly version: '1.6' | '2.0.1' | '2.1';
  /** A file with the password upstream. */
  readonly passwordFile?: string;
  readonly dataDir: string;
}

/** A name as a central system and a folder can bear it. */
export const idFrom = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/[^\w\s-]/g, '')
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, '-')
    .slice(0, 36) || 'site';

/** A text of YAML, whatever letters it has. */
const quoted = (text: string): string => JSON.stringify(text);

export function firstSiteFile(site: FirstSite): string {
  const { name, id, timezone, supply, mainAmps, protection, baseAmps, stations, stationAmps, dataDir } = site;
  return `# The site of Busbar. It is followed while the gateway runs; "busbar check" says what it means before that.
site:
  id: ${quoted(id)}
  name: ${quoted(name)}
  timezone: ${quoted(timezone)}
  supply: ${supply} # tn400 | it230 | split240

data:
  dir: ${quoted(dataDir)}
  maxBytes: 1GiB

# Stations connect here; a station's identity is the last part of the path: ws://<this computer>:9000/CP-01
listeners:
  - { address: 0.0.0.0, port: 9000, paths: ['/*'] }

# A tree of fuses. The one without parent is the grid connection. Amps per phase.
circuits:
  - id: main
    limitAmps: ${mainAmps}
    worstCaseBaseAmps: ${baseAmps} # the most that everything but the chargers draws
    protection: { kind: ${protection}, ratedAmps: ${mainAmps} } # what is printed on the device: mcb | mccb | gG
    # With a meter at this fuse, chargers may use what other load does not draw:
    # meter: grid # one of "meters"; it counts everything behind this fuse, the chargers too
    # worstStepAmps: 40 # the largest sudden step of other load
  # - { id: row-a, parent: main, limitAmps: 63 } # a fuse behind it
# meters: [{ id: grid, source: modbus, bus: rs1, unit: 1, device: eastron-sdm630 }]
# buses: [{ id: rs1, port: /dev/ttyUSB0, baud: 9600 }]

templates:
  ac:
    evses: [{ id: 1, maxAmps: ${stationAmps}, minAmps: 6, phases: unknown }] # "busbar find-phases" says how they are wired
    sampleSeconds: 10
    fallbackAmps: auto # what a station draws at most when the gateway is away
    security: { profile: 1, password: managed } # "busbar stations key CP-01" makes a key and shows it once

stations:
  - { range: ${quoted(stations)}, template: ac, circuit: main }

${uplinkText(site)}
authorization:
  mode: ${site.uplink === 'aggregate' || site.uplink === 'relay' ? 'csms' : 'free'} # csms: the central system decides | local: tokens.yaml | free: whoever plugs in
  # localList: tokens.yaml # the site's own list

api: { listen: '127.0.0.1:8080' }
`;
}

function uplinkText({ uplink, url = '', version, passwordFile, id }: FirstSite): string {
  if (uplink === 'none')
    return `# The central system: none yet.
# uplinks: [{ id: csms, kind: ocpp, mode: aggregate, version: '1.6', url: wss://csms.example/ocpp, identity: ${id}, role: control }]
`;
  const password = passwordFile === undefined ? undefined : `\${file:${passwordFile}}`;
  if (uplink === 'mqtt')
    return `# A broker that is told everything, over one connection (docs/mqtt.md).
uplinks:
  - id: fleet
    kind: mqtt
    url: ${quoted(url)}
    topicPrefix: busbar/v1
    role: observe
${password === undefined ? '    # username: busbar\n    # security: { profile: 2, password: "${file:/etc/busbar/mqtt.key}" }\n' : `    username: ${quoted(id)}\n    security: { profile: 2, password: ${quoted(password)} }\n`}`;
  const profile = url.startsWith('wss:') ? 2 : 1;
  const security =
    password === undefined
      ? `    # security: { profile: ${profile}, password: "\${file:/etc/busbar/csms.key}" } # once its operator has given you one\n`
      : `    security: { profile: ${profile}, password: ${quoted(password)} }\n`;
  if (uplink === 'relay')
    return `# The central system sees each station under its own name (docs/relay.md).
uplinks:
  - id: csms
    kind: ocpp
    mode: relay
    version: '${version}' # its stations speak this one as well
    url: ${quoted(url)} # the name of each station is added
${passwordFile === undefined ? '' : security}    role: control
`;
  return `# The central system sees the whole site as one charging station with many connectors.
uplinks:
  - id: csms
    kind: ocpp
    mode: aggregate
    version: '${version}'
    url: ${quoted(url)}
    identity: ${quoted(id)}
${security}    role: control
`;
}

/** What the two ways mean, for whoever has to choose. */
export const uplinkChoice = `How does the central system see this site?
  aggregate  The whole site is one charging station with many connectors, over one connection, whatever the chargers speak.
             For your own fleet and a central system that was tried with it; not for roaming or billing under calibration law
             until its operator agrees.
  relay      Each station keeps its own name and its own connection upstream; Busbar answers while the central system is away,
             and keeps the limits on top. For operators who know every charger. Stations speak its version of OCPP.
  mqtt       A broker is told everything; nobody upstream has a say. You can add a central system later.
  none       No central system: the site decides alone.`;
