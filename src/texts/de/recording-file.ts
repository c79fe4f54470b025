export const recordingFile: typeof import('../en/recording-file').recordingFile = {
  notJson: 'Die Aufzeichnung ist beschädigt: Sie ist kein JSON.',
  newer: (version, known) =>
    `Die Aufzeichnung hat die Version ${version}, und dieses Interleave liest die Version ${known}.`,
  damaged: (path) => `Die Aufzeichnung ist beschädigt${path === null ? '' : `, bei „${path}“`}.`,
  notUnpacked: 'Die Aufzeichnung ist beschädigt: Ihr Trace lässt sich nicht entpacken.',
  notEnded: 'Die Aufzeichnung ist beschädigt: Ihr Trace hört vor dem Ende des Laufs auf.',
};
