/**
 * A task, a call of a kernel with addresses and numbers, and what can go wrong with one: the same words
 * whichever thread it ran on.
 */
import { abortError } from "../../base/abort.js";
import { KernelError } from "../../base/errors.js";

/** Arguments of one call of a kernel. What a task writes, no other task of the same run reads or writes. */
export type Task = readonly number[];

/** A kernel as WebAssembly exports it. */
export type RawKernel = (...args: number[]) => number | undefined;

/** Calls the kernel; 0 when it returns nothing. */
export const callTask = (kernel: RawKernel, task: Task): number => kernel(...task) ?? 0;

/** Throws KernelError unless every task has as many arguments as the kernel. */
export function checkTasks(name: string, kernel: RawKernel | undefined, tasks: readonly Task[]): void {
  if (kernel === undefined) {
    throw new KernelError("unknown_kernel", `There is no kernel '${name}'.`, {
      got: name,
      expected: "a kernel's name",
    });
  }
  const wrong = tasks.findIndex((task) => task.length !== kernel.length);
  if (wrong < 0) return;
  const got = tasks[wrong]!.length;
  throw new KernelError("kernel_arity", `Kernel ${name} takes ${kernel.length} arguments, task ${wrong} has ${got}.`, {
    got,
    expected: kernel.length,
    task: wrong,
  });
}

/** Runs the tasks one after the other on this thread, until `cancel` is set. */
export function runInTurn(name: string, kernel: RawKernel, tasks: readonly Task[], cancel: Int32Array): number[] {
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
