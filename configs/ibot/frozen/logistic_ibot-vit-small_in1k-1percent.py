# Table E.5: logistic regression on 1 % of the training images
_base_ = './knn_ibot-vit-small_in1k-1percent.py'

test_evaluator = dict(_delete_=True, type='mmuvp.LogisticRegressionAccuracy')
