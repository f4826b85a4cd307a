"""Sentences to take on the Transformer page."""

EXAMPLES = {
    "date": "half past nine on the third of march 1998",
    "number": "twelve hundred and five",
    "goods": "three old books at $2 each and two cups of tea",
    "list": "ten to four in the afternoon, two dozen eggs and a red car",
    "long": "three white dogs, half a dozen pencils, quarter to six on sunday"
    " and eleven pens at two yuan each",
    "wrong": "31 february",
}
DEFAULT = EXAMPLES["date"]
