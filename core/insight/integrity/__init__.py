"""Detectors of figures that look better than the work behind them (catalogue section 12)."""
