/** The worked examples: their files, beside the page or within it, are taken when one is pressed. */
import { ownFile } from "../client/parts.js";
import { openFiles } from "./opening.js";
import { lesson } from "./seen.js";
import { failure } from "./session.js";

/** Data of each, in the order they are listed. */
export const EXAMPLES = {
  castle: ["castle.csv"],
  "minimum-wage": ["stores.csv"],
  employment: ["firms.csv"],
  training: ["men.csv.gz"],
  schooling: ["men.csv.gz"],
  tobacco: ["states.csv"],
  fish: ["fish_export_ship.csv.gz", "eu_iuu_cards.csv"],
  "smart-city": ["cities_sim.csv.gz", "customs_sim.csv.gz"],
} as const;
export type Example = keyof typeof EXAMPLES;
export const NAMES = Object.keys(EXAMPLES) as readonly Example[];

export const isExample = (name: string | null): name is Example => NAMES.includes(name as Example);

export async function openExample(name: Example): Promise<void> {
  const files = [...EXAMPLES[name], "study.yaml"];
  let fetched: File[];
  try {
    fetched = await Promise.all(files.map(async (file) => new File([await ownFile(`examples/${name}/${file}`)], file)));
  } catch (cause) {
    failure.value = { name: "Error", code: "example_missing", message: (cause as Error).message, detail: {} };
    return;
  }
  await openFiles(fetched);
  lesson.value = name;
}
