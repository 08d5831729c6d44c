/**
 * A task, a call of a kernel with addresses and numbers, and what can go wrong with one: the same words whichever thread it ran on.
 */
import { KernelError } from "../../base/errors.js";
import { abortError } from "../../base/progress.js";
import { calls, type KernelArguments, type KernelExports } from "./signatures.gen.js";

/** Arguments of one call of a kernel by their order, as the kernel takes them. */
export type Positional = readonly number[];

/**
 * Arguments of one call of a kernel, by name or by order. What a task writes, no other task of the same run reads or
 * writes.
 */
export type Task<K extends keyof KernelExports = keyof KernelExports> = KernelArguments[K] | Positional;

/** A kernel as WebAssembly exports it. */
export type RawKernel = (...args: number[]) => number | undefined;

/** Calls the kernel; 0 when it returns nothing. */
export const callTask = (kernel: RawKernel, task: Positional): number => kernel(...task) ?? 0;

/** Stand-ins for the kernels that return their arguments, in order. */
const listing = Object.fromEntries(Object.keys(calls).map((name) => [name, (...args: number[]) => args]));

/** The tasks as the kernel takes them. Throws KernelError unless each has every argument. */
export function positional<K extends keyof KernelExports>(
  name: K,
  kernel: RawKernel | undefined,
  tasks: readonly Task<K>[],
): readonly Positional[] {
  if (kernel === undefined) {
    throw new KernelError("unknown_kernel", `There is no kernel '${name}'.`, {
      got: name,
      expected: "a kernel's name",
    });
  }
  const list = calls[name] as unknown as (kernels: unknown, task: Task<K>) => Positional;
  const ordered = tasks.map((task) => (Array.isArray(task) ? task : list(listing, task)));
  const wrong = ordered.findIndex((task) => task.length !== kernel.length);
  if (wrong < 0) return ordered;
  const got = ordered[wrong]!.length;
  throw new KernelError("kernel_arity", `Kernel ${name} takes ${kernel.length} arguments, task ${wrong} has ${got}.`, {
    got,
    expected: kernel.length,
    task: wrong,
  });
}

/** What the caller does of its own while other threads run tasks. */
export type Meanwhile = () => void;

/** Runs the tasks one after the other on this thread, until `cancel` is set; `meanwhile` before them. */
export function runInTurn(
  name: string,
  kernel: RawKernel,
  tasks: readonly Positional[],
  cancel: Int32Array,
  meanwhile: Meanwhile = () => {},
): number[] {
  meanwhile();
  const found: number[] = [];
  for (let i = 0; i < tasks.length && Atomics.load(cancel, 0) === 0; i++) {
    try {
      found.push(callTask(kernel, tasks[i]!));
    } catch (error) {
      throw trapError(name, i, tasks.length, (error as Error).message);
    }
  }
  if (Atomics.exchange(cancel, 0, 0) !== 0) throw abortError();
  return found;
}

/** A kernel that reached for memory it has not got, or never ended its recursion: a defect of its caller. */
export function trapError(name: string, task: number, nTasks: number, message: string): KernelError {
  return new KernelError("kernel_trap", `Kernel ${name} trapped in task ${task} of ${nTasks}: ${message}.`, {
    got: message,
    expected: "a kernel that returns",
    kernel: name,
    task,
  });
}
