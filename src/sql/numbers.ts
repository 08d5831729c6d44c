/** Numbers in SQL. */

/** `value` as an SQL DOUBLE, to the bit. */
export const double = (value: number): string => `'${value}'::DOUBLE`;
