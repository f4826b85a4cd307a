"""Cosine similarity: the page as a table of its parts."""

from core.app.page import ConceptPage, Measured, Twins
from core.topics._template.views.code import twin_inputs
from core.topics._template.views.compute import compute
from core.topics._template.views.see import see

PAGE = ConceptPage(
    "_template",
    see=see,
    compute=compute,
    code=Twins(
        "_template_twin", "core.topics._template.twins:TWINS", twin_inputs, default="_template_cosine"
    ),
    measured=Measured({"right_angles": "core.topics._template.figures:angles_by_dimension"}),
)
