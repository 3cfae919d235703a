"""What the child process reads files with. Nothing of it is imported by the web server."""
