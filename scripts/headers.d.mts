export declare const ISOLATION_HEADERS: Readonly<Record<string, string>>;
export declare const OPEN_HEADERS: Readonly<Record<string, string>>;
