/**
 * Several sources of sigma in one analysis: their names, and which of the options given are meant for which,
 * since a run refuses options of another source than its own.
 */
import { type EstimateQualityOptions, SIGMA_OPTIONS, type SigmaTable, sourceOf } from "../quality/options.js";

type Sigma = NonNullable<EstimateQualityOptions["sigma"]>;

/** A source of sigma as `estimateQuality` takes it, with a label where its own text or file is not the one wanted. */
export type SigmaChoice = Sigma | { readonly label: string; readonly sigma: Sigma };

/** A source and the name it has in tables and figures. */
export interface NamedSigma {
  readonly label: string;
  readonly sigma: Sigma;
}

/** The choice by name: a number or text is its own, a table is called after its file. */
export function namedSigma(choice: SigmaChoice): NamedSigma {
  if (typeof choice !== "object") return { label: String(choice).trim(), sigma: choice };
  return isTable(choice) ? { label: `table:${fileOf(choice.table.source.name)}`, sigma: choice } : choice;
}

/**
 * `options` without those that are meant for another of `sources` than `sigma`. What none of them takes stays, so that the
 * run refuses it.
 */
export function optionsOfSource<T extends EstimateQualityOptions>(
  options: T,
  sigma: Sigma,
  sources: readonly NamedSigma[],
): T {
  const own: readonly string[] = SIGMA_OPTIONS[sourceOf(sigma)];
  const anyones = sources.flatMap((source): readonly string[] => SIGMA_OPTIONS[sourceOf(source.sigma)]);
  const kept = Object.entries(options).filter(([name]) => own.includes(name) || !anyones.includes(name));
  return Object.fromEntries(kept) as T;
}

const isTable = (choice: SigmaTable | NamedSigma): choice is SigmaTable => !("label" in choice);

/** The name of a file without its folders. */
const fileOf = (path: string): string => path.split(/[\\/]/).at(-1)!;
