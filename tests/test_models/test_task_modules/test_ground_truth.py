import torch

from mmuvp.models.task_modules import GroundTruth


def test_crowds_of_a_class_weigh_as_one_mask():
    masks = torch.zeros(1, 4, 10, dtype=torch.bool)
    masks[0, 0] = True
    crowd = torch.full((4, 10), -1)
    crowd[1], crowd[3, :5] = 2, 2
    truth = GroundTruth(torch.tensor([0]), masks, crowd)
    weight = truth.area_weight
    assert (weight[0] == 4).all()
    assert (weight[1] == 40 / 15).all()
    assert (weight[2] == 40).all()  # void
    assert truth.semantic.unique().tolist() == [-1, 0, 2]
    assert torch.equal(truth.labelled, truth.semantic >= 0)
