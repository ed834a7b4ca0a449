/** The hash of all that goes into a build of the web client in the folder top. */
export function buildId(top: string): string;
