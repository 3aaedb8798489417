/**
 * The URL that `spec` means in this page.
 *
 * @throws TypeError if it is no URL; outside of pages, also if it is relative
 */
export function absoluteUrl(spec: string | URL, base = pageUrl()): string {
  return new URL(spec, base).href;
}

/** Whether `url` is of this page's origin; always so where there is no page. */
export function isSameOrigin(url: string): boolean {
  const page = pageUrl();
  return page === undefined || new URL(url).origin === globalThis.location?.origin;
}

function pageUrl(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}
