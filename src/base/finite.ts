/** Numbers that a record keeps: JSON has none that are not finite. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);
