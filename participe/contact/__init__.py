"""Writing to an administration: questions, problems of access, rights on personal data; answered in a set time."""
