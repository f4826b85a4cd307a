"""What the helpers of the pages' tests compare is shown as what a test itself compares."""

import pytest

pytest.register_assert_rewrite("tests.topics.support")
