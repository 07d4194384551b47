/** Texts that are remembered; a bucket has a handful of documents. */
const MAX_ENTRIES = 1024;

/** Longer texts are read each time, so that what is remembered stays within a few megabytes. */
const MAX_LENGTH = 8192;

/** The same function with its latest results remembered by its argument. What it gives back must not be changed. */
export function remembered<T>(read: (text: string) => T): (text: string) => T {
  const results = new Map<string, T>();
  return (text) => {
    const known = results.get(text);
    if (known !== undefined) return known;
    const result = read(text);
    if (text.length > MAX_LENGTH) return result;
    const [oldest] = results.keys();
    if (results.size >= MAX_ENTRIES && oldest !== undefined) results.delete(oldest);
    results.set(text, result);
    return result;
  };
}
