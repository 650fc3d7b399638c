"""Benchmarks: figures in ratios, taken in one run on one machine; results in ``bench/results``."""
