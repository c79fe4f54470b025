export const comlink: string;
export const workerpool: string;
