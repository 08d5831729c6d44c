/** `text` for readers: a minus sign before each number that begins with a hyphen. Entities of HTML are left as they are. */
export const withMinus = (text: string): string => text.replace(/(?<![\w.&#;-])-(?=\d)/g, "\u2212");
