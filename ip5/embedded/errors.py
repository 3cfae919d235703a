"""What goes wrong with the bundled servers."""


class ServersFailed(Exception):
    """A bundled server cannot be started; the message is a sentence for the person at the terminal."""
