/** The one policy of the page by which text becomes a script's address or markup: blobs of our own scripts, and what our worker drew. */
interface Policy {
  createHTML(text: string): unknown;
  createScriptURL(address: string): unknown;
}

const same = (text: string): string => text;
const rules = { createHTML: same, createScriptURL: same };

export const trusted: Policy =
  (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }).trustedTypes?.createPolicy(
    "engine",
    rules,
  ) ?? rules;
