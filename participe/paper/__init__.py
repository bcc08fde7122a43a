"""Taking part without a screen: printed forms, what is typed in at the desk, receipts by code."""
