/** Data without a study yet: what is missing for one, in words; customs rows, whose quality comes first. */
import { unguessed } from "../state/guessing.js";
import { failure, files, language } from "../state/session.js";
import { unguessedWords, dataWords as words } from "../words/data.js";
import { later } from "./later.js";

export const Customs = later(async () => (await import("./customs.js")).Customs);

export function Beginning() {
  const spoken = language.value;
  const why = unguessed.value ?? failure.value;
  const customs = files.value.filter((file) => file.customs !== null);
  if (why === null && customs.length === 0) return null;
  return (
    <div class="start">
      {customs.length === 0 && <h1>{words.missingRoles[spoken]}</h1>}
      {customs.map((file) => (
        <Customs key={file.name} file={file} />
      ))}
      {why !== null && <p role="alert">{unguessedWords(why, spoken)}</p>}
    </div>
  );
}
