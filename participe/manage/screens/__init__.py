"""The screens of management, by what they are about."""
