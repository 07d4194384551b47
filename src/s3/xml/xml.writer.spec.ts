import { S3_NAMESPACE, writeXml } from './xml.writer.js';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';

describe('writeXml', () => {
  it('writes nested elements in the order of the members, with the namespace on the root', () => {
    const xml = writeXml('A', { B: 'x', C: { D: 1 } }, { namespace: S3_NAMESPACE });
    expect(xml).toBe(`${HEAD}<A xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><B>x</B><C><D>1</D></C></A>`);
  });

  it('repeats the element for every item of an array and leaves undefined members out', () => {
    expect(writeXml('A', { B: ['x', { C: 'y' }], D: [], E: undefined })).toBe(
      `${HEAD}<A><B>x</B><B><C>y</C></B></A>`,
    );
  });

  it('writes a sequence of elements of several names in its own order', () => {
    const $sequence = [{ B: 'x' }, { C: { D: 1 } }, { B: ['y', 'z'] }, {}];
    expect(writeXml('A', { Z: 0, $sequence, Y: 1 })).toBe(
      `${HEAD}<A><Z>0</Z><B>x</B><C><D>1</D></C><B>y</B><B>z</B><Y>1</Y></A>`,
    );
  });

  it('writes booleans, numbers and dates with milliseconds', () => {
    const xml = writeXml('A', { B: false, C: 0, D: new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 6)) });
    expect(xml).toBe(`${HEAD}<A><B>false</B><C>0</C><D>2026-01-02T03:04:05.006Z</D></A>`);
  });

  it('writes an element without content as an empty tag', () => {
    expect(writeXml('A', { B: '', C: {} })).toBe(`${HEAD}<A><B/><C/></A>`);
    expect(writeXml('A', {})).toBe(`${HEAD}<A/>`);
  });

  it('escapes the five characters of markup', () => {
    expect(writeXml('A', { B: `<a href="x" b='y'>&amp;` })).toBe(
      `${HEAD}<A><B>&lt;a href=&quot;x&quot; b=&apos;y&apos;&gt;&amp;amp;</B></A>`,
    );
  });

  it('writes characters that XML cannot hold, and carriage returns, as numeric references', () => {
    expect(writeXml('A', { B: '\u0000\u0001\r\u001f\uffff' })).toBe(
      `${HEAD}<A><B>&#x0;&#x1;&#xD;&#x1F;&#xFFFF;</B></A>`,
    );
  });

  it('keeps line ends, tabs and characters beyond ASCII', () => {
    expect(writeXml('A', { B: 'a\n\tü€😀' })).toBe(`${HEAD}<A><B>a\n\tü€😀</B></A>`);
  });

  it('writes attributes, where line ends are escaped too', () => {
    const xml = writeXml('A', { G: { $attributes: { 'xsi:type': 'Canonical"User\n' }, ID: 'x' } });
    expect(xml).toBe(`${HEAD}<A><G xsi:type="Canonical&quot;User&#xA;"><ID>x</ID></G></A>`);
  });
});
