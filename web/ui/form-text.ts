/** What a field of a form has, without space around it; `''` for a field that is not there, and for files. */
export function textIn(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
