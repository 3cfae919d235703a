"""Who may do what in a meeting. A deed's rule is ``may_<verb>`` in the file of its noun."""
