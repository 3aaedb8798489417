/** A script that cannot be fetched gives a bare Event; an error in a script gives an ErrorEvent. */
export function errorDetail(event: Event): string {
  event.preventDefault();
  return (event as Partial<ErrorEvent>).message || 'the script could not be loaded';
}
