/** Bundles entry.js as the lock file says: `make editor`. Writes the bundle, its licences and what it is made of. */

import { createHash } from "node:crypto"
import { readFileSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const HERE = new URL(".", import.meta.url)
const ROOT = new URL("../../../../", HERE)
const PACKAGE = /node_modules\/((?:@[^/]+\/)?[^/]+)/

const read = (url) => readFileSync(url, "utf-8")
const hash = (text) => createHash("sha256").update(text).digest("hex")

const { metafile, outputFiles } = await build({
  absWorkingDir: fileURLToPath(ROOT),
  entryPoints: ["core/app/editor/codemirror/entry.js"],
  bundle: true,
  format: "esm",
  minify: true,
  target: "es2022",
  legalComments: "none", // the licences stand in LICENSE.txt
  metafile: true,
  write: false,
})
const bundle = outputFiles[0].text
const names = Object.keys(metafile.inputs).flatMap((file) => PACKAGE.exec(file)?.[1] ?? [])
const packages = [...new Set(names)].sort()
const locked = JSON.parse(read(new URL("package-lock.json", ROOT))).packages
const entryOf = (name) => locked[`node_modules/${name}`]
const licences = packages.map((name) => {
  const text = read(new URL(`node_modules/${name}/LICENSE`, ROOT)).trim()
  return `${name} ${entryOf(name).version}\n\n${text}\n`
})
const made = {
  bundle: hash(bundle),
  entry: hash(read(new URL("entry.js", HERE))),
  packages: Object.fromEntries(["esbuild", ...packages].map((name) => [name, entryOf(name).integrity])),
}

writeFileSync(new URL("codemirror.min.js", HERE), bundle)
writeFileSync(new URL("LICENSE.txt", HERE), licences.join(`\n${"-".repeat(80)}\n\n`))
writeFileSync(new URL("made_of.json", HERE), `${JSON.stringify(made, null, 2)}\n`)
