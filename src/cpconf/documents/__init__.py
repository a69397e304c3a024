"""Documents: looked at within bounds, protected with proof, cut, merged and put in their place."""
