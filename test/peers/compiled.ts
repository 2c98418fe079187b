/**
 * The environment of a process that loads what others of this test run compiled, and keeps for them what it compiles. Not for
 * one whose system calls are counted.
 */
export function compiledEnv(): NodeJS.ProcessEnv {
  const dir = process.env['BUSBAR_TEST_COMPILED'];
  return dir === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: dir };
}
