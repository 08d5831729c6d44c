/**
 * Checks of a path given as numbers: from a program, or a file that someone wrote.
 */
import { nearest } from "../../base/did-you-mean.js";
import { DataError } from "../../base/errors.js";
import { symmetricEigen } from "../../base/small-matrices.js";
import type { GivenPath } from "./event-path.js";

/** Numbers that make a path, as plain arrays. */
export interface CheckedPath extends GivenPath {
  readonly reference: number;
  readonly df: number | null;
}

/** A correlation may pass 1, two halves of a matrix differ, and it be no covariance, by rounding of printed numbers. */
const PRINTED = 1e-6;

const KEYS = ["event", "estimate", "covariance", "reference", "df", "estimator", "outcome"];

/** `given`, once it is a path. Throws DataError `event_path_numbers` that names the key and the place. */
export function checkedPath(given: GivenPath): CheckedPath {
  for (const key of Object.keys(given)) {
    const meant = KEYS.includes(key) ? undefined : nearest(key, KEYS);
    if (meant !== undefined) {
      throw problem(`has the key '${key}', which it does not know; did you mean '${meant}'?`, key, KEYS);
    }
  }
  const event = numbersOf(given.event, "event");
  const estimate = numbersOf(given.estimate, "estimate");
  const covariance = listOf(given.covariance, "covariance").map((row, i) => numbersOf(row, `covariance[${i}]`));
  const { reference = -1 } = given;
  const df = given.df ?? null;
  requireNumber(reference, "reference");
  if (df !== null && !(typeof df === "number" && df > 0)) {
    throw problem(`has ${shown(df)} as df: expected degrees of freedom above 0, or null for the normal.`, df, "> 0");
  }
  requireSizes(event, estimate, covariance);
  requireEvents(event, reference);
  requireCovariance(event, covariance);
  // infinite degrees of freedom are the normal's
  return { ...given, event, estimate, covariance, reference, df: df === Number.POSITIVE_INFINITY ? null : df };
}

const problem = (message: string, got: unknown, expected: unknown): DataError =>
  new DataError("event_path_numbers", `The event path ${message}`, { got, expected });

const shown = (value: unknown): string => (typeof value === "string" ? `'${value}'` : String(value));

function listOf(value: unknown, key: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && "length" in value) return Array.from(value as unknown as ArrayLike<unknown>);
  throw problem(`has no list as ${key}, but ${shown(value)}: expected [..., ...].`, value, "a list");
}

function numbersOf(value: unknown, key: string): readonly number[] {
  return listOf(value, key).map((one, i) => requireNumber(one, `${key}[${i}]`));
}

function requireNumber(value: unknown, place: string): number {
  if (typeof value === "number" && Number.isFinite(value)) return value;
  const why =
    typeof value === "string" ? "text: write it without quotes" : "missing or infinite: leave its event time out";
  throw problem(`has ${shown(value)} at ${place}, which is ${why}.`, value, "finite numbers");
}

function requireSizes(
  event: readonly number[],
  estimate: readonly number[],
  covariance: readonly (readonly number[])[],
): void {
  const n = event.length;
  if (estimate.length === n && covariance.length === n && covariance.every((row) => row.length === n)) return;
  const got = [n, estimate.length, covariance.length];
  throw problem(
    `has ${got[0]} event times, ${got[1]} estimates and a covariance of ${got[2]} rows: expected as many of each, the reference left out, and a square covariance.`,
    got,
    [n, n, n],
  );
}

function requireEvents(event: readonly number[], reference: number): void {
  if (event.includes(reference)) {
    throw problem(
      `has the reference ${reference} among its event times: leave it, and its row of the covariance, out.`,
      event,
      `without ${reference}`,
    );
  }
  if (new Set(event).size < event.length) throw problem("has an event time twice.", event, "each once");
}

function requireCovariance(event: readonly number[], covariance: readonly (readonly number[])[]): void {
  const n = event.length;
  covariance.forEach((row, i) => {
    if (!(row[i]! > 0)) {
      throw problem(`has no variance above 0 at event time ${event[i]}.`, row[i], "> 0");
    }
  });
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      const size = Math.sqrt(row[i]!) * Math.sqrt(covariance[j]![j]!);
      if (Math.abs(value - covariance[j]![i]!) > PRINTED * size || Math.abs(value) > (1 + PRINTED) * size) {
        throw problem(
          `has a covariance of event times ${event[i]} and ${event[j]} that is not symmetric, or above what variances allow.`,
          [value, covariance[j]![i]],
          "a covariance matrix",
        );
      }
    });
  });
  const correlations = Float64Array.from(
    covariance.flatMap((row, i) => row.map((value, j) => value / Math.sqrt(row[i]!) / Math.sqrt(covariance[j]![j]!))),
  );
  const least = symmetricEigen(correlations, n).values[0] ?? 0;
  if (least >= -PRINTED * n) return;
  throw problem(
    "has a covariance that no estimates have: some combination of them would have a variance below 0. Give the covariance that was estimated, with all its digits.",
    least,
    "a positive semidefinite matrix",
  );
}
