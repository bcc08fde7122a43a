"""The screens of officials: what is theirs to run, to answer and to moderate."""
