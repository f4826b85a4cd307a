/** Keeps this browser's name in a cookie; a name that is there already is told to the app. */

/**
 * @typedef {object} Data
 * @property {string} cookie
 * @property {string} name
 * @property {number} seconds
 */

const NAME = /^[A-Za-z0-9_-]{43}$/

/** The name in a page's cookies, as `document.cookie` lists them; "" for none that is one. */
export function nameIn(cookies, key) {
  const found = cookies.split("; ").find((cookie) => cookie.startsWith(`${key}=`))
  const name = found ? found.slice(key.length + 1) : ""
  return NAME.test(name) ? name : ""
}

/** What to write: for this site only, and encrypted on the way where the page itself is. */
export function cookieOf({ cookie, name, seconds }, protocol) {
  const secure = protocol === "https:" ? "; Secure" : ""
  return `${cookie}=${name}; Path=/; Max-Age=${seconds}; SameSite=Strict${secure}`
}

/** @param {{data: Data, setStateValue: (key: string, value: string) => void}} component */
export default function ({ data, setStateValue }) {
  const kept = nameIn(document.cookie, data.cookie)
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing over plain http
  if (!kept) document.cookie = cookieOf(data, location.protocol)
  else if (kept !== data.name) setStateValue("name", kept)
}
