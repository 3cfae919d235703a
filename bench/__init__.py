"""What is measured by the clock, each figure beside a reference in the same process: `make bench`."""
