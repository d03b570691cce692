# starts from axial-deeplab_axial-resnet-xl_mapillary.py, but for the outputs, whose classes differ
_base_ = './axial-deeplab_axial-resnet-xl_cityscapes.py'

load_from = 'work_dirs/axial-deeplab_axial-resnet-xl_mapillary/iter_150000.pth'
