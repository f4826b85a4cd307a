/** What our editor takes from CodeMirror; build.js makes codemirror.min.js of it. */

export { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
export { pythonLanguage } from "@codemirror/lang-python"
export {
  bracketMatching,
  HighlightStyle,
  indentOnInput,
  indentUnit,
  syntaxHighlighting,
} from "@codemirror/language"
export { Compartment, EditorState, StateEffect, StateField } from "@codemirror/state"
export {
  Decoration,
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  MatchDecorator,
  ViewPlugin,
} from "@codemirror/view"
export { tags } from "@lezer/highlight"
