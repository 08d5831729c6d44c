/**
 * User-missing values of SPSS: up to three values, or a range and one value.
 */

/** Numbers that are missing by the user's word. */
export interface MissingNumbers {
  readonly values: readonly number[];
  /** Bounds, both within; LOWEST and HIGHEST are infinite. */
  readonly range?: readonly [low: number, high: number];
}

export const hasMissing = ({ values, range }: MissingNumbers): boolean => values.length > 0 || range !== undefined;

/** Whether `value` is missing by the user's word. */
export const isMissing = ({ values, range }: MissingNumbers, value: number): boolean =>
  (range !== undefined && value >= range[0] && value <= range[1]) || values.includes(value);

/** The range as SPSS writes it: "LO THRU -1". */
export const rangeText = ([low, high]: readonly [number, number]): string =>
  `${low === Number.NEGATIVE_INFINITY ? "LO" : low} THRU ${high === Number.POSITIVE_INFINITY ? "HI" : high}`;
