/**
 * What a reader of Parquet throws deep inside, where it knows neither file nor column: these are added where it is caught.
 */
export class Damage extends Error {}

/** Throws Damage with `problem` unless `holds`. */
export function require(holds: boolean, problem: string): asserts holds {
  if (!holds) throw new Damage(problem);
}
