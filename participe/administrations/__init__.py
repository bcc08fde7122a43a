"""Public authorities: who they are, their page, their staff."""
