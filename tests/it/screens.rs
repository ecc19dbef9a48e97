//! Whole screens as snapshots, text and styles apart.
