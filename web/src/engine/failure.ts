/** What was thrown, as the page is told of it. */
import { WasmetricsError } from "../../../src/base/errors.js";
import type { Failure } from "../protocol.js";

export function failureOf(error: unknown): Failure {
  if (error instanceof WasmetricsError) {
    const { name, code, message, detail } = error;
    return { name, code, message, detail: JSON.parse(JSON.stringify(detail)) as Failure["detail"] };
  }
  const { name, message } = error as Error;
  return { name, code: name === "AbortError" ? "stopped" : "defect", message: String(message), detail: {} };
}
