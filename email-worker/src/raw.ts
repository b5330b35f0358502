// The raw mail, read once and no further than its limits.

import { RAW_BYTES, RAW_LINES } from "./limits";

export interface Raw {
  bytes: Uint8Array;
  truncated: boolean;
}

/** Where the line ends that is the last to be read; the length when there are not so many. */
function endOfLines(bytes: Uint8Array, most: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) {
    if (++count === most) return at + 1;
  }
  return bytes.length;
}

function join(chunks: Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    const part = chunk.subarray(0, size - at);
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Reads the stream up to the limits and drops the rest. */
export async function readRaw(stream: ReadableStream<Uint8Array>): Promise<Raw> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  while (size <= RAW_BYTES && !ended) {
    const { done, value } = await reader.read();
    ended = done;
    if (value) {
      chunks.push(value);
      size += value.length;
    }
  }
  if (!ended) await reader.cancel();
  const bytes = join(chunks, Math.min(size, RAW_BYTES));
  const end = endOfLines(bytes, RAW_LINES);
  return { bytes: bytes.subarray(0, end), truncated: size > end };
}
