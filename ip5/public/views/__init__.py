"""Pages and files of the site without sign-in: for everybody the same, from what is published and nothing else."""
