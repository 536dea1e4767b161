"""What the benchmarks of this folder share: cameras, programs in turn, what they use, and the report."""
