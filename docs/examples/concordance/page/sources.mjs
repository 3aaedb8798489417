// Where documents come from: the server's list, and files that the user adds.
//
// A source is { name, order, bytes, read() }: `bytes` its size as far as it is known, `read` gives a
// Uint8Array or rejects with the reason. Hits are listed by `order`.

/** The files that the server was started for. */
export async function servedSources() {
  const response = await fetch('./files.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`The list of files: ${await response.text()}`);
  const files = await response.json();
  return files.map(({ name, bytes }, number) => ({
    name,
    bytes,
    order: number,
    read: async () => {
      const response = await fetch(`./files/${number}`, { cache: 'no-store' });
      if (!response.ok) throw new Error(await response.text());
      return new Uint8Array(await response.arrayBuffer());
    },
  }));
}

/** Files from the disk of the user; behind the served ones, in the order in which they were added. */
export function addedSources(files) {
  const now = Date.now();
  return Array.from(files, (file, number) => ({
    name: file.name,
    bytes: file.size,
    order: now + number,
    read: async () => new Uint8Array(await file.arrayBuffer()),
  }));
}
