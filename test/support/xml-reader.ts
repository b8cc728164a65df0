/** An element of an XML document, with its text or its children. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: XmlElement[];
  text: string;
}

const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * Reads a document of elements, attributes and text, and throws a plain Error at whatever is not well-formed XML 1.0, and
 * at line ends that a parser would fold, unless they are in base64.
 */
export function readXml(bytes: Uint8Array, foldsBase64 = false): XmlElement {
  const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  const source = foldsBase64 ? text.replace(/(?<=[\w+/]{72})\r\n(?=[\w+/]+)/g, "") : text;
  const wrong = source.split("").findIndex((unit) => !isCharacter(unit) || unit === "\r");
  if (wrong >= 0) throw new Error(`a character that XML has not, at ${wrong}`);
  const document: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [document];
  const token =
    /<\?xml [^?]*\?>|<\/(?<end>\w+)>|<(?<begin>\w+)(?<list>(?: \w+="[^"<]*")*)(?<empty>\/?)>|(?<text>[^<]+)/y;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const groups = token.exec(source)?.groups;
    if (groups === undefined) throw new Error(`not XML at ${at}: ${source.slice(at, at + 40)}`);
    const top = open.at(-1) as XmlElement;
    if (groups.text !== undefined) top.text += unescaped(groups.text);
    else if (groups.begin !== undefined) {
      const element = { name: groups.begin, attributes: attributesOf(groups.list ?? ""), children: [], text: "" };
      top.children.push(element);
      if (groups.empty !== "/") open.push(element);
    } else if (groups.end !== undefined && open.pop()?.name !== groups.end)
      throw new Error(`</${groups.end}> at ${at}`);
  }
  const [root, ...more] = document.children;
  if (open.length !== 1 || root === undefined || more.length > 0) throw new Error("not one element, closed at the end");
  return root;
}

function attributesOf(list: string): Record<string, string> {
  const pairs = [...list.matchAll(/ (\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, unescaped(value)]);
  if (new Set(pairs.map(([name]) => name)).size !== pairs.length) throw new Error(`an attribute twice:${list}`);
  return Object.fromEntries(pairs);
}

function unescaped(text: string): string {
  return text.replace(/&(?:#(x[0-9A-Fa-f]+|[0-9]+)|(\w+));|&/g, (entity, digits?: string, name?: string) => {
    const found = digits === undefined ? NAMED[name ?? ""] : String.fromCodePoint(Number(digits.replace("x", "0x")));
    if (found === undefined || !isCharacter(found)) throw new Error(`entity ${entity}`);
    return found;
  });
}

/** Whether XML 1.0 has the character; half a pair cannot come out of well-formed UTF-8. */
function isCharacter(character: string): boolean {
  return (
    ["\t", "\n", "\r"].includes(character) || (character >= " " && character !== "\ufffe" && character !== "\uffff")
  );
}
