/** Data without a study yet: what is missing for one, in words. */
import { unguessed } from "../state/guessing.js";
import { failure, language } from "../state/session.js";
import { dataWords as words } from "../words/data.js";

export function Beginning() {
  const spoken = language.value;
  const why = unguessed.value ?? failure.value;
  if (why === null) return null;
  const known = (words.unguessed as Readonly<Record<string, Readonly<Record<"en" | "zh", string>>>>)[why.code];
  return (
    <div class="start">
      <h1>{words.missingRoles[spoken]}</h1>
      <p role="alert">{known?.[spoken] ?? why.message}</p>
    </div>
  );
}
