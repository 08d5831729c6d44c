/** The sentence is the form: what the selected column estimates, its words the choices. */
import { choices } from "../state/here.js";
import { description, files, language } from "../state/session.js";
import { sentence, choiceWords as words } from "../words/choices.js";
import { Phrase } from "./phrase.js";

export function Sentence() {
  const spoken = language.value;
  const byKey = new Map(choices.value.map((choice) => [choice.key, choice]));
  if (!byKey.has("treatment")) return <p class="sentence" />;
  const study = description.value!;
  const path = study.data[study.source] ?? "";
  const rows = study.aggregates === null ? files.value.find(({ name }) => path.endsWith(name))?.rows : undefined;
  return (
    <p class="sentence">
      {sentence[spoken].map((piece, p) => {
        if (typeof piece === "string") return piece;
        const choice = byKey.get(piece.key);
        if (choice === undefined) return <span key={p}>{missing(piece.key, spoken)}</span>;
        const isWhole = piece.key === "subset" && choice.value === undefined && rows !== undefined;
        const text = isWhole ? { text: words.allOf[spoken](rows.toLocaleString("en")) } : {};
        return <Phrase key={p} choice={choice} where="sentence" {...text} />;
      })}
    </p>
  );
}

/** What a column has no choice of. */
const missing = (key: string, spoken: "en" | "zh"): string =>
  key === "subset"
    ? words.allRows[spoken]
    : key === "outcome"
      ? description.value!.outcome
      : key === "controls"
        ? words.none[spoken]
        : `${description.value!.unit}${words.and[spoken]}${description.value!.time}`;
