// HTML to text, for mails that have no other: each character is looked at once, whatever is left open.

const BLOCKS = new Set(
  "address blockquote body br div dl dt dd h1 h2 h3 h4 h5 h6 head hr li ol p pre section table td th tr ul".split(" "),
);
/** Their content is no text. */
const SILENT = ["script", "style", "title"];
const ENTITY = /&(#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8});/gi;
const ENTITIES: Record<string, string> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  ndash: "–",
  mdash: "—",
  hellip: "…",
  lsquo: "‘",
  rsquo: "’",
  ldquo: "“",
  rdquo: "”",
  bull: "•",
  middot: "·",
  copy: "©",
};

function character(code: number): string {
  const is = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
  return is ? String.fromCodePoint(code) : "\ufffd";
}

export function withoutEntities(text: string): string {
  return text.replace(ENTITY, (whole, name: string) => {
    if (name[0] !== "#") return ENTITIES[name.toLowerCase()] ?? whole;
    return character(/^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10));
  });
}

/** What a tag, without its brackets, is in text. A link stands in a line of its own. */
function textOfTag(tag: string): string {
  const name = /^\/?([a-z0-9]+)/i.exec(tag)?.[1]?.toLowerCase() ?? "";
  const href = name === "a" ? /\bhref\s{0,9}=\s{0,9}["']?(https?:[^\s"']+)/i.exec(tag)?.[1] : undefined;
  if (href !== undefined) return `\n${withoutEntities(href)}\n`;
  return BLOCKS.has(name) ? "\n" : "";
}

/** Where the text goes on after the tag that begins at "<". */
function endOf(lower: string, at: number): number {
  const silent = SILENT.find((name) => lower.startsWith(name, at + 1));
  const mark = lower.startsWith("<!--", at) ? "-->" : ">";
  const from = silent === undefined ? at : lower.indexOf(`</${silent}`, at);
  const end = from === -1 ? -1 : lower.indexOf(mark, from);
  return end === -1 ? lower.length : end + mark.length;
}

export function htmlToText(html: string): string {
  const lower = html.toLowerCase();
  // Places are found in the one and cut from the other: of a letter whose lower case is longer they would differ.
  const source = lower.length === html.length ? html : lower;
  const out: string[] = [];
  let at = 0;
  while (at < source.length) {
    const tag = source.indexOf("<", at);
    out.push(withoutEntities(source.slice(at, tag === -1 ? undefined : tag).replace(/\s+/g, " ")));
    if (tag === -1) break;
    at = endOf(lower, tag);
    out.push(textOfTag(source.slice(tag + 1, at - 1)));
  }
  return out.join("");
}
