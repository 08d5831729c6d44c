/**
 * What a reader needs to judge times: the machine, and how busy it was.
 */
import { cpus, loadavg, totalmem } from "node:os";

/** Processor, cores, memory, Node and V8. */
export function machineName(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? "unknown processor";
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  const { node, v8 } = process.versions;
  return `${model}, ${processors.length} cores, ${gib} GiB; Node ${node}, V8 ${v8}`;
}

/** The same, with the load average over the last minute. */
export function machineLine(): string {
  return `${machineName()}; load ${loadavg()[0]!.toFixed(2)}`;
}
