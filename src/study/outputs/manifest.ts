/** What was run on what, and what came out: the record that names every file of a study by its hash. */
import type { StudyResult } from "../run-study.js";

/** `hashes` are those of the files, by name. */
export function manifest(
  { record, file, isRestricted = false }: StudyResult,
  run: { readonly command: string; readonly studySha256: string },
  hashes: ReadonlyMap<string, string>,
) {
  const { provenance, sample, treatment } = record;
  return {
    kind: "manifest",
    title: record.title,
    command: run.command,
    software: { name: "wasmetrics", version: provenance.version, kernels_sha256: provenance.kernels_sha256 },
    seed: provenance.seed,
    variance: file.spec.variance,
    ssc: file.spec.ssc,
    inputs: { study: { name: file.name, sha256: run.studySha256 }, data: provenance.data },
    rows: sample.steps,
    quality_rows: record.quality?.run.waterfall ?? null,
    treatment: {
      source: treatment.source,
      never: treatment.never,
      codings: treatment.codings.map(({ name, coding, path }) => ({
        name,
        coding,
        path: path.path,
        varying: path.varying.length,
      })),
      excluded: isRestricted ? treatment.excluded.length : treatment.excluded,
    },
    stages: Object.keys(record.stages),
    failures: record.failures,
    outputs: Object.fromEntries(hashes),
  };
}

/** A value as files have it: two spaces, a line at the end. */
export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
