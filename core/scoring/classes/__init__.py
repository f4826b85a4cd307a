"""Files scored by models of any classes: the likeliest class of each row, and every class's probability."""
