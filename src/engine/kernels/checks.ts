/**
 * Checks shared by the wrappers, so that a wrong call says which argument of which kernel is wrong.
 */
import { KernelError } from "../../base/errors.js";

/** Throws KernelError unless `got` equals `expected`. */
export function checkLength(kernel: string, argument: string, got: number, expected: number): void {
  if (got === expected) return;
  throw new KernelError("kernel_length", `${kernel}: '${argument}' has length ${got}, expected ${expected}.`, {
    got,
    expected,
  });
}

/** Throws KernelError when the kernel reports an illegal argument; returns the info otherwise. */
export function checkInfo(kernel: string, info: number): number {
  if (info >= 0) return info;
  throw new KernelError("kernel_info", `${kernel}: argument ${-info} is illegal.`, { got: info, expected: 0 });
}
