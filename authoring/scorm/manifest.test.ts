// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { manifestXml, SCORM_VERSIONS, xml, type ManifestInput } from './manifest';

const input = (patch: Partial<ManifestInput> = {}): ManifestInput => ({
  version: '1.2',
  lesson: 'two-locks',
  title: 'Two locks',
  mastery: null,
  entry: 'index.html',
  files: ['index.html', 'site/a b#%.js'],
  ...patch,
});

function parse(text: string): Document {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  const [error] = document.getElementsByTagName('parsererror');
  if (error !== undefined) throw new Error(error.textContent ?? '');
  return document;
}

const NAMESPACE = {
  '1.2': ['http://www.imsproject.org/xsd/imscp_rootv1p1p2', 'http://www.adlnet.org/xsd/adlcp_rootv1p2'],
  '2004': ['http://www.imsglobal.org/xsd/imscp_v1p1', 'http://www.adlnet.org/xsd/adlcp_v1p3'],
} as const;

const names = (element: Element | undefined): string[] =>
  [...(element?.children ?? [])].map(({ localName }) => localName);

describe.each(SCORM_VERSIONS)('the manifest of SCORM %s', (version) => {
  const [content, adl] = NAMESPACE[version];
  const read = (patch: Partial<ManifestInput> = {}) => {
    const document = parse(manifestXml(input({ version, ...patch })));
    const one = (name: string): Element | undefined => document.getElementsByTagNameNS(content, name)[0];
    return { document, one };
  };

  test('has the elements of its schema, in their order', () => {
    const { document, one } = read();
    expect(document.documentElement.namespaceURI).toBe(content);
    expect(names(document.documentElement)).toEqual(['metadata', 'organizations', 'resources']);
    expect(names(one('metadata'))).toEqual(['schema', 'schemaversion']);
    expect(one('schema')?.textContent).toBe('ADL SCORM');
    expect(one('schemaversion')?.textContent).toBe(version === '1.2' ? '1.2' : '2004 4th Edition');
    expect(names(one('item'))[0]).toBe('title');
    expect(names(one('organization')).slice(0, 2)).toEqual(['title', 'item']);
  });

  test('points from the organization to the item to the resource to its page', () => {
    const { document, one } = read();
    const resource = one('resource');
    expect(one('organizations')?.getAttribute('default')).toBe(one('organization')?.getAttribute('identifier'));
    expect(one('item')?.getAttribute('identifierref')).toBe(resource?.getAttribute('identifier'));
    expect(resource?.getAttribute('href')).toBe('index.html');
    expect(resource?.getAttributeNS(adl, version === '1.2' ? 'scormtype' : 'scormType')).toBe('sco');
    const ids = [...document.querySelectorAll('[identifier]')].map((one) => one.getAttribute('identifier') ?? '');
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z_][\w.-]*$/i);
  });

  test('lists every file, as an address', () => {
    const { document } = read();
    const files = [...document.getElementsByTagNameNS(content, 'file')].map((file) => file.getAttribute('href'));
    expect(files).toEqual(['index.html', 'site/a%20b%23%25.js']);
  });

  test('has a mark to be reached only when one is asked for', () => {
    const mark = (mastery: number | null) =>
      [...read({ mastery }).document.querySelectorAll('*')].find(({ localName }) =>
        /^(?:masteryscore|minNormalizedMeasure)$/.test(localName),
      )?.textContent;
    expect(mark(null)).toBeUndefined();
    expect(mark(70)).toBe(version === '1.2' ? '70' : '0.7');
  });

  test('holds any title and any id, and nothing more comes of them', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), fc.string({ maxLength: 50 }), (title, lesson) => {
        const { document, one } = read({ title, lesson });
        expect(document.getElementsByTagNameNS(content, 'item')).toHaveLength(1);
        expect(names(one('item'))[0]).toBe('title');
        expect(one('title')?.children).toHaveLength(0);
        expect(one('title')?.textContent?.length).toBeLessThanOrEqual(201);
      }),
      { numRuns: 60 },
    );
    const hostile = '</title><item identifier="x"/>&amp;<![CDATA["\'';
    expect(read({ title: hostile }).one('title')?.textContent).toBe(hostile);
  });
});

test('what XML cannot hold is marked, not dropped', () => {
  expect(xml('a\u0000b\uD800c\uFFFE\u{1F642}')).toBe('a\uFFFDb\uFFFDc\uFFFD\u{1F642}');
});
