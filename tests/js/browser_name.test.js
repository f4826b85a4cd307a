import assert from "node:assert/strict"
import { describe, test } from "node:test"
import { cookieOf, nameIn } from "../../core/app/components/browser_name.js"

const NAME = "a".repeat(43)

describe("a browser's name", () => {
  test("is found among other cookies", () => {
    assert.equal(nameIn(`_xsrf=2|ab; name=${NAME}; other=b`, "name"), NAME)
    assert.equal(nameIn(`my_name=${NAME}`, "name"), "")
  })

  test("is none where something else is written", () => {
    for (const cookies of ["", "name=", "name=short", `name=${NAME}a`, `name=${"<".repeat(43)}`]) {
      assert.equal(nameIn(cookies, "name"), "")
    }
  })

  test("is kept for this site only, and encrypted where the page is", () => {
    const data = { cookie: "name", name: NAME, seconds: 60 }
    assert.equal(cookieOf(data, "http:"), `name=${NAME}; Path=/; Max-Age=60; SameSite=Strict`)
    assert.equal(cookieOf(data, "https:"), `name=${NAME}; Path=/; Max-Age=60; SameSite=Strict; Secure`)
  })
})
