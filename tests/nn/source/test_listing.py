"""What a function needs of ours is found in its own text, each once, and what only looks like it is not."""

import ast

from core.nn import attention, encoder, layers, masks
from core.nn.source.listing import Definition, definition, helpers, imports, needed, references
from core.topics.attention import concept
from core.topics.decoding.concepts.search import beam


def names(found: list[Definition]) -> list[str]:
    return [one.name for one in found]


def test_helpers_are_followed_through_modules_in_the_order_of_reading() -> None:
    assert names(helpers([attention.scaled_dot_product_attention])) == [
        "masked_softmax",
        "scaled_dot_product_scores",
        "softmax",
        "mask_scores",
    ]
    assert helpers([layers.softmax]) == []


def test_a_name_behind_a_module_is_found_and_a_parameter_of_the_same_name_is_not() -> None:
    assert Definition("core.nn.masks", "local") in helpers([concept.masked_local_attention])
    banded = names(helpers([concept.banded_local_attention]))
    assert "_band" in banded
    assert "causal" not in banded  # its parameter, though `masks` has a function of that name


def test_types_of_the_shown_functions_count_and_those_of_their_helpers_do_not() -> None:
    found = names(helpers([encoder.encoder_layer]))
    assert {"EncoderShape", "Weights", "Mask"} <= set(found)
    assert "NextLogProbs" in names(helpers([beam]))
    assert "Weights" not in names(helpers([attention.multi_head_context]))


def test_what_is_needed_stands_before_what_needs_it() -> None:
    order = names(needed([Definition("core.nn.encoder", "bert_classifier")]))
    assert order.index("softmax") < order.index("masked_softmax") < order.index("encoder_layer")
    assert order[-1] == "bert_classifier"
    assert len(order) == len(set(order))


def test_a_definition_is_its_text_with_decorators() -> None:
    counts = Definition("core.nn.metrics", "Confusion")
    assert counts.source.startswith("@dataclass(frozen=True)\nclass Confusion:")
    assert counts.source.endswith("(self.false_negative, self.true_positive)")
    assert not counts.is_constant
    assert Definition("core.nn.terms", "PATTERN").is_constant


def test_functions_of_others_and_made_inside_are_no_definitions() -> None:
    assert definition(masks.causal) == Definition("core.nn.masks", "causal")
    assert definition(ast.parse) is None
    assert definition(lambda: 0) is None


def test_imports_are_those_that_the_text_uses() -> None:
    assert imports([layers.gelu]) == "import math\n\n"
    assert imports([layers.softmax]) == ""
    lines = {one.target for one in references("core.nn.masks", Definition("core.nn.masks", "local").node)}
    assert "from jaxtyping import Bool" in lines
