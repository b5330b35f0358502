// Text of strangers: lines, and cutting to a size. Nothing here can take more than one look at each character.

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** In bytes of UTF-8. */
export function size(text: string): number {
  return encoder.encode(text).length;
}

/** The text as UTF-8 can hold it, cut to so many bytes of that, at a character. */
export function cut(text: string, bytes: number): string {
  const encoded = encoder.encode(text);
  let end = Math.min(bytes, encoded.length);
  while (end > 0 && (encoded[end]! & 0xc0) === 0x80) end--;
  return decoder.decode(encoded.subarray(0, end));
}

/** Its lines, without blanks at either end. */
export function lines(text: string): string[] {
  return text.split("\n").map((line) => line.trim());
}

/** Lines as one text again: at most one empty line in a row, none at the ends. */
export function paragraphs(of: string[]): string {
  const kept = of.filter((line, i) => line !== "" || (i > 0 && of[i - 1] !== ""));
  return kept.join("\n").trim();
}

/** Whether it begins so, whatever the case. */
export function begins(text: string, start: string): boolean {
  return text.slice(0, start.length).toLowerCase() === start.toLowerCase();
}
