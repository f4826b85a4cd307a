/** Sentences from the server with places to fill in. */

/**
 * A sentence with each `{name}` replaced by its value, as it stands: a `$&` in a visitor's text stays `$&`.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export const filled = (sentence, values) =>
  Object.entries(values).reduce(
    (text, [name, value]) => text.replace(`{${name}}`, () => String(value)),
    sentence,
  )
