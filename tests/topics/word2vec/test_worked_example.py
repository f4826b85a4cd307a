"""One example worked out is what the concept's functions make of it."""

import pytest
import torch

from core.topics.word2vec.concept import PADDING, sampled_gradients, softmax_gradients
from core.topics.word2vec.run import LOSSES, MODELS, Settings, Word2VecRun
from core.topics.word2vec.worked_example import work_out

SENTENCES = [["one", "two", "three", "four", "two"], ["five", "one", "four"]]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("model", MODELS)
def test_an_example_s_numbers_are_the_concept_s(model, loss) -> None:
    run = Word2VecRun(SENTENCES, Settings(model=model, loss=loss, width=4, batch=5))
    for _ in range(4):
        run.step()
    for example, position in enumerate(run.batch.tolist()):
        inputs, target = run.inputs[[position]], run.targets[[position]]
        worked = work_out(run, example)
        assert worked.inputs == [row for row in inputs[0].tolist() if row != PADDING]
        assert torch.allclose(worked.hidden, run.vectors[worked.inputs].mean(dim=0))
        assert torch.allclose(worked.scores, run.outputs[worked.rows] @ worked.hidden)
        assert [row for row, y in zip(worked.rows, worked.truth, strict=True) if y] == target.tolist()
        at_target = worked.probabilities[worked.truth == 1].log()
        if loss == "sampling":
            assert worked.rows[1:] == run.negatives[example].tolist()
            others = (1 - worked.probabilities[1:]).log().sum()
            dense = sampled_gradients(run.vectors, run.outputs, inputs, target, run.negatives[[example]])
        else:
            others = 0.0
            dense = softmax_gradients(run.vectors, run.outputs, inputs, target)
        assert worked.loss == pytest.approx(float(-at_target - others), rel=1e-5)
        mine = torch.zeros_like(dense)
        for row in worked.inputs:
            mine[0, row] += worked.d_hidden / len(worked.inputs)
        mine[1].index_add_(0, torch.tensor(worked.rows), worked.d_outputs)
        assert torch.allclose(mine, dense, atol=1e-6)
        assert torch.allclose(worked.to_hidden.sum(dim=0), worked.d_hidden, atol=1e-6)
