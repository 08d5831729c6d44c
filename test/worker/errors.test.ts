/** Errors across the boundary of a thread. */
import { describe, expect, it } from "vitest";
import * as errors from "../../src/base/errors.js";
import { decodeError, encodeError } from "../../src/worker/messages.js";

const cross = (error: unknown) => decodeError(structuredClone(encodeError(error)));
const { WasmetricsError, UsageError, DataError, NumericalError, NotSupported, KernelError } = errors;

describe("an error", () => {
  it.each([WasmetricsError, UsageError, DataError, NumericalError, NotSupported, KernelError])(
    "of the library keeps class, code, words and detail: %o",
    (Class) => {
      const error = new Class("a_code", "These words.", { got: [1, Number.NaN], expected: "two", row: 3 });
      const there = cross(error);
      expect(there).toBeInstanceOf(Class);
      expect(there).toMatchObject({ name: error.name, code: "a_code", message: "These words.", detail: error.detail });
    },
  );

  it("keeps what can be sent of its detail", () => {
    const there = cross(new DataError("a_code", "Words.", { got: "x", expected: () => 1, column: "c" }));
    expect((there as errors.DataError).detail).toEqual({ got: "x", column: "c" });
  });

  it("of the host keeps its class where it is a standard one, and where it happened", () => {
    const error = new RangeError("too far");
    const there = cross(error);
    expect(there).toBeInstanceOf(RangeError);
    expect([there.message, there.stack]).toEqual(["too far", error.stack]);
    expect(cross(new (class Own extends Error {})("own")).message).toBe("own");
    const abort = cross(new DOMException("stop", "AbortError"));
    expect([abort instanceof DOMException, abort.name, abort.message]).toEqual([true, "AbortError", "stop"]);
    expect(cross("just words").message).toBe("just words");
  });
});
