/**
 * Who made a folder that is not finished, and whether that process is gone. Process numbers mean something only
 * among processes that share them: between containers and hosts nothing is concluded from one.
 */
import { readFileSync, readlinkSync } from "node:fs";

/** A process, as another one can recognise it. */
export interface Owner {
  readonly pid: number;
  /** Boot and space of process numbers `pid` is counted in; null where the system does not say. */
  readonly space: string | null;
  /** When the process started, in ticks since the boot: numbers are used again. */
  readonly started: string | null;
}

/** This process. */
export function thisProcess(): Owner {
  const boot = textOf("/proc/sys/kernel/random/boot_id");
  const space = linkOf("/proc/self/ns/pid");
  return {
    pid: process.pid,
    space: boot === null || space === null ? null : `${boot.trim()} ${space}`,
    started: statusOf("self")?.started ?? null,
  };
}

/** Whether the process has ended; null where that can't be known from here. */
export function isGone({ pid, space, started }: Owner): boolean | null {
  const here = thisProcess();
  if (space === null || space !== here.space) return null;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return true;
  }
  const status = statusOf(String(pid));
  if (status === null) return false;
  return status.started !== started || status.state === "Z" || status.state === "X";
}

/** State and start of a process, as Linux tells them: what follows the name, which may hold spaces and brackets. */
function statusOf(pid: string): { readonly state: string; readonly started: string } | null {
  const fields = textOf(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, "")
    .split(" ");
  return fields === undefined ? null : { state: fields[0]!, started: fields[19]! };
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function linkOf(path: string): string | null {
  try {
    return readlinkSync(path);
  } catch {
    return null;
  }
}
