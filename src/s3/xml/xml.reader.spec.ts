import { S3Error } from '../../errors/s3.error.js';
import { readXml, type XmlLimits } from './xml.reader.js';
import { S3_NAMESPACE, writeXml } from './xml.writer.js';

function codeOf(document: string | Uint8Array, limits?: XmlLimits): string {
  try {
    readXml(document, 'A', limits);
  } catch (error) {
    if (error instanceof S3Error) return error.code;
    throw error;
  }
  return 'none';
}

describe('readXml', () => {
  it('reads back what the writer wrote', () => {
    const text = `<&>"'\r\n é😀`;
    const element = readXml(
      writeXml('A', { B: [text, 'two'], C: { D: '' } }, { namespace: S3_NAMESPACE }),
      'A',
    );
    expect(element.children('B').map((child) => child.text)).toEqual([text, 'two']);
    expect(element.child('C')?.child('D')?.text).toBe('');
    expect(element.child('E')).toBeUndefined();
  });

  it('reads bytes, a byte order mark, CDATA, comments and numeric references', () => {
    const bytes = Buffer.from(
      '\ufeff<?xml version="1.0"?><A><!-- c --><B>a<![CDATA[<b>]]>&#x63;&#100;</B></A>',
    );
    expect(readXml(bytes, 'A').requiredText('B')).toBe('a<b>cd');
  });

  it('keeps the blanks of a text', () => {
    expect(readXml('<A>\n  <Key> a </Key>\n</A>', 'A').requiredText('Key')).toBe(' a ');
  });

  it('compares local names and gives attributes by local name', () => {
    const xml = '<s:A xmlns:s="urn:x"><s:B xmlns:xsi="urn:i" xsi:type="Group"/></s:A>';
    expect(readXml(xml, 'A').child('B')?.attribute('type')).toBe('Group');
  });

  it.each([
    ['an empty document', ''],
    ['text without an element', 'hello'],
    ['another root', '<B/>'],
    ['an element that is not closed', '<A><B></A>'],
    ['a second root', '<A/><A/>'],
    ['a document type declaration', '<!DOCTYPE A><A/>'],
    ['an entity bomb', '<!DOCTYPE A [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]><A>&b;</A>'],
    ['an external entity', '<!DOCTYPE A [<!ENTITY x SYSTEM "file:///etc/passwd">]><A>&x;</A>'],
    ['an undefined entity', '<A>&nbsp;</A>'],
    ['a prefix that is not declared', '<x:A/>'],
    ['a repeated attribute', '<A b="1" b="2"/>'],
    ['a character that XML forbids', '<A>\u0001</A>'],
    ['text beside elements', '<A>text<B/></A>'],
    ['bytes that are not UTF-8', Buffer.from([0x3c, 0x41, 0x3e, 0xff, 0x3c, 0x2f, 0x41, 0x3e])],
  ])('refuses %s as malformed', (_name, document) => {
    expect(codeOf(document)).toBe('MalformedXML');
  });

  it('refuses a document beyond the byte limit without reading it', () => {
    expect(codeOf(`<A>${'é'.repeat(50)}</A>`, { maxBytes: 107 })).toBe('none');
    expect(codeOf(`<A>${'é'.repeat(50)}</A>`, { maxBytes: 106 })).toBe('MaxMessageLengthExceeded');
    expect(codeOf('<'.repeat(4 * 1024 * 1024 + 1))).toBe('MaxMessageLengthExceeded');
  });

  it('refuses elements that are nested too deep', () => {
    const nested = (depth: number): string => '<A>'.repeat(depth) + '</A>'.repeat(depth);
    expect(codeOf(nested(32))).toBe('none');
    expect(codeOf(nested(33))).toBe('MalformedXML');
    expect(codeOf('<A>'.repeat(500_000))).toBe('MalformedXML');
  });

  it('counts elements and attributes together', () => {
    expect(codeOf('<A><B c="1"/></A>', { maxNodes: 3 })).toBe('none');
    expect(codeOf('<A><B c="1"/></A>', { maxNodes: 2 })).toBe('MalformedXML');
  });
});

describe('XmlElement', () => {
  const element = readXml(
    '<A><I> 12 </I><N>-</N><T>TRUE</T><F>0</F><X>maybe</X><D/><D/><P><Q/></P></A>',
    'A',
  );
  const malformed = expect.objectContaining({ code: 'MalformedXML' });

  it('reads integers and booleans', () => {
    expect(element.requiredInteger('I')).toBe(12);
    expect(element.optionalBoolean('T')).toBe(true);
    expect(element.optionalBoolean('F')).toBe(false);
    expect(element.optionalInteger('absent')).toBeUndefined();
    expect(element.optionalBoolean('absent')).toBeUndefined();
  });

  it('refuses what is missing, doubled or of another kind', () => {
    expect(() => element.requiredText('absent')).toThrow(malformed);
    expect(() => element.requiredInteger('absent')).toThrow(malformed);
    expect(() => element.requiredInteger('N')).toThrow(malformed);
    expect(() => element.optionalBoolean('X')).toThrow(malformed);
    expect(() => element.child('D')).toThrow(malformed);
    expect(() => element.optionalText('P')).toThrow(malformed);
  });

  it('ignores unknown members unless the document names what it allows', () => {
    expect(() => element.requiredChild('P').allowOnly('Q')).not.toThrow();
    expect(() => element.requiredChild('P').allowOnly('R')).toThrow(malformed);
  });
});
