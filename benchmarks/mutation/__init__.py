"""What the tests notice: small faults are put into the code one by one, and the tests of it run."""
