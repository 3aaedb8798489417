/**
 * The URL that `spec` means in this page.
 *
 * @throws TypeError if it is no URL
 */
export function absoluteUrl(spec: string | URL): string {
  return new URL(spec, globalThis.document?.baseURI ?? globalThis.location?.href).href;
}
