/** `/incidents/<id>` and `/i/<link>`, whose ids and links are letters, digits, `-` and `_`. */
const OWN_PAGE = /^\/(?:incidents|i)\/[\w-]{1,200}$/;

/**
 * Whether a browser may be sent there after signing in. What is allowed is listed rather than what is not: browsers read
 * `//host`, `/\host` and a tab inside the path as addresses of somebody else.
 */
export const isOwnPage = (path: string): boolean => OWN_PAGE.test(path);
