// A page as the script sees it: which stretches are code, which are marked, and in which line a place lies.

const FENCE = /^(`{3,}|~{3,})[^\n]*\n[\s\S]*?^\1[^\n]*$/gm;
const SPAN = /(`+)[^`][\s\S]*?\1/g;
const FIGURE = /<!--=([^>]+?)-->([\s\S]*?)<!--\/-->/g;
const TABLE = /<!--table ([^>]+?)-->([\s\S]*?)<!--\/table-->/g;
const MEASURED = /<!--from ([^>]+?)-->([\s\S]*?)<!--\/from-->/g;
const COMMENT = /<!--[\s\S]*?-->/g;

/** Blanks what `pattern` finds; places and lines stay. */
const blank = (text, pattern) => text.replace(pattern, (found) => found.replace(/[^\n]/g, " "));

export class Page {
  constructor(path, text) {
    this.path = path;
    this.text = text;
    this.withoutFences = blank(text, FENCE);
    /** The prose: a mark that is shown as code is not a mark. */
    this.prose = blank(this.withoutFences, SPAN);
  }

  line(place) {
    return this.text.slice(0, place).split("\n").length;
  }

  /** Finds marks in the prose; their inside is read from the page itself, since code may stand in it. */
  #marks(pattern) {
    return [...this.prose.matchAll(pattern)].map((mark) => {
      const start = mark.index + mark[0].indexOf("-->") + 3;
      const end = mark.index + mark[0].lastIndexOf("<!--");
      return { name: mark[1].trim(), start, end, said: this.text.slice(start, end), line: this.line(mark.index) };
    });
  }

  figures() {
    return this.#marks(FIGURE);
  }

  tables() {
    return this.#marks(TABLE);
  }

  measured() {
    return this.#marks(MEASURED);
  }

  /** The prose without anything that is marked. */
  unmarked() {
    return [FIGURE, TABLE, MEASURED, COMMENT].reduce(blank, this.prose);
  }

  /** Marks that were opened or closed alone: what they hold would never be looked at. */
  strays() {
    const rest = [FIGURE, TABLE, MEASURED].reduce(blank, this.prose);
    return [...rest.matchAll(/<!--(=|table |from |\/)[^>]*-->/g)].map(({ 0: mark, index }) => ({ mark, line: this.line(index) }));
  }

  /** The page with each mark's inside replaced. */
  filled(replacements) {
    const inOrder = [...replacements].sort((one, other) => other.start - one.start);
    return inOrder.reduce((text, { start, end, now }) => text.slice(0, start) + now + text.slice(end), this.text);
  }

  /** What GitHub calls its headings in links. */
  anchors() {
    const seen = new Map();
    return [...this.withoutFences.matchAll(/^#{1,6} +(.+?) *#*$/gm)].map(([, heading]) => {
      const plain = heading.replace(COMMENT, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
      const slug = plain.toLowerCase().replace(/[^\p{L}\p{N}_ -]/gu, "").trim().replace(/ /g, "-");
      const count = seen.get(slug) ?? 0;
      seen.set(slug, count + 1);
      return count === 0 ? slug : `${slug}-${count}`;
    });
  }

  /** Targets of links and pictures that are no URL. */
  links() {
    const found = [...this.prose.matchAll(/\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)/g)];
    const inside = found.filter(({ 1: target }) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
    return inside.map(({ 1: target, index }) => ({ target, line: this.line(index) }));
  }

  /** Paths of the repository that stand as code. */
  paths() {
    const spans = [...this.withoutFences.matchAll(/`([^`\n]+)`/g)];
    return spans.map(({ 1: said, index }) => ({ said, line: this.line(index) }));
  }
}
