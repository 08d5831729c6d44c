import { WasmetricsError } from "../../src/base/errors.js";

/** The error that `work` throws on purpose. */
export function refused(work: () => unknown): WasmetricsError {
  try {
    work();
  } catch (error) {
    if (error instanceof WasmetricsError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}
