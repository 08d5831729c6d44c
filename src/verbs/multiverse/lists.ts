/**
 * Lists within one text, whose members may hold brackets and quotes of their own: `eco,i(year, ref = 1)` are two.
 */

/** The parts of `text` between `separators` that stand outside brackets and quotes, trimmed, none of them empty. */
export function partsOfList(text: string, separators: string): readonly string[] {
  const parts: string[] = [];
  let [start, depth, quote] = [0, 0, ""];
  for (let i = 0; i <= text.length; i++) {
    const letter = text[i] ?? "";
    if (quote !== "") quote = letter === quote ? "" : quote;
    else if (letter === '"' || letter === "'" || letter === "`") quote = letter;
    else if ("([".includes(letter) && letter !== "") depth++;
    else if (")]".includes(letter) && letter !== "") depth--;
    if (i < text.length && (depth > 0 || quote !== "" || !separators.includes(letter))) continue;
    parts.push(text.slice(start, i).trim());
    start = i + 1;
  }
  return parts.filter((part) => part !== "");
}
