"""What a drill found is printed at its end: figures, not only that nothing failed."""

from tests.ballots.conftest import opened

__all__ = ["opened"]


def pytest_terminal_summary(terminalreporter):
    """Print the figures that the tests recorded, also those of other workers."""
    figures = [
        value
        for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties
        if name == "figures"
    ]
    if figures:
        terminalreporter.section("figures of the drill")
        for line in sorted(figures):
            terminalreporter.write_line(line)
