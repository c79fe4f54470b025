/**
 * `imsmanifest.xml`: what a learning management system reads of a package. Pure. The elements and their order are those of the schemas
 * that the standards publish (imscp_rootv1p1p2 and adlcp_rootv1p2 for SCORM 1.2; imscp_v1p1, adlcp_v1p3 and imsss_v1p0 for 2004).
 */

export const SCORM_VERSIONS = ['1.2', '2004'] as const;
export type ScormVersion = (typeof SCORM_VERSIONS)[number];

export interface ManifestInput {
  readonly version: ScormVersion;
  /** The lesson's id. */
  readonly lesson: string;
  readonly title: string;
  /** Per cent, 0 to 100; null: the lesson is not passed or failed, only done. */
  readonly mastery: number | null;
  /** The page that is opened, one of the files. */
  readonly entry: string;
  /** Paths in the package, with `/`. */
  readonly files: readonly string[];
}

/** The schema of SCORM 1.2 allows as many characters. */
const LONGEST_TITLE = 200;

export function manifestXml(input: ManifestInput): string {
  const { version, lesson, entry, files } = input;
  const id = `interleave-${lesson.replace(/[^\w.-]/g, '_')}`;
  const title = xml(shortened(input.title.trim() === '' ? lesson : input.title));
  const is12 = version === '1.2';
  return `<?xml version="1.0" encoding="UTF-8"?>
<manifest identifier="${xml(id)}" version="1"
  ${(is12 ? NAMESPACES_12 : NAMESPACES_2004).join('\n  ')}>
  <metadata>
    <schema>ADL SCORM</schema>
    <schemaversion>${is12 ? '1.2' : '2004 4th Edition'}</schemaversion>
  </metadata>
  <organizations default="course">
    <organization identifier="course">
      <title>${title}</title>
      <item identifier="item" identifierref="lesson">
        <title>${title}</title>${is12 ? mastery12(input.mastery) : sequencing(input.mastery)}
      </item>${is12 ? '' : CONTROL}
    </organization>
  </organizations>
  <resources>
    <resource identifier="lesson" type="webcontent" adlcp:${is12 ? 'scormtype' : 'scormType'}="sco" href="${xml(href(entry))}">
${files.map((file) => `      <file href="${xml(href(file))}"/>`).join('\n')}
    </resource>
  </resources>
</manifest>
`;
}

const NAMESPACES_12 = [
  'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"',
  'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"',
];

const NAMESPACES_2004 = [
  'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"',
  'xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3"',
  'xmlns:imsss="http://www.imsglobal.org/xsd/imsss"',
];

const mastery12 = (mastery: number | null): string =>
  mastery === null ? '' : `\n        <adlcp:masteryscore>${mastery}</adlcp:masteryscore>`;

/** The lesson itself says whether it is done and passed; a system that has heard nothing is not to guess "done" when it is closed. */
const sequencing = (mastery: number | null): string => `
        <imsss:sequencing>${mastery === null ? '' : objective(mastery / 100)}
          <imsss:deliveryControls completionSetByContent="true" objectiveSetByContent="true"/>
        </imsss:sequencing>`;

const objective = (measure: number): string => `
          <imsss:objectives>
            <imsss:primaryObjective objectiveID="score" satisfiedByMeasure="true">
              <imsss:minNormalizedMeasure>${measure}</imsss:minNormalizedMeasure>
            </imsss:primaryObjective>
          </imsss:objectives>`;

const CONTROL = `
      <imsss:sequencing>
        <imsss:controlMode choice="true" flow="true"/>
      </imsss:sequencing>`;

/** As an address: a path's own `%` or `#` must not be read as one. */
const href = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

function shortened(text: string): string {
  const points = [...text];
  return text.length <= LONGEST_TITLE ? text : `${points.slice(0, LONGEST_TITLE / 2).join('')}…`;
}

/** Text for an element or an attribute. What XML 1.0 has no way to hold becomes U+FFFD. */
export function xml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/[\t\n\r]/g, (char) => `&#${char.charCodeAt(0)};`);
}
