"""Comments and their dispositions: abstract bases for every noun that is commented on."""
