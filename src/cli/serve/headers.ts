/**
 * The headers the page is sent with: here, and by every host that can send any (docs/page.md has them for some). Without them a service worker adds
 * those by which threads share memory, and the policy is that in the page alone.
 */

/** The content policy that the page at `html` states. */
export function policyOf(html: string): string {
  const policy = /http-equiv="Content-Security-Policy"\s+content="([^"]*)"/.exec(html)?.[1];
  if (policy === undefined) throw new Error("The page has no content policy.");
  return policy;
}

/** By name: threads share memory, no frame shows it, no other site reads or is told of it, and no file is taken for another type. */
export const pageHeaders = (policy: string) => ({
  "Content-Security-Policy": `${policy}; frame-ancestors 'none'`,
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
});
