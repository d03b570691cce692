"""Retrieval of the same building, by the protocol of the revisited Oxford and Paris data sets."""
import numpy as np
import torch.nn.functional as F

from mmuvp.registry import METRICS

from .feature_metric import FeatureMetric

# of each setting: what is to be found, and what is left out of the ranking
SETTINGS = dict(medium=(('easy', 'hard'), ('junk', )), hard=(('hard', ), ('easy', 'junk')))


@METRICS.register_module()
class RetrievalMAP(FeatureMetric):
    """Mean average precision, in percent, of database images ranked by the cosine of their features and a query's.

    iBOT, appendix E.4 and table E.10. The reference set is the database of a :class:`mmuvp.RevisitedLandmarks`, the
    other one its queries, whose samples have `easy`, `hard` and `junk`. Queries without anything to be found do not
    count. Keys: `medium` and `hard`.

    Raises:
        ValueError: If samples lack the lists, or no query has anything to be found.
    """
    default_prefix = 'map'

    def fit(self, features, labels):
        """Remember the database; see :meth:`FeatureMetric.fit`."""
        self.database = F.normalize(features)

    def process(self, data_batch, data_samples):
        """Keep the average precisions of a batch of queries."""
        if any(key not in sample for sample in data_samples for key in ('easy', 'hard', 'junk')):
            raise ValueError('a query does not tell what is to be found: let the meta_keys of PackInputs contain '
                             'easy, hard and junk')
        self.truth = data_samples
        super().process(data_batch, data_samples)

    def judge(self, features, labels):
        """Rank the database for each query.

        Args:
            features (Tensor): Shape (B, D).
            labels (Tensor): Not used.

        Returns:
            list[list[float]]: Average precision from 0 to 1 in each setting; not a number where there is none.
        """
        order = (F.normalize(features) @ self.database.T).argsort(dim=1, descending=True).cpu().numpy()
        return [[_average_precision(ranking, *(np.array([index for key in keys for index in sample[key]], dtype=int)
                                               for keys in setting)) for setting in SETTINGS.values()]
                for ranking, sample in zip(order, self.truth, strict=True)]

    def forget(self):
        """Give back the memory of the database."""
        self.database = None

    def compute_metrics(self, results):
        """Score all queries.

        Args:
            results (list[list[float]]): See :meth:`judge`.

        Returns:
            dict[str, float]: `medium` and `hard`.
        """
        results = np.array(results)
        if np.isnan(results).all(axis=0).any():
            raise ValueError('no query has anything to be found in one of the settings')
        return dict(zip(SETTINGS, (100 * np.nanmean(results, axis=0)).tolist(), strict=True))


def _average_precision(ranking, wanted, ignored):
    """Area under precision over recall by trapezoids, of a ranking without what is ignored."""
    if not len(wanted):
        return float('nan')
    ranking = ranking[~np.isin(ranking, ignored)]
    positions = np.flatnonzero(np.isin(ranking, wanted))
    found = np.arange(len(positions))
    # precision before and at each of what is to be found; before the very first image it is 1
    before = np.where(positions > 0, found / np.maximum(positions, 1), 1.0)
    return float((before + (found + 1) / (positions + 1)).sum() / (2 * len(wanted)))
