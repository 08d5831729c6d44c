/**
 * Whether a text that is kept, or shown to others of the machine, holds what opens a door: a password, a token, a key, a signed address.
 * Errs on the side of refusing; what is refused is never printed, and what is printed has *** in its place.
 */

/** What an address of an engine has beside host and database. */
const IN_ADDRESS = [
  // user:password@
  /^[^:]*:\/\/[^@]*:.*@/,
  // a parameter, or behind a semicolon (Spark)
  /[?&;](?:\w*_)?(?:password|token|secret|secret_access_key)=/i,
  // the address of a proxy
  /[?&;]proxy=[^&;]*(?:@|%40)/i,
];

/** What a query, or another text around an address, has of them. */
const IN_TEXT = [
  /[a-z][a-z0-9+.-]*:\/\/[^/@\s'"]*:[^/@\s'"]*@/i,
  /\b\w*(?:secret_access_key|access_token|session_token|motherduck_token)\s*=/i,
  /\bcreate\s+(?:or\s+replace\s+)?(?:\w+\s+)?secret\b/i,
  // a connection written as text: 'host=db password=...'
  /['"][^'"]*\b(?:password|pwd|secret|token)=[^'"]/i,
  /[?&](?:X-Amz-Signature|X-Goog-Signature|sig)=/i,
];

const isIn = (patterns: readonly RegExp[], text: string): boolean => patterns.some((pattern) => pattern.test(text));

/** Of the address of an engine. */
export const addressHoldsSecret = (address: string): boolean => isIn([...IN_ADDRESS, ...IN_TEXT], address);

/** Of a query, or a word of a command. */
export const textHoldsSecret = (text: string): boolean =>
  isIn(IN_TEXT, text) || (/^[a-z][a-z0-9+.-]*:/i.test(text) && isIn(IN_ADDRESS, text));

export const HIDDEN = "***";

/** `text`, words of an engine or a statement, without what opens a door: behind a user in an address, or behind its name. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/(\w:\/\/[^\s/:@'"]*):[^\s/@'"]+@/g, `$1:${HIDDEN}@`)
    .replace(
      /\b(\w*(?:secret_access_key|access_token|session_token|motherduck_token)\s*=\s*'?|(?:password|pwd|secret|token)=)[^\s'"&;]+/gi,
      `$1${HIDDEN}`,
    )
    .replace(/([?&](?:X-Amz-Signature|X-Goog-Signature|sig)=)[^\s'"&]+/gi, `$1${HIDDEN}`);
