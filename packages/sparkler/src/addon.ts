/** Node's addon: the same engine, compiled for the machine. */
import type { Native } from './native';

interface Module {
  exports: Native;
}
interface Host {
  dlopen(module: Module, file: string): void;
  env: Record<string, string | undefined>;
  getBuiltinModule?(name: string): { fileURLToPath(url: URL): string };
}

/** Loads the addon that lies beside this script, or that `SPARKLER_ADDON` names. */
export async function loadAddon(): Promise<Native> {
  const host = (globalThis as { process?: Host }).process;
  if (!host?.getBuiltinModule) throw new Error('The engine \'node\' runs in Node, 20.16 or later.');
  const file = host.env.SPARKLER_ADDON
    ?? host.getBuiltinModule('node:url').fileURLToPath(new URL('./sparkler.node', import.meta.url));
  const module = { exports: {} } as Module;
  host.dlopen(module, file);
  return module.exports;
}
