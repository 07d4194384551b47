import { S3Error } from '../../errors/s3.error.js';

/** Everything that is not what the document's schema asks for. */
const malformed = (cause: string): S3Error => new S3Error('MalformedXML', {}, { cause: new Error(cause) });

/**
 * An element of a document that a client sent. Names are local names: prefixes and namespaces do not count.
 * Members that a document does not ask for are ignored, unless it calls `allowOnly`.
 * Every method throws MalformedXML for what is not there or not of its kind.
 */
export class XmlElement {
  private readonly members: XmlElement[] = [];
  private content = '';

  constructor(
    readonly name: string,
    private readonly attributes: ReadonlyMap<string, string>,
  ) {}

  /** The element's own characters, blanks included; empty when it has children. */
  get text(): string {
    return this.members.length === 0 ? this.content : '';
  }

  /** By local name: `type` for `xsi:type`. */
  attribute(name: string): string | undefined {
    return this.attributes.get(name);
  }

  /** All children in document order, or those of one name. */
  children(name?: string): readonly XmlElement[] {
    return name === undefined ? this.members : this.members.filter((member) => member.name === name);
  }

  /** The child of that name, which must not stand there twice. */
  child(name: string): XmlElement | undefined {
    const [first, second] = this.children(name);
    if (second) throw malformed(`${this.name} has more than one ${name}`);
    return first;
  }

  requiredChild(name: string): XmlElement {
    const child = this.child(name);
    if (!child) throw malformed(`${this.name} has no ${name}`);
    return child;
  }

  /** Text of the child of that name, which holds no elements. */
  optionalText(name: string): string | undefined {
    const child = this.child(name);
    if (child && child.members.length > 0) throw malformed(`${name} holds elements`);
    return child?.content;
  }

  requiredText(name: string): string {
    return this.requiredChild(name) && (this.optionalText(name) as string);
  }

  /** Decimal integer within ±2^53, blanks around it allowed. */
  optionalInteger(name: string): number | undefined {
    const text = this.optionalText(name)?.trim();
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || !Number.isSafeInteger(value))
      throw malformed(`${name} is not an integer`);
    return value;
  }

  requiredInteger(name: string): number {
    return this.requiredChild(name) && (this.optionalInteger(name) as number);
  }

  /** `true` and `false` in any case, `1` and `0`. Source: XML Schema boolean. */
  optionalBoolean(name: string): boolean | undefined {
    const text = this.optionalText(name)?.trim().toLowerCase();
    if (text === undefined) return undefined;
    if (text === 'true' || text === '1') return true;
    if (text === 'false' || text === '0') return false;
    throw malformed(`${name} is not a boolean`);
  }

  /** Refuses children of any other name. */
  allowOnly(...names: readonly string[]): this {
    const stranger = this.members.find((member) => !names.includes(member.name));
    if (stranger) throw malformed(`${this.name} holds an unknown ${stranger.name}`);
    return this;
  }

  /** For the reader only. */
  append(member: XmlElement): void {
    this.members.push(member);
  }

  /** For the reader only. */
  appendText(text: string): void {
    this.content += text;
  }

  /** For the reader, at the end tag: text between elements is blank, and is dropped. */
  close(): void {
    if (this.members.length === 0) return;
    if (this.content.trim() !== '') throw malformed(`${this.name} mixes text and elements`);
    this.content = '';
  }
}
