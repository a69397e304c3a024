"""Reports: the steps from the author to the others, and advice in the words of Word's menus."""
