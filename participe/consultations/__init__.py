"""What is consulted on. First: short statements that people agree or disagree with."""
