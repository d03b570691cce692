"""Time of making scenes; run with `-s` to see the figure."""
import time

import pytest

from mmuvp.datasets.scenes import SceneSpec, write_scenes


@pytest.mark.slow
def test_two_thousand_scenes_are_made_in_a_minute(tmp_path):
    # images do not depend on each other, so a twentieth of a set takes a twentieth of its time; and that of the
    # process counts, since one process makes a set and other programs may share the machine
    spec = SceneSpec(num_train=99, num_val=1, width=160, height=160)
    start = time.process_time()
    write_scenes(tmp_path / 'scenes', spec)
    seconds = 20 * (time.process_time() - start)
    print(f'\n{seconds:.0f} s for 2,000 scenes of 160x160')
    assert seconds < 60
