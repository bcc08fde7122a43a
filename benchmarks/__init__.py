"""Speed, measured: `make bench`. CPU milliseconds per request hold on a noisy machine."""
