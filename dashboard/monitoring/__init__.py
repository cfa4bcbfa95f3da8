"""What other programs watch: is the server alive, is it ready, and its figures in Prometheus' format."""
