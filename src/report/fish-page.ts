/**
 * Layer report. The fish study as a page and as text for the terminal.
 */
import type { FishStudy } from "../study/fish.js";
import { wrap } from "./display-width.js";
import { fishCohortTable, fishComparisonTable, fishEventTable, fishTable } from "./fish-tables.js";
import { fishCards, fishCautions, fishCodings, fishLead, fishQuality, fishSample } from "./fish-text.js";
import type { Page } from "./page.js";

const TEXT_WIDTH = 96;

/** The report page; `command` is what makes it again. */
export function fishPage(study: FishStudy, command: string): Page {
  const { provenance } = study;
  return {
    title: "Did cards against illegal fishing change the quality of fish exports?",
    language: "en",
    lead: fishLead(study),
    sections: [
      {
        heading: "Estimates",
        blocks: [
          { kind: "table", table: fishTable(study) },
          { kind: "list", items: fishCautions(study) },
        ],
      },
      {
        heading: "Treatment",
        blocks: [
          { kind: "list", items: fishCodings(study) },
          { kind: "table", table: fishCohortTable(study) },
          { kind: "facts", rows: fishCards(study) },
          { kind: "table", table: fishEventTable(study) },
        ],
      },
      {
        heading: "Quality",
        blocks: [
          ...fishQuality(study).map((text) => ({ kind: "paragraph" as const, text })),
          { kind: "table", table: fishComparisonTable(study) },
        ],
      },
      { heading: "Sample", blocks: [{ kind: "facts", rows: fishSample(study) }] },
      ...(study.notes.length === 0
        ? []
        : [
            {
              heading: "Notes on reading the files",
              blocks: [{ kind: "list" as const, items: study.notes.map(({ message }) => message) }],
            },
          ]),
      {
        heading: "Make it again",
        blocks: [
          { kind: "code", text: command },
          {
            kind: "facts",
            rows: [
              ["Software", `wasmetrics ${provenance.version}`],
              ["Kernels, SHA-256", provenance.kernels_sha256],
              ...provenance.data.map(({ name, sha256 }) => [`${name}, SHA-256`, sha256 ?? "not hashed"] as const),
            ],
          },
          {
            kind: "paragraph",
            text: "Trade: UN Comtrade, aggregated from monthly reports collected by the Pacific Community. Cards: sources named in Table 3 and in the file.",
          },
        ],
      },
    ],
    footer: `Made by wasmetrics ${provenance.version}. All numbers are computed from the files named above.`,
  };
}

/** What the terminal shows beneath Table 1: the finding, cautions, treatment and sample. */
export function fishSummary(study: FishStudy): string {
  const paragraph = (text: string): string => wrap(text, TEXT_WIDTH).join("\n");
  const item = (text: string): string => `- ${wrap(text, TEXT_WIDTH - 2).join("\n  ")}`;
  const facts = (rows: readonly (readonly [string, string])[]): string =>
    rows.map(([name, value]) => item(`${name}: ${value}`)).join("\n");
  return [
    paragraph(fishLead(study)),
    `Read with care\n${fishCautions(study).map(item).join("\n")}`,
    `Treatment\n${[...fishCodings(study).map(item), facts(fishCards(study))].join("\n")}`,
    `Sample\n${facts(fishSample(study))}`,
  ].join("\n\n");
}
