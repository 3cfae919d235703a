"""Forms of the roadmap: a version's texts and deeds, the plan's goals and projects, reports."""
