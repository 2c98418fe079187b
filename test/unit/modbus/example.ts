// A device file that uses every part of the format, as an author would write it.

export const example = `format: mbdrv/1
id: vestel-evc04
version: 1.0.0
title: Vestel EVC04, Webasto/Ampure Unite
products: [Vestel EVC04, Webasto Unite, Ampure Unite, E.ON Drive vBox, Hymes]
class: charger
sources:
  - {title: EVC04 Modbus TCP Specification V1.8, kind: vendor-manual, ref: Vestel}
  - {title: vestel.go, kind: implementation, ref: evcc-io/evcc charger/vestel.go}
verified: {level: unverified, firmware: [], by: []}

connection:
  transports: [tcp]
  tcp:
    port: 502
    maxClients: 1
    keepOpen: true
    connectDelayMs: 0
    idleCloseS: 0
    reconnectHoldoff: {point: failsafe_timeout, factor: 1}
  unit: 255
  connectors: {max: 1}
  timing: {timeoutMs: 3000, minGapMs: 50, writeGapMs: 0, retries: 1, maxRegisters: 50, maxGapRegisters: 0}
  policy: single-value
  functions: [3, 4, 6]
poll: {fastS: 2, slowS: 30}

params:
  failsafeTimeoutS: {type: integer, default: 20, min: 10, max: 120}

blocks:
  input: [[100, 124], [130, 179], [190, 199], [210, 214], [230, 279], [400, 401], [404, 404],
          [1000, 1002], [1004, 1004], [1006, 1008], [1010, 1010], [1012, 1012], [1014, 1014],
          [1016, 1016], [1018, 1018], [1020, 1021], [1024, 1025], [1028, 1029], [1032, 1033],
          [1036, 1037], [1104, 1104], [1502, 1503], [1508, 1509], [1516, 1530]]
  holding: [[405, 405], [2000, 2000], [2002, 2002], [5004, 5004], [6000, 6000]]

points:
  serial:           {fc: 4, addr: 100, type: utf16be, length: 25, poll: once}
  model:            {fc: 4, addr: 210, type: utf16be, length: 5, poll: once}
  firmware:         {fc: 4, addr: 230, type: utf16be, length: 50, poll: once}   # "v3.187.0-..."
  phases_hw:        {fc: 4, addr: 404, type: u16, poll: once}                   # 0 = 1p, 1 = 3p
  cp_state:         {fc: 4, addr: 1000, type: u16, poll: fast}
  charging:         {fc: 4, addr: 1001, type: u16, poll: fast}
  cable:            {fc: 4, addr: 1004, type: u16, poll: fast}
  error:            {fc: 4, addr: 1006, type: u32, poll: slow}
  current:          {fc: 4, addr: [1008, 1010, 1012], type: u16, scale: 0.001, unit: A, poll: fast}
  voltage:          {fc: 4, addr: [1014, 1016, 1018], type: u16, unit: V, poll: slow}
  power:            {fc: 4, addr: 1020, type: u32, unit: W, poll: fast, plausible: [0, 25000]}
  energy_total:     {fc: 4, addr: 1036, type: u32, scale: 100, unit: Wh, poll: slow, monotonic: true}
  hw_max:           {fc: 4, addr: 1104, type: u16, unit: A, poll: once}
  rfid:             {fc: 4, addr: 1516, type: utf16be, length: 15, poll: fast, when: "semver(firmware) >= '3.156.0'"}
  phases:           {fc: 3, addr: 405, type: u16, map: {"1": 0, "3": 1}, poll: slow, write: {fc: 6},
                     when: "phases_hw == 1 && semver(firmware) >= '3.187.0'"}
  failsafe_current: {fc: 3, addr: 2000, type: u16, unit: A, poll: once, write: {fc: 6}}
  failsafe_timeout: {fc: 3, addr: 2002, type: u16, unit: s, poll: once, write: {fc: 6}}
  limit:            {fc: 3, addr: 5004, type: u16, unit: A, poll: slow, write: {fc: 6}}
  alive:            {fc: 3, addr: 6000, type: u16, poll: manual, write: {fc: 6}}

computed:
  session_energy: {kind: delta, of: energy_total, resetOn: "edge(state, 'A', 'B')"}

probes:
  - {id: fw, point: firmware}

state: "cp_state == 8 ? 'E' : cable < 2 ? 'A' : charging == 1 ? 'C' : 'B'"
faults:
  "cp_state == 8": {code: Faulted, severity: error}

control:
  limit:   {point: limit, quantity: current, step: 1, min: 6, max: 32, zero: pause, confirm: {readback: limit, withinS: 5}}
  enable:  {kind: limit-zero}
  phases:  {point: phases, paused: true, settleS: 10}
  sequences:
    setPhases:
      - {do: pause}
      - {waitFor: "state != 'C'", timeoutS: 30}
      - {write: phases, value: "$arg"}
      - {waitS: 10}
      - {do: resume}
    onConnect:
      - {write: failsafe_timeout, value: "$param.failsafeTimeoutS"}
      - {write: failsafe_current, value: "$fallback.current"}
      - {do: setLimit}
    onShutdown:
      - {do: setLimit, value: "$fallback.current"}

heartbeat: {kind: write-const, point: alive, value: 1,
            every: {point: failsafe_timeout, factor: 0.25, minS: 1},
            onFail: {after: 2, action: reconnect}}
failsafe:  {onLoss: device, current: failsafe_current, timeout: failsafe_timeout,
            trip: "device closes the socket and applies the failsafe current"}
hooks: []
quirks:
  - One Modbus master only; after a lost connection no new one until the failsafe timeout has passed (300 s seen).
  - After a reconnect the failsafe current stays in force until the limit is written again.
  - Phase switching is reported to disable itself at times.

`;
