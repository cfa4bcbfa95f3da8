"""Speed beside a peer in the same run; ``python -m benchmarks`` writes README.md. Never part of the tests."""
