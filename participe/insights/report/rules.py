"""Who may have groups of people counted."""

from participe.projects import rules as project_rules

count = project_rules.manage
