/**
 * Layer bench. What a reader needs to judge times: the machine, and how busy it was.
 */
import { cpus, loadavg, totalmem } from "node:os";

/** One line: processor, cores, memory, load average over the last minute, Node and V8. */
export function machineLine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const load = loadavg()[0]!.toFixed(2);
  const { node, v8 } = process.versions;
  return `${model}, ${processors.length} cores, ${gib} GiB; load ${load}; Node ${node}, V8 ${v8}`;
}
