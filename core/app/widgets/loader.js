// Makes a component from the modules that es_modules.py puts in here: [name, text] each, those imported first.
// A module's text gets a URL once a page, however many components import it, so that it runs once.
const modules = MODULES
const key = Symbol.for("sentiscope.modules")
globalThis[key] ??= new Map()
const urlsByText = globalThis[key]
const urlsByName = new Map()

for (const [name, text] of modules) {
  const linked = text.replace(/"module:([^"]+)"/g, (_, imported) => JSON.stringify(urlsByName.get(imported)))
  if (!urlsByText.has(linked)) {
    const named = `${linked}\n//# sourceURL=sentiscope/${name}\n` // what tools and errors call it
    urlsByText.set(linked, URL.createObjectURL(new Blob([named], { type: "text/javascript" })))
  }
  urlsByName.set(name, urlsByText.get(linked))
}

const { default: renderer } = await import([...urlsByName.values()].at(-1))
export default renderer
