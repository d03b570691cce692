import numpy as np

from mmuvp.datasets.scenes import SceneSpec, contact_sheet, describe, render


def test_a_sheet_shows_every_scene_over_its_caption():
    spec = SceneSpec(width=96, height=64)
    sheet = contact_sheet([spec, SceneSpec(width=96, height=64, difficulty='hard')], columns=2, side=64)
    height, width = sheet.shape[0] // 2, sheet.shape[1] // 2
    second = sheet[:height, width:]
    assert np.array_equal(second[4:68, 4:100], render(describe(spec, 'train', 1))[0])
    assert not np.array_equal(second[4:68, 100:196], second[4:68, 4:100])
    assert (second[72:] < 128).any()
