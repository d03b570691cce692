"""A model that predicts the truth, moved by a few pixels, so that scores are neither 0 nor 100."""
import torch
from mmengine.model import BaseModel
from mmengine.structures import PixelData
from torch import nn

from mmuvp.registry import MODELS
from mmuvp.visualization.panoptic_visualizer import truth_map

NUM_CLASSES, VOID = 14, 255


@MODELS.register_module()
class ShiftedTruth(BaseModel):

    def __init__(self, data_preprocessor=None):
        super().__init__(data_preprocessor)
        self.shift = nn.Parameter(torch.tensor(3.))

    def forward(self, inputs, data_samples=None, mode='tensor'):
        for sample in data_samples:
            segments = torch.from_numpy(truth_map(sample, tuple(sample.ori_shape[:2]))).roll(int(self.shift), dims=1)
            infos = [{'id': number, 'category': number % 1000, 'isthing': number > 999, 'score': 1.0,
                      'area': int((segments == number).sum())}
                     for number in segments.unique().tolist() if number != VOID]
            segments[segments == VOID] = NUM_CLASSES
            sample.pred_panoptic_seg = PixelData(sem_seg=segments[None], metainfo={'segments_info': infos})
        return data_samples
