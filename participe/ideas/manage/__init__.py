"""Idea boxes as officials meet them: settings, themes, own questions, the table of all ideas."""
